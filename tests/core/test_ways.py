"""Where steps lead, as cells say it: written, read, typed into a map, and copied as a table."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mopsmap import edits
from mopsmap.capture.ways import Reference, read_ways, references_of, said_ways
from mopsmap.exchange.cell_text import page_of_cells, text_of_cells
from mopsmap.exchange.clipboard import read_clip
from mopsmap.exchange.draft import Draft, read_draft
from mopsmap.exchange.recognition import recognize
from mopsmap.model import Flow, FlowKind, Project, Step, ValueStreamMap
from mopsmap.numerals import Numerals, using
from mopsmap.reading import step_numbers
from mopsmap.units import Calendar, UnitError
from tests.core.drawing import draw
from tests.core.pasting import done

KNOWN = {"2", "3", "8", "12", "Publish", "Send back to Legal", "Legal", "Pay 50 %"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("12", [Reference("12")]),
        ("2, 3", [Reference("2"), Reference("3")]),
        ("2,3;8\n12", [Reference("2"), Reference("3"), Reference("8"), Reference("12")]),
        (">12", [Reference("12")]),
        ("-> Publish", [Reference("Publish")]),
        ("join 8", [Reference("8")]),
        ("yes 65% >12, no back to 8", [
            Reference("12", "forward", 0.65, "yes"), Reference("8", "rework", None, "no"),
        ]),
        ("65 % >12, 35 % back to 8", [
            Reference("12", "forward", 0.65), Reference("8", "rework", 0.35),
        ]),
        ("back to 8 30%", [Reference("8", "rework", 0.3)]),
        ("12 65 %, 8 35 % (rework)", [
            Reference("12", "forward", 0.65), Reference("8", "rework", 0.35),
        ]),
        ("8 (rework)", [Reference("8", "rework")]),
        ("3; 8 (60 %) [yes]; rework 2 (40 %)", [
            Reference("3"), Reference("8", "forward", 0.6, "yes"), Reference("2", "rework", 0.4),
        ]),
        ("3; Nacharbeit 2 (20 %)", [Reference("3"), Reference("2", "rework", 0.2)]),
        ("oui >3, non 20% retour à 2", [
            Reference("3", "forward", None, "oui"), Reference("2", "rework", 0.2, "non"),
        ]),
        ("information to 3", [Reference("3", "information")]),
        ('"a, b > c; ""d""" 5% >3, 8', [
            Reference("3", "forward", 0.05, 'a, b > c; "d"'), Reference("8"),
        ]),
        ("33,3% >12, 66,7% >8", [
            Reference("12", "forward", 0.333), Reference("8", "forward", 0.667),
        ]),
        ("Send back to Legal", [Reference("Send back to Legal")]),
        ("Pay 50 %", [Reference("Pay 50 %")]),
        ("yes >77", [Reference("77", "forward", None, "yes")]),
        ("nowhere", [Reference("nowhere")]),
    ],
)  # fmt: skip
def test_a_cell_names_steps_in_every_usual_spelling(text: str, found: list[Reference]) -> None:
    assert list(references_of(text, KNOWN.__contains__)) == found


def _project(flows: str = "a>b, b>c, c>d", **kinds: Any) -> Project:
    one = draw(flows)
    steps = tuple(s.replace(name=s.id.upper(), kind=kinds.get(s.id, s.kind)) for s in one.steps)
    return Project(maps=(one.replace(steps=steps),))


def _typed(project: Project, step: str, text: str) -> ValueStreamMap:
    one = project.maps[0]
    return edits.set_ways(project, one.id, {step: read_ways(text, one, step)}).maps[0]


def _flows(one: ValueStreamMap) -> set[tuple[str, str, FlowKind, float | None, str]]:
    return {(f.source, f.target, f.kind, f.probability, f.label) for f in one.flows}


def test_a_typed_cell_sets_the_flows_of_its_step_alone() -> None:
    project = _project()
    one = _typed(project, "a", "2, yes 30% >4")
    assert [f for f in one.flows if f.source != "a"] == list(project.maps[0].flows[1:])
    assert one.flows[0] == project.maps[0].flows[0]
    assert ("a", "d", "forward", 0.3, "yes") in _flows(one)
    assert len({f.id for f in one.flows}) == len(one.flows)
    assert said_ways(edits.ways_of(one, "a"), one) == "2, yes 30% >4"


def test_what_leads_back_is_rework_and_names_do_as_well_as_numbers() -> None:
    one = _typed(_project(), "c", "D, 1 20%")
    assert ("c", "a", "rework", 0.2, "") in _flows(one)
    assert said_ways(edits.ways_of(one, "c"), one) == "4, 20% back to 1"
    assert not [f for f in _typed(_project(), "a", "").flows if f.source == "a"]
    assert not [f for f in _typed(_project(), "a", "-").flows if f.source == "a"]


