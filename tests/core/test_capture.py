"""What lines are read as, beyond the examples of docs/capture.md, and what completes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mopsmap import storage
from mopsmap.capture import Answer, Said, Way, completions, line_of, read
from mopsmap.model import Project, Role, Step, ValueStreamMap
from mopsmap.units import Calendar, Duration, Spread
from tests.core.drawing import draw

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
ONE = draw(
    "a>b, b>c",
    {
        "a": {"name": "Brief", "tools": ("Word", "Marketo"), "phase": "Plan"},
        "b": {"name": "Check copy", "tools": ("Word",), "phase": "Plan"},
        "c": {"name": "Check, then ship", "tools": ("Jira",), "phase": "Test and approve"},
    },
    roles=(
        Role(id="team", name="Team"),
        Role(id="mkt", name="Marketing"),
        Role(id="ops", name="Marketing operations", headcount=2.0),
        Role(id="lg", name="Legal and privacy", headcount=1.0),
    ),
)
OTHER = draw("", {"x": {"tools": ("Miro",)}}, roles=(Role(id="team", name="Team"),
             Role(id="sales", name="Sales"))).replace(id="other", name="To-be")  # fmt: skip
PROJECT = Project(maps=(ONE, OTHER))


def said(text: str, **fields: Any) -> Said:
    project = PROJECT.replace(**fields) if fields else PROJECT
    return read(text, ONE, project)


def kinds(text: str) -> list[str]:
    return [t.kind for t in said(text).tokens]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("x @team", "team"), ("x @TEAM", "team"), ("x @mar", "mkt"), ("x @marketing", "mkt"),
        ("x @Marketing operations 2h", "ops"), ("x @marketing_operations", "ops"),
        ("x @marketing-operations", "ops"), ("x @MO", "ops"), ("x @lp", "lg"), ("x @lap", "lg"),
        ("x @privacy", "lg"), ('x @"legal and privacy"', "lg"), ("x @[Legal and privacy]", "lg"),
        ("x @mkt,", "mkt"), ("x @mops", "ops"), ("x @MOps", "ops"),
        ("x @oper", "ops"), ("x @lpr", "lg"), ("x @LPriv", "lg"),
    ],
)  # fmt: skip
def test_a_role_is_found_by_what_people_call_it(text: str, role: str) -> None:
    who = said(text).role
    assert who is not None
    assert who.role is ONE.role_by_id[role]
    assert said(text).name == "x"


def test_where_several_roles_fit_alike_the_line_names_the_others() -> None:
    roles = (Role(id="a", name="Media office"), Role(id="b", name="Marketing operations"))
    one = ValueStreamMap(id="map", roles=(*roles, Role(id="c", name="Marketing")))
    meanings = {
        "@mo": "role Media office, not Marketing operations",
        "@m": "role Media office, not Marketing operations, Marketing",
        "@mar": "role Marketing operations, not Marketing",
        "@marketing": "role Marketing",
        "@mops": "role Marketing operations",
        "@mx": "new role Mx",
    }
    assert {text: read(f"x {text}", one).tokens[-1].meaning for text in meanings} == meanings
    helped = read("x @marketing @mo", one)
    assert [who.name for who in helped.helpers] == ["Media office"]


def test_a_role_of_another_map_is_found_and_an_unknown_one_is_new() -> None:
    known, new = said("x @sal").role, said("x @dpo").role
    assert known is not None
    assert new is not None
    assert (known.role, known.here) == (OTHER.roles[1], False)
    assert (new.name, new.role) == ("Dpo", None)
    written = said("x @DPO").role
    assert written is not None
    assert written.name == "DPO", "what is not all small letters is kept as typed"


@pytest.mark.parametrize(
    ("text", "process", "wait"),
    [
        ("x 30m", "30 min", None), ("x 90s", "90 s", None), ("x 0h", "0 h", None),
        ("x .5h", "0.5 h", None), ("x 1,5h", "1.5 h", None), ("x 2 hrs", "2 h", None),
        ("x 2 to 4 d", "2-3-4 d", None), ("x 2h-1d", "2 h - 0.625 d - 1 d", None),
        ("x w2d 4h", "4 h", "2 d"),
        ("x 1:30h", "1.5 h", None), ("x 1 day 4 hours", "1.5 d", None),
        ("x 8-2-4h", "2-4-8 h", None), ("x 2..4h", "2-3-4 h", None), ("x 2h wait", None, "2 h"),
        ("x W3d", None, "3 d"), ("x w 3 d", None, "3 d"), ("x Wait 3 days", None, "3 d"),
        ("x w0.5d 2h", "2 h", "0.5 d"), ("2h w1d x", "2 h", "1 d"), ("x 4h.", "4 h", None),
        ("5min X", "5 min", None),
    ],
)  # fmt: skip
def test_times_as_people_type_them(text: str, process: str | None, wait: str | None) -> None:
    found = said(text)
    assert found.name in ("x", "X")
    assert (found.process_time and str(found.process_time)) == process
    assert (found.wait_time and str(found.wait_time)) == wait


@pytest.mark.parametrize(
    "title",
    [
        "5 min call with SDR", "2 week sprint planning", "Day 2-4", "Meet at 10:30", "Show 1080p",
        "Plan 2H", "Publish 10M", "Top 10 in 24h", "w3c check", "Ship v2", "R + D", "C++",
        "C# code", "1+1", "A > B", "a<b", "Google+ page", "Back to school campaign",
        "Join the webinar",
        "Why? Because", "Send 20 people", "Buy 20% off voucher", "9 to 5", "Is it 2?!",
        "x2y", "C:\\temp", "Reduce to 80%", "Work with 3 roles", "Q1-Q4 plan", "24/7",
        "E-mail & SMS", "Sale @ Amsterdam", "Cost = 5", "e2e test", "Banner 10mm",
        "Wait -2d for data",
        "Plan 50/50 split", "404", "Trade fair 2h/day",
    ],
)  # fmt: skip
def test_titles_that_look_like_something_else(title: str) -> None:
    found = said(title)
    assert found.name == title
    assert (found.kind, found.process_time, found.wait_time) == ("step", None, None)
    assert (found.complete_accurate, found.people, found.ways, found.answers) == (
        None,
        None,
        (),
        (),
    )


def test_an_end_of_the_week_is_no_end() -> None:
    assert said("End of week report").kind == "step"
    assert (said("END").kind, said("END").name) == ("end", "End")
    assert (said("Start:").kind, said("Start:").name) == ("start", "")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Ok? yes 65% no", [("yes", 0.65, None), ("no", 0.35, None)]),
        ("Ok? yes 65%", [("yes", 0.65, None)]),
        ("Ok? yes / no", [("yes", None, None), ("no", None, None)]),
        ("Ok? yes, no", [("yes", None, None), ("no", None, None)]),
        ("Ok? 65% yes 35% no", [("yes", 0.65, None), ("no", 0.35, None)]),
        ("Ok? no 35% back to Brief", [("no", 0.35, ("a", True))]),
        ("Ok? no back to Brief 35%", [("no", 0.35, ("a", True))]),
        ("Ok? no > Check copy 35%", [("no", 0.35, ("b", False))]),
        ("Ok? no back to Brief yes 65%", [("no", 0.35, ("a", True)), ("yes", 0.65, None)]),
        ("Ok? >3", [("", None, ("c", False))]),
        ("Ok ? yes 1%", [("yes", 0.01, None)]),
        (
            "Size? very small 10%; small 20% large",
            [("very small", 0.1, None), ("small", 0.2, None), ("large", 0.7, None)],
        ),
        ("Ok? yes 65% 2h no 35%", [("yes", 0.65, None), ("no", 0.35, None)]),
    ],
)
def test_answers_as_people_say_them(text: str, answers: list[Any]) -> None:
    wanted = tuple(Answer(label, share, Way(*to) if to else None) for label, share, to in answers)
    assert (said(text).kind, said(text).answers) == ("decision", wanted)
    assert said(text).problems == ()


def test_shares_that_do_not_add_up_are_kept_and_said() -> None:
    found = said("Ok? yes 65% no 25%")
    assert [a.share for a in found.answers] == [0.65, 0.25]
    assert found.problems == ("The answers add up to 90\u202f%.",)
    assert said("Ok? yes 80% no 40% maybe").problems == ("The answers add up to 120\u202f%.",)


@pytest.mark.parametrize("text", ["Ok? yes 65% no @x 1h 90%", "Ok? 1h yes 65% no 35% w1d 90%"])
def test_a_percentage_behind_something_else_is_not_that_of_an_answer(text: str) -> None:
    found = said(text)
    assert [(a.label, a.share) for a in found.answers] == [("yes", 0.65), ("no", 0.35)]
    assert (found.complete_accurate, found.problems) == (0.9, ())


def test_an_answer_to_nowhere_is_said() -> None:
    found = said("Ok? no back to Nope")
    assert found.problems == ("No step is called 'Nope'.",)
    assert "Nope" in found.answers[0].label


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("3", "c"), ("Check copy", "b"), ("check COPY", "b"), ("check", "b"), ("copy", "b"),
        ('"Check, then ship"', "c"), ("2 Check copy", "b"), ("a", "a"), ("brief.", "a"),
    ],
)  # fmt: skip
def test_a_step_is_found_by_what_people_call_it(text: str, step: str) -> None:
    assert [w.step for w in said(f">{text}").ways] == [step]
    assert [w.step for w in said(f"x back to {text} 20%").ways] == [step]


def test_only_a_name_in_full_goes_back_without_a_share() -> None:
    assert said("Give copy back to brief").ways == (Way("a", back=True),)
    assert said("Give copy back to check").name == "Give copy back to check"
    assert said("Go back to check again").ways == ()


def test_a_way_to_nowhere_alone_makes_no_step() -> None:
    for text in (">77", "+Nope", "back to Nope 20%", "join 77"):
        assert not said(text).makes_step
        assert said(text).problems


NONSENSE = """
@ # ## [ [] ] = == ~ ! !!! > >> < @@@ -2d -80% w-2d -3.5h 1e400h 1e5% 2h/3h 2d2d 1/2h ½h ∞h 2..h 2h-
4h;w2d;80% €1.2.3 +1,99
60-80% 250% w3x x0 x100 0p € €-5 $5 ~sloth !sloth =sloth >99 +99 <99
"""
SIGNS = ("...", "---", "()", "*", "/", "\\")


@pytest.mark.parametrize("text", [*NONSENSE.split(), *SIGNS])
def test_nonsense_alone_makes_no_step_and_says_why(text: str) -> None:
    found = said(text)
    assert not found.makes_step
    assert not found.amends
    assert found.unread == (text,)
    assert len(found.problems) == 1
    assert [t.kind for t in found.tokens] == ["unread"]


@pytest.mark.parametrize("text", NONSENSE.split())
def test_nonsense_behind_a_title_stays_in_it_and_is_said(text: str) -> None:
    found = said(f"Write copy {text} w4h")
    assert found.name == f"Write copy {text}"
    assert found.unread == (text,)
    assert len(found.problems) == 1
    assert found.wait_time == Duration(4, "h")


def test_a_share_behind_a_way_to_nowhere_is_not_what_is_complete() -> None:
    for text in ("Review back to Nope 30%", "Review >99 30%", "Review 30% back to Nope"):
        found = said(text)
        assert (found.name, found.complete_accurate) == (text, None)


def test_an_unnamed_start_or_end_loses_nothing() -> None:
    for text in ("start: 250%", "=end -2d", "end: @"):
        assert not said(text).makes_step
        assert said(text).unread
    assert said("@@team x").role == said("@team x").role


def test_signs_alone_ask_no_question() -> None:
    for text in ("?", "??", "? yes 65% no >1"):
        assert (said(text).kind, said(text).makes_step) == ("step", False)
    assert (said("Ok ?").kind, said("=decision").makes_step) == ("decision", True)


def test_quotes_and_a_backslash_make_a_title_of_signs() -> None:
    assert said('"..."').name == "..."
    assert said("\\@").name == "@"
    assert said('"back to Nowhere"').name == "back to Nowhere"


def test_what_is_said_twice_without_a_title_counts_as_said_last() -> None:
    found = said("80% =va 4h 90% =nva 2h")
    assert found.amends
    assert (found.complete_accurate, found.value_class) == (0.9, "waste")
    assert found.process_time == Duration(2, "h")
    assert len(found.problems) == 3


def test_money_is_that_of_the_project() -> None:
    assert said("x $420", currency="USD").fixed_cost == 420
    assert said("x 420 SEK", currency="SEK").fixed_cost == 420
    assert said("x SEK420", currency="SEK").fixed_cost == 420
    assert said("x €1 200").fixed_cost == 1200
    assert said("x €1.5k").fixed_cost == 1500
    assert said("x €1,200").problems == ("'1,200' can mean 1200 or 1.2. Write one of these.",)
    assert said("x 420", currency="").fixed_cost is None


def test_a_time_over_the_limit_of_the_calendar_is_said() -> None:
    days = Calendar(hours_per_day=24.0, days_per_week=7.0)
    assert said("x 9000w").process_time == Duration(9000.0, "w")
    found = said("x 9000w", calendar=days)
    assert found.process_time is None
    assert found.problems == ("A time of 9000 w is over 1,000,000 h.",)


def test_every_stretch_has_its_kind() -> None:
    assert kinds("Write copy @team 4h w2d 80% [Word] ~wait !auto =va #Plan x2 €3 back to 1 5%") == [
        "title", "role", "process_time", "wait_time", "quality", "tool", "waste", "lever",
        "value_class", "phase", "people", "cost", "rework", "share",
    ]  # fmt: skip
    assert kinds("Ok? yes 65% no >1") == ["title", "answer", "share", "answer", "join"]
    assert kinds("start: x") == ["start", "title"]
    assert kinds("x w3x") == ["title", "unread"]


def test_the_longest_line_is_read_to_its_end() -> None:
    text = "word " * 5000 + "4h"
    assert said(text).name == text


def offered(text: str, anchor: str | None = None) -> list[str]:
    return [c.text for c in completions(text, len(text), PROJECT, "map", anchor)]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (
            "x @",
            ["@Team", "@Marketing", '@"Marketing operations"', '@"Legal and privacy"', "@Sales"],
        ),
        ("x @mar", ["@Marketing", '@"Marketing operations"']),
        ("x @mo", ['@"Marketing operations"']),
        ("x @marketing ", ['@"Marketing operations"']),
        ("x @team ", []),
        ("x @sa", ["@Sales"]),
        ("x [", ["[Word]", "[Marketo]", "[Jira]", "[Miro]"]),
        ("x [m", ["[Marketo]", "[Miro]"]),
        ("x #", ["#Plan", '#"Test and approve"']),
        ("x #app", ['#"Test and approve"']),
        ("x ~wa", ["~waiting"]),
        ("x ~handoff", ["~transportation"]),
        ("x !auto", ["!automate"]),
        ("x =", ["=va", "=bnva", "=nva"]),
        ("x >ch", [">2", ">3"]),
        ("x back to ch", ["back to 2", "back to 3"]),
        ("x +2", ["+2"]),
        ("x <", ["<1", "<2", "<3"]),
        ("Ok? no >br", [">1"]),
        ("x", []),
        ("jane@", []),
        ("x @zzz", []),
    ],
)
def test_what_could_follow(text: str, texts: list[str]) -> None:
    assert offered(text) == texts
    for choice in offered(text):
        assert choice in text[: text.rfind(choice[0])] + choice


def test_steps_near_the_selected_one_are_offered_first() -> None:
    assert offered("x >", "c") == [">2", ">1", ">3"]
    assert offered("x back to ", "b") == ["back to 2", "back to 1", "back to 3"]


def test_a_role_is_offered_by_its_abbreviation() -> None:
    assert offered("x @mops") == ['@"Marketing operations"']
    assert offered("x @mar")[0] == "@Marketing"


def test_a_completion_says_more_and_replaces_what_is_typed() -> None:
    (first, *_rest) = completions("Check @op 4h", 9, PROJECT, "map")
    assert (first.start, first.end, first.kind) == (6, 9, "role")
    assert first.label == "Marketing operations, 2 people"
    assert [c.label for c in completions("x @le", 5, PROJECT, "map")] == [
        "Legal and privacy, 1 person"
    ]
    assert [c.label for c in completions("x @sa", 5, PROJECT, "map")] == ["Sales, from To-be"]
    assert [c.label for c in completions("x >2", 4, PROJECT, "map")] == ["2 Check copy"]
    (back, *_others) = completions("x @Legal back to ", 17, PROJECT, "map")
    assert (back.start, back.kind) == (9, "rework")
    (tool,) = completions("x [ma]", 5, PROJECT, "map")
    assert (tool.start, tool.end, tool.text) == (2, 6, "[Marketo]")


def test_what_is_completed_is_read_as_what_was_offered() -> None:
    for sign in ("@", "#", "[", "~", "!", "=", ">", "+", "<", "back to "):
        for choice in completions(f"x {sign}", len(sign) + 2, PROJECT, "map"):
            found = said(f"x {choice.text} 20%" if sign == "back to " else f"x {choice.text}")
            assert found.problems == ()
            assert (found.name, found.tokens[1].kind) == ("x", choice.kind)
            assert choice.label.split(",")[0] in found.tokens[1].meaning


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_step_of_the_samples_can_be_said_in_a_line(path: Path) -> None:
    project = storage.load(path).project
    for one in project.maps:
        for step in one.steps:
            line = line_of(step, one, project)
            found = read(line, one, project)
            assert found.problems == ()
            assert (found.name, found.kind, found.phase or "") == (step.name, step.kind, step.phase)
            assert (found.role.role.id if found.role and found.role.role else None) == step.role
            assert {w.role.id: w.people for w in found.helpers if w.role} == {
                h.role: h.people for h in step.helpers
            }
            for field in ("process_time", "wait_time", "complete_accurate", "value_class", "lever",
                          "tools", "wastes"):  # fmt: skip
                assert getattr(found, field) == getattr(step, field), (line, field)
            assert (found.fixed_cost or 0, found.people or 1) == (step.fixed_cost, step.people)


def test_a_measured_distribution_has_no_words_in_a_line() -> None:
    time = Spread(distribution="exponential", mean=Duration(2.0))
    one = ValueStreamMap(id="map", steps=(Step(id="a", name="x", process_time=time),))
    assert line_of(one.steps[0], one) == "x"
