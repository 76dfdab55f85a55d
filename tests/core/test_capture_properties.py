"""Whatever is typed wherever: nothing raises, nothing is lost, no map is unsound, only adds."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mopsmap.capture import completions, line_of, read
from mopsmap.edits import Captured, EditError, capture, capture_lines, freeze
from mopsmap.layout import lay_out, positions
from mopsmap.layout.plan import shape_of, size_of
from mopsmap.model import Flow, Helper, Project, Role, Step, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.units import Duration, ThreePoint

MAP = "map"
quick = settings(max_examples=60, deadline=None)

TYPED = """
Write copy|Approved?|ROI > 3?|back to|Brief|yes|no|end|start:|wait|join|Q3|3D|of|after|?|/|,|-|4h
2-4-8h|1h 30m|w2d|w?|?h|wait 2d|80%|120%|35 %|80%ca|1,000 h|999999999h|€420|$4|x2|2p|+|+2|+1,2|<3
>1|>12|->2|@content|@c|@|@new one|@"a b"|#plan|#1|[Marketo]|[x|[]|=va|=end|=decision|=q|~wait|~x
!auto|!|\\|\\@x|"quoted 2h"|"|0%|100%|back to 2 30%|30% back to Brief|>Brief|step-1|role-1|Legal
1.234,5h|€1,234,5|w1.000d|-2d|1e400h|250%|x0|Back to|...
"""
WORDS = [*TYPED.strip().replace("\n", "|").split("|"), "\u200b", "\u202f", "\n"]
lines = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=6).map("".join),
    st.text(max_size=60),
)
NAMES = (
    "",
    "Brief",
    "Write copy",
    "Approved?",
    "Brief",
    "12",
    "yes",
    'a "b"',
    "Check 80% of leads",
)
KINDS = ("start", "step", "step", "step", "decision", "end")
ROLES = (Role(id="c", name="Content"), Role(id="role-1", name="Campaign manager"), Role(id="x"))


@st.composite
def maps(draw: Any) -> ValueStreamMap:
    number = draw(st.integers(0, 6))
    steps = tuple(
        Step(
            id=f"step-{i}",
            name=draw(st.sampled_from(NAMES)),
            kind=draw(st.sampled_from(KINDS)),
            role=draw(st.sampled_from([None, "c", "role-1"])),
            phase=draw(st.sampled_from(["", "Plan", "Test and approve"])),
        )
        for i in range(number)
    )
    ends = st.integers(0, max(0, number - 1))
    flows = tuple(
        Flow(
            id=f"flow-{i}",
            source=f"step-{draw(ends)}",
            target=f"step-{draw(ends)}",
            kind=draw(st.sampled_from(["forward", "forward", "rework", "information"])),
            probability=draw(st.sampled_from([None, None, 0.3, 1.0])),
            label=draw(st.sampled_from(["", "yes", "no"])),
        )
        for i in range(draw(st.integers(0, 8)) if number else 0)
    )
    return ValueStreamMap(id=MAP, roles=ROLES, steps=steps, flows=flows)


def tried(project: Project, text: str, anchor: str | None, place: Any) -> Captured | None:
    """The line captured, or None where one sentence refuses it."""
    said = read(text, project.map_by_id[MAP], project)
    try:
        return capture(project, MAP, said, anchor, place)
    except EditError as error:
        assert_sentence(str(error))
        return None


def assert_sentence(text: str) -> None:
    assert text.endswith((".", "?"))
    assert "\n" not in text
    assert len(text) < 400


def assert_sound(project: Project) -> None:
    Project.model_validate(project.model_dump())
    read_map(project.map_by_id[MAP])


def assert_only_added(
    before: ValueStreamMap, after: ValueStreamMap, done: Captured, amended: str | None = None
) -> None:
    for step in before.steps:
        now = after.step_by_id[step.id]
        if step.id == amended:
            same = ("kind", "name", "role", "phase", "helpers", "evidence")
            assert [getattr(now, n) for n in same] == [getattr(step, n) for n in same]
        else:
            assert now.replace(position=None) == step.replace(position=None)
    for flow in before.flows:
        now_flow = after.flow_by_id.get(flow.id)
        if now_flow is not flow and now_flow is not None:
            assert now_flow.source == flow.source
            assert now_flow.target in (flow.target, *done.steps)
    new = {i for i in after.step_by_id if i not in before.step_by_id}
    assert new == set(done.steps)
    assert set(done.flows) == {f.id for f in after.flows if before.flow_by_id.get(f.id) is not f}
    assert after.roles[: len(before.roles)] == before.roles


@quick
@given(lines, maps())
def test_reading_takes_any_text_and_loses_none_of_it(text: str, one: ValueStreamMap) -> None:
    said = read(text, one)
    at = 0
    for token in said.tokens:
        assert at <= token.start < token.end <= len(text)
        assert not left_out(text[at : token.start])
        assert token.text == text[token.start : token.end]
        at = token.end
    assert not left_out(text[at:])
    assert all(p.endswith(".") for p in said.problems)


NONSENSE = "@|#|[|[]|=|~|!|>|<|-2d|-80%|1e400h|2h/3h|250%|w3x|x0|€|~sloth|>99|...|*|60-80%"


@quick
@given(st.lists(st.sampled_from(NONSENSE.split("|")), min_size=1, max_size=8), maps())
def test_a_line_of_nonsense_makes_nothing_and_behind_a_title_stays_in_it(
    parts: list[str], one: ValueStreamMap
) -> None:
    text = " ".join(parts)
    alone = read(text, one)
    assert not alone.makes_step
    assert not alone.amends
    assert {t.kind for t in alone.tokens} == {"unread"}
    assert " ".join(t.text for t in alone.tokens) == text
    for anchor in (None, *one.step_by_id):
        assert tried(Project(maps=(one,)), text, anchor, "after") is None
    behind = read(f"Draft {text}", one)
    assert behind.name == f"Draft {text}"
    assert behind.unread or {"...", "*"} & {*parts}, "beside words of the title they are words too"


def left_out(gap: str) -> str:
    """What stands between two tokens, apart from blanks and dividers."""
    return "".join(gap.split()).strip(",;.:")


@quick
@given(lines, maps(), st.integers(-1, 6), st.sampled_from(["after", "beside", "before"]))
def test_a_line_anywhere_only_adds_to_a_sound_map(
    text: str, one: ValueStreamMap, anchor: int, place: str
) -> None:
    project = Project(maps=(one,))
    at = f"step-{anchor}" if anchor >= 0 else None
    done = tried(project, text, at, place)
    if done is None:
        return
    assert_sound(done.project)
    amended = at if read(text, one, project).amends else None
    assert_only_added(one, done.project.map_by_id[MAP], done, amended)
    assert done.next_anchor is None or done.next_anchor in done.project.map_by_id[MAP].step_by_id
    again = tried(done.project, text, at, place)
    if again is not None and done.steps:
        assert len(again.project.map_by_id[MAP].steps) >= len(one.steps) + 2


Box = tuple[float, float, float, float]


def box(step: Step) -> Box | None:
    """Left, top, right and bottom of a placed step."""
    at, (width, height) = step.position, size_of(shape_of(step))
    return None if at is None else (at.x, at.y, at.x + width, at.y + height)


def cover(a: Box | None, b: Box | None) -> bool:
    """Whether two boxes overlap."""
    return bool(a and b and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


@quick
@given(st.lists(lines, max_size=6), maps())
def test_steps_captured_one_after_another_stand_on_their_own_places(
    texts: list[str], one: ValueStreamMap
) -> None:
    project = Project(maps=(one,))
    project = freeze(project, MAP, positions(lay_out(one), one))
    before = {s.id: s.position for s in project.map_by_id[MAP].steps}
    anchor = next(iter(before), None)
    for text in texts:
        done = tried(project, text, anchor, "after")
        if done is not None:
            project, anchor = done.project, done.next_anchor or anchor
    steps = project.map_by_id[MAP].steps
    new = [s for s in steps if s.id not in before]
    for step in new:
        boxes = [box(other) for other in steps if other is not step and other.role == step.role]
        assert not any(cover(box(step), other) for other in boxes)
    for step in steps:
        was = before.get(step.id)
        if was is not None:
            assert step.position is not None
            assert step.position.y == was.y
            assert step.position.x >= was.x


@quick
@given(st.lists(lines, max_size=8), maps(), st.integers(-1, 6))
def test_an_outline_only_adds_to_a_sound_map(
    texts: list[str], one: ValueStreamMap, anchor: int
) -> None:
    project = Project(maps=(one,))
    at = f"step-{anchor}" if anchor in range(len(one.steps)) else None
    text = "\n".join("  " * (i % 3) + t.replace("\n", " ") for i, t in enumerate(texts))
    try:
        done = capture_lines(project, MAP, text, at)
    except EditError as error:
        assert_sentence(str(error))
        return
    assert_sound(done.project)
    for step in one.steps:
        assert done.project.map_by_id[MAP].step_by_id[step.id] is step
    for refusal in done.refused:
        assert_sentence(refusal)


words = st.sampled_from([*WORDS, "Brief", "the", "Plan", "x"]).map(lambda w: " ".join(w.split()))
names = st.lists(words | st.text(max_size=5), min_size=1, max_size=4).map(
    lambda parts: " ".join(" ".join(parts).split())
)
numbers = st.sampled_from([0.0, 0.25, 1.0, 1.5, 2.0, 7.25, 40.0, 1e-5, 4321.0])
durations = st.builds(Duration, numbers, st.sampled_from(["s", "min", "h", "d", "w"]))
points = st.lists(durations, min_size=3, max_size=3).map(
    lambda d: sorted(d, key=lambda each: each.hours(Project().calendar))
)
times = st.none() | durations | points.map(lambda d: ThreePoint(min=d[0], likely=d[1], max=d[2]))
steps = st.builds(
    Step,
    id=st.just("step-1"),
    name=names.filter(bool),
    kind=st.sampled_from(["start", "step", "decision", "end"]),
    phase=st.sampled_from(["", "Plan", "Go live", "2h"]),
    role=st.sampled_from(["c", "role-1", "x"]),
    people=st.sampled_from([1.0, 2.0, 0.5, 12.0]),
    helpers=st.sampled_from([(), (Helper(role="y", people=2.0),)]),
    process_time=times,
    wait_time=times,
    value_class=st.sampled_from([None, "value_adding", "necessary", "waste"]),
    complete_accurate=st.sampled_from([None, 0.0, 0.8, 0.125, 1.0]),
    fixed_cost=st.sampled_from([0.0, 420.0, 1.5, 2800.0]),
    tools=st.sampled_from([(), ("CRM",), ("Adobe CC", "Word")]),
    wastes=st.sampled_from([(), ("waiting",), ("non_used_talent", "extra_processing")]),
    lever=st.sampled_from([None, "drop", "automate"]),
)


@quick
@given(steps)
@example(Step(id="step-1", name='"', role="c"))
@example(Step(id="step-1", name='""', kind="start", role="c"))
def test_a_step_written_as_a_line_is_read_as_the_same(step: Step) -> None:
    roles = (*ROLES, Role(id="y", name="Legal and privacy"), Role(id="z", name="Legal"))
    one = ValueStreamMap(id=MAP, roles=roles, steps=(step,))
    project = Project(maps=(one,))
    said = read(line_of(step, one, project), one, project)
    assert said.name == step.name
    empty = Project(maps=(ValueStreamMap(id=MAP, roles=roles),))
    done = capture(empty, MAP, said, None)
    assert done.project.map_by_id[MAP].steps[0] == step
    assert done.project.map_by_id[MAP].roles == roles


@quick
@given(lines, st.integers(0, 60), maps())
def test_completions_stand_where_the_cursor_is(text: str, cursor: int, one: ValueStreamMap) -> None:
    project = Project(maps=(one,))
    cursor = min(cursor, len(text))
    found = completions(text, cursor, project, MAP)
    assert len(found) <= 8
    for each in found:
        assert 0 <= each.start <= cursor <= each.end <= len(text)
        assert each.text
        assert each.label