@pytest.mark.parametrize(
    ("step", "text", "sentence"),
    [
        ("a", "2, 77", "There is no step 77."),
        ("a", "Nowhere", "No step is called 'Nowhere'."),
        ("a", "1", "A flow needs two different steps."),
        ("a", "yes 80% >2, no 30% >3", "The shares add up to 110\u202f%, over 100 %."),
        ("a", "2, back to 2", "Step 2 is named twice."),
        ("b", "1", "Nothing flows into a start."),
        ("d", "2", "Nothing flows on from an end."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(step: str, text: str, sentence: str) -> None:
    one = _project(a="start", d="end").maps[0]
    with pytest.raises(UnitError) as refused:
        read_ways(text, one, step)
    assert str(refused.value) == sentence


def _copied_and_read(one: ValueStreamMap, columns: tuple[str, ...], page: bool) -> Draft:
    """The steps of a map copied as a table with these columns, and pasted into an empty one."""
    numbers = step_numbers(one)
    steps = sorted(one.steps, key=lambda step: numbers[step.id])
    rows = [
        [
            {
                "#": str(numbers[step.id]),
                "Name": step.name,
                "Kind": step.kind.capitalize(),
                "Next": said_ways(edits.ways_of(one, step.id), one),
            }[column]
            for column in columns
        ]
        for step in steps
    ]
    table = [list(columns), *rows]
    text, html = text_of_cells(table), page_of_cells(table, True) if page else ""
    sheet = done(read_clip(text, html)).sheet
    empty = ValueStreamMap(id="empty")
    return done(read_draft(sheet, recognize(sheet, empty), Calendar(), empty))


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
LABELS = st.one_of(st.just(""), st.sampled_from(["yes", "no", "a, b", "5 > 3", 'say "no"']), TITLES)
SHARES = st.one_of(st.none(), st.integers(0, 10_000).map(lambda n: n / 10_000))


@st.composite
def maps(draw: st.DrawFn) -> ValueStreamMap:
    number = draw(st.integers(1, 6))
    ids = [f"s{n}" for n in range(number)]
    kinds = draw(st.lists(st.sampled_from(["step", "decision"]), min_size=number, max_size=number))
    pairs = [(a, b) for a in ids for b in ids if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8)) if pairs else []
    flows = tuple(
        Flow(
            id=f"f{n}",
            source=a,
            target=b,
            kind=draw(st.sampled_from(["forward", "rework", "information"])),
            probability=draw(SHARES),
            label=draw(LABELS),
        )
        for n, (a, b) in enumerate(chosen)
    )
    steps = tuple(
        Step(id=i, name=f"Do {i}", kind=kind)  # type: ignore[arg-type]
        for i, kind in zip(ids, kinds, strict=True)
    )
    return ValueStreamMap(id="m", steps=steps, flows=flows)


def _graph(steps: tuple[Step, ...], flows: tuple[Flow, ...]) -> Any:
    names = {step.id: step.name for step in steps}
    ends = {
        (names[f.source], names[f.target], f.kind, f.probability, f.label.strip()) for f in flows
    }
    return sorted((step.name, step.kind) for step in steps), ends


@settings(deadline=None, max_examples=80)
@given(maps(), st.booleans(), st.booleans(), st.sampled_from([Numerals(), Numerals(",", ".")]))
@example(
    ValueStreamMap(
        id="m",
        steps=(Step(id="a", name="Step 2"), Step(id="b", name="B"), Step(id="c", name="C")),
        flows=(Flow(id="f", source="a", target="b", label="step"),),
    ),
    True,
    True,
    Numerals(),
)
def test_a_map_copied_as_a_table_and_pasted_is_the_same_map(
    one: ValueStreamMap, numbered: bool, page: bool, numerals: Numerals
) -> None:
    columns = ("#", "Name", "Kind", "Next") if numbered else ("Name", "Next", "Kind")
    with using(numerals):
        draft = _copied_and_read(one, columns, page)
    assert not draft.unread
    assert _graph(draft.steps, draft.flows) == _graph(one.steps, one.flows)


@settings(deadline=None, max_examples=60)
@given(maps())
def test_a_cell_typed_again_changes_nothing(one: ValueStreamMap) -> None:
    project = Project(maps=(one,))
    for step in one.steps:
        ways = edits.ways_of(one, step.id)
        if sum(way.share or 0 for way in ways) <= 1:
            read = read_ways(said_ways(ways, one), one, step.id)
            again = edits.set_ways(project, "m", {step.id: read}).maps[0]
            assert _graph(again.steps, again.flows) == _graph(one.steps, one.flows)


@settings(deadline=None, max_examples=100)
@given(st.text('0123456789,;%>"()[] \nabckotwrenifms-', max_size=60))
def test_any_cell_is_read_or_refused(text: str) -> None:
    one = _project().maps[0]
    with suppress(UnitError):
        ways = read_ways(text, one, "a")
        grown = edits.set_ways(Project(maps=(one,)), one.id, {"a": ways}).maps[0]
        assert [f.target for f in grown.flows if f.source == "a"] == [way.to for way in ways]


def test_a_cell_of_many_signs_is_read_at_once() -> None:
    for text in ('"' * 30_000, "join " * 8_000, " " * 30_000 + "x", "5% " * 10_000, "1," * 9_000):
        assert references_of(text, KNOWN.__contains__) is not None


def test_a_step_that_is_not_among_the_rows_is_named_and_the_others_are_taken() -> None:
    clip = done(read_clip("#\tName\tNext\n1\tA\t2, 9\n2\tB\t"))
    one = ValueStreamMap(id="empty")
    draft = done(read_draft(clip.sheet, recognize(clip.sheet, one), Calendar(), one))
    assert [(f.source, f.target) for f in draft.flows] == [("step-1", "step-2")]
    assert [(u.row, u.column, u.reason) for u in draft.unread] == [
        (1, 2, "names the step '9', which is not in the table")
    ]


def test_without_the_column_rows_are_a_chain_and_an_empty_one_says_that_nothing_flows() -> None:
    one = ValueStreamMap(id="empty")
    for text, flows in (("Name\tKind\nA\tStep\nB\tStep", 1), ("Name\tNext\nA\t\nB\t", 0)):
        clip = done(read_clip(text))
        draft = done(read_draft(clip.sheet, recognize(clip.sheet, one), Calendar(), one))
        assert len(draft.flows) == flows
        assert len(draft.remarks) == 1
