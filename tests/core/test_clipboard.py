"""What people copy elsewhere and paste here: cells, pages and outlines, never trusted."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mopsmap.exchange import ExchangeError
from mopsmap.exchange.cell_text import cells_of_text, page_of_cells, text_of_cells
from mopsmap.exchange.clipboard import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Clip, read_clip
from mopsmap.exchange.draft import Draft, read_draft
from mopsmap.exchange.outline import has_phases, lines_of, outline_sheet
from mopsmap.exchange.recognition import Choice, bare_times, outline_columns, recognize
from mopsmap.exchange.sheet import Sheet
from mopsmap.model import Role, Step, ValueStreamMap
from mopsmap.numerals import NARROW_SPACE, PLAIN, Numerals, grouped, using
from mopsmap.units import Calendar, Duration, ThreePoint
from tests.core.pasting import done

EMPTY = ValueStreamMap(id="m")


def clip(text: str, html: str = "") -> Clip:
    found: Clip = done(read_clip(text, html))
    return found


def sheet_of(text: str, html: str = "") -> tuple[Sheet, Choice]:
    found = clip(text, html)
    if found.outline:
        sheet = outline_sheet(found.outline, has_phases(found.outline))
        return outline_columns(sheet)
    return found.sheet, recognize(found.sheet, EMPTY)


def draft(text: str, html: str = "", one: ValueStreamMap = EMPTY) -> Draft:
    sheet, choice = sheet_of(text, html)
    found: Draft = done(read_draft(sheet, choice, Calendar(), one))
    return found


def refusal(text: str, html: str = "") -> str:
    with pytest.raises(ExchangeError) as caught:
        clip(text, html)
    return str(caught.value)


@pytest.mark.parametrize(
    "header",
    [
        "Step\tRole\tProcess time (h)\tWait (d)\t%C&A",
        "Schritt\tRolle\tBearbeitungszeit (Std)\tWartezeit in Tagen\t%C&A",
        "Étape\tRôle\tTemps de traitement (h)\tAttente (jours)\tQualité (%)",
        "Paso\tRol\tTiempo de proceso (horas)\tEspera (días)\tCalidad",
        "Tätigkeit\tVerantwortlich\tDauer (h)\tLiegezeit (Tage)\tVollständig und richtig",
    ],
)
def test_columns_are_known_by_their_titles_in_four_languages(header: str) -> None:
    sheet, choice = sheet_of(header + "\nWrite brief\tMarketing\t2,5\t3\t80\n")
    assert choice.fields == ("name", "role", "process_time", "wait_time", "complete_accurate")
    assert choice.titles == 0
    assert bare_times(sheet, choice) == ()
    (step,) = draft(header + "\nWrite brief\tMarketing\t2,5\t3\t80\n").steps
    assert (step.process_time, step.wait_time) == (Duration(2.5, "h"), Duration(3, "d"))
    assert step.complete_accurate == 0.8


def test_a_column_of_the_value_class_is_known_by_its_short_title() -> None:
    found = draft("Step\tOwner\tVA\nWrite\tOps\tVA\nCheck\tLegal\tBNVA\nChase\tOps\tNVA\n")
    assert [s.value_class for s in found.steps] == ["value_adding", "necessary", "waste"]


def test_columns_without_titles_are_known_by_what_they_hold() -> None:
    rows = (
        "1\tWrite brief\tMarketing\t4 h\t2-4 d\t80 %\tVA\t€ 420",
        "2\tCheck copy\tLegal\t30 min\t?\t90 %\tBNVA\t",
        "3\tBuild e-mail\tMarketing\t1 d\t1 d\t75 %\tNVA\t€ 1 200",
    )
    _sheet, choice = sheet_of("\n".join(rows))
    assert choice.titles == -1
    assert choice.fields == (
        *("number", "name", "role", "process_time", "wait_time"),
        *("complete_accurate", "value_class", "fixed_cost"),
    )
    found = draft("\n".join(rows))
    assert [s.fixed_cost for s in found.steps] == [420, 0, 1200]
    assert found.new_roles == 2
    assert found.unread == ()


def test_titles_in_a_language_nobody_listed_are_titles_all_the_same() -> None:
    sheet, choice = sheet_of("Vaihe\tKuka\tAika\nKirjoita\tAnna\t2 h\nTarkista\tBo\t3 h")
    assert choice.titles == 0
    assert choice.fields == ("name", "role", "process_time")
    assert len(sheet.rows) == 3


def test_phases_stand_left_of_steps_in_runs() -> None:
    rows = [("Plan", f"Do {n}") for n in range(3)] + [("Make", f"Make {n}") for n in range(3)]
    _sheet, choice = sheet_of("\n".join("\t".join(row) for row in rows))
    assert choice.fields == ("phase", "name")


def test_a_column_of_known_roles_is_the_role_wherever_it_stands() -> None:
    one = ValueStreamMap(id="m", roles=(Role(id="mo", name="Marketing Operations"),))
    text = "marketing operations\tWrite the brief\nmarketing operations\tSend it"
    choice = recognize(clip(text).sheet, one)
    assert choice.fields == ("role", "name")
    found: Draft = done(read_draft(clip(text).sheet, choice, Calendar(), one))
    assert [role.name for role in found.roles] == ["Marketing Operations"]
    assert found.new_roles == 0


def test_bare_times_ask_for_their_unit() -> None:
    sheet, choice = sheet_of("Step\tProcess\tWait (days)\nA\t4\t2\nB\t6 h\t1\n")
    assert bare_times(sheet, choice) == (1,)
    chosen = choice.with_unit(1, "min")
    found: Draft = done(read_draft(sheet, chosen, Calendar(), EMPTY))
    assert [s.process_time for s in found.steps] == [Duration(4, "min"), Duration(6, "h")]


def test_a_meaning_belongs_to_one_column() -> None:
    _sheet, choice = sheet_of("Step\tWho\tText\nA\tB\tC\n")
    moved = choice.with_field(2, "role")
    assert moved.fields == ("name", "", "role")
    assert moved.with_field(2, "").fields == ("name", "", "")


def test_cells_that_cannot_be_read_are_named_and_the_rest_is_taken() -> None:
    found = draft("Step\tPT\t%C&A\tNext\nA\tsoon\t80\tC\nB\t#REF!\t130\tX\nC\t2 h\t\t\n")
    assert [(s.name, s.process_time) for s in found.steps] == [
        ("A", None),
        ("B", None),
        ("C", Duration(2, "h")),
    ]
    assert [(one.row, one.column) for one in found.unread] == [(1, 1), (2, 1), (2, 2), (2, 3)]
    reasons = [one.reason for one in found.unread]
    assert reasons[0].startswith("holds 'soon', not a time")
    assert "#REF!" in reasons[1]
    assert [(f.source, f.target) for f in found.flows] == [(found.steps[0].id, found.steps[2].id)]


def test_rows_without_a_name_and_totals_are_left_out_and_named() -> None:
    found = draft("Step\tPT\nA\t2 h\n\t3 h\nTotal\t5 h\n")
    assert [s.name for s in found.steps] == ["A"]
    assert any("rows 3, 4" in remark for remark in found.remarks)


def test_merged_cells_and_lines_within_cells_of_a_page() -> None:
    html = (
        "<html><head><style>td {mso-x: 1}</style></head><body><table>"
        "<tr><th>Phase<th>Step<th>Description</tr>"
        "<tr><td rowspan=2>Plan<td>Brief<br>the team<td>one</tr>"
        "<tr><td>Write<td>two</tr></table></body></html>"
    )
    found = draft("Phase\tStep\tDescription\nPlan\tBrief\tone\n\tWrite\ttwo\n", html)
    assert [(s.phase, s.name) for s in found.steps] == [
        ("Plan", "Brief\nthe team"),
        ("Plan", "Write"),
    ]


def test_merged_sideways_and_tables_within_cells() -> None:
    html = "<table><tr><td colspan=2>A<td>B<tr><td>C<td>D<table><tr><td>x</table><td>E</table>"
    assert clip("", html).sheet.rows == (("A", None, "B"), ("C", "D\nx", "E"))


def test_a_page_without_a_table_is_its_text() -> None:
    html = "<p>Hello <b>all</b></p><h2>Plan</h2><ul><li>One<ul><li>Two</ul><li>Three</ul>"
    found = clip("", html)
    assert [(line.level, line.text) for line in found.outline] == [
        (0, "Hello all"),
        (1, "Plan"),
        (2, "One"),
        (3, "Two"),
        (2, "Three"),
    ]
    assert clip("A\nB", html).outline == lines_of(["A", "B"])


@pytest.mark.parametrize(
    "text",
    [
        "- Plan\n  - Brief\n  - Write\n- Make\n  - Build",
        "* Plan\n\t* Brief\n\t* Write\n* Make\n\t* Build",
        "1. Plan\n   1.1 Brief\n   1.2 Write\n2. Make\n   2.1 Build",
        "1. Plan\n1.1 Brief\n1.2 Write\n2. Make\n2.1 Build",
        "# Plan\n- Brief\n- Write\n\n# Make\n- [ ] Build",
        "Plan:\n\tBrief\n\tWrite\nMake:\n\tBuild",
        "1.\tPlan\n\ta.\tBrief\n\tb.\tWrite\n2.\tMake\n\ta.\tBuild",
    ],
)
def test_outlines_of_all_kinds_are_phases_and_steps(text: str) -> None:
    found = draft(text)
    assert [(s.phase, s.name) for s in found.steps] == [
        ("Plan", "Brief"),
        ("Plan", "Write"),
        ("Make", "Build"),
    ]
    assert len(found.flows) == 2


def test_every_line_is_a_step_where_there_are_no_phases() -> None:
    assert [s.name for s in draft("Brief\n• Write\n2) Check, then send").steps] == [
        "Brief",
        "Write",
        "Check, then send",
    ]
    lines = clip("Plan\n  Brief\n    the team\n").outline
    names = [row[1] for row in outline_sheet(lines, phases=False).rows]
    assert names == ["Plan", "Brief", "the team"]


def test_lines_below_a_step_are_its_description_and_no_word_is_lost() -> None:
    (step,) = draft("Plan\n  Brief\n    the team\n    the agency").steps
    assert (step.name, step.description) == ("Brief", "the team\nthe agency")
    found = draft("# Process\n## Plan\n- Brief")
    assert [s.phase for s in found.steps] == ["Plan"]
    assert any("row 1" in remark for remark in found.remarks)


def test_signs_that_nobody_sees_are_no_part_of_a_name() -> None:
    found = clip("\u202eWrite\u200b copy\n\u200b\n\ufeffCheck \U0001f469\u200d\U0001f4bb")
    assert [line.text for line in found.outline] == [
        "Write copy",
        "Check \U0001f469\u200d\U0001f4bb",
    ]
    sheet, _choice = sheet_of("Name\tTime\n\u2066A\u2069\t2h")
    assert "A" in str(sheet.rows[1])


def test_units_may_be_shortened_by_a_point() -> None:
    sheet, choice = sheet_of("Schritt\tBearbeitungszeit\nText\t2 Std. 30 Min.\nBild\t1..2 Std.")
    draft = done(read_draft(sheet, choice, Calendar(), EMPTY))
    assert not draft.unread
    assert [str(step.process_time) for step in draft.steps] == ["2.5 h", "1-1.5-2 h"]


def test_markdown_tables_and_delimited_text() -> None:
    for text in (
        "| Step | PT |\n|---|---:|\n| A | 2 h |\n| B | 3 h |",
        "Step;PT\nA;2 h\nB;3 h",
        "Step,PT\nA,2 h\nB,3 h",
        'Step\tPT\n"A"\t2 h\n"B"\t3 h',
    ):
        assert [(s.name, str(s.process_time)) for s in draft(text).steps] == [
            ("A", "2 h"),
            ("B", "3 h"),
        ]


def test_a_quotation_mark_never_closed_swallows_nothing() -> None:
    text = 'Step\tPT\n"A\t2 h\nB\t3 h\n'
    assert [s.name for s in draft(text).steps] == ['"A', "B"]


def test_a_quoted_cell_may_hold_lines() -> None:
    assert clip('A\t"x\ny"\nB\tz').sheet.rows == (("A", "x\ny"), ("B", "z"))


def test_too_many_rows_and_columns_are_cut_and_said() -> None:
    rows = clip("\n".join(f"Step {n}\t{n} h" for n in range(100_000)))
    assert len(rows.sheet.rows) == MAX_ROWS
    assert rows.left_behind == ("Only the first 2\u202f000 of 100\u202f000 rows were taken.",)
    lines = clip("\n".join(f"Step {n}" for n in range(100_000)))
    assert len(lines.outline) == MAX_ROWS
    assert lines.left_behind == rows.left_behind
    wide = clip("\t".join("x" * 1 for _ in range(16_000)))
    assert len(wide.sheet.rows[0]) == MAX_COLUMNS
    assert wide.left_behind == ("Only the first 60 columns were taken.",)
    html = "<table>" + "<tr><td>a<td>2 h" * 50_000 + "</table>"
    assert len(clip("", html).sheet.rows) == MAX_ROWS


@pytest.mark.parametrize("text", ["x" * 10_000_000, '"' + "x" * 10_000_000, "a\t" * 5_000_000])
def test_ten_million_characters_are_cut(text: str) -> None:
    found = clip(text)
    cells = [cell for row in found.sheet.rows for cell in row if isinstance(cell, str)]
    texts = [*cells, *(line.text for line in found.outline)]
    assert texts
    assert max(map(len, texts)) <= MAX_CELL


def test_what_is_no_text_is_refused_in_one_sentence() -> None:
    assert "no text" in refusal("")
    assert "no text" in refusal(" \n\t\n")
    assert "no text that can be read" in refusal("PK\x03\x04\0\0\x08")
    assert "no text that can be read" in refusal("\x01\x02\x03" * 100)
    assert "all empty" in refusal(";\n;\n")


def test_no_sign_reaches_the_map_that_a_file_cannot_hold() -> None:
    (step,) = draft("Wr\ud800ite\x07 it").steps
    assert step.name == "Write it"
    step.model_dump_json()


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=300), st.sampled_from(["", "<table><tr><td>", "<ul><li>"]))
@example("1. \t", "")
@example("\ufeff\r\r\n\t;", "")
@example("|\n|", "")
def test_any_text_is_read_or_refused(text: str, html: str) -> None:
    try:
        found = draft(text, html and html + text)
    except ExchangeError:
        return
    names = {step.id for step in found.steps}
    assert all({flow.source, flow.target} <= names for flow in found.flows)
    ValueStreamMap(id="m", roles=found.roles, steps=found.steps, flows=found.flows)


CELL = st.one_of(
    st.sampled_from(
        ["", "?", "4", "2,5", "80 %", "2-4 d", "1:30", "#N/A", "VA", "= 1", "1;2", "€ 3"]
    ),
    st.text(max_size=8),
)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            ["Step", "Role", "PT", "Wait", "LT", "%C&A", "Value", "Next", "Share", "x"]
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.lists(CELL, max_size=7), max_size=5),
)
@example(["Step", "Share", "Next"], [["4", ":", "4"]])
def test_any_table_is_read_or_refused(header: list[str], rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in [header, *rows])
    try:
        found = draft(text)
    except ExchangeError:
        return
    ValueStreamMap(id="m", roles=found.roles, steps=found.steps, flows=found.flows)


def test_ranges_become_three_points() -> None:
    (step,) = draft("Step\tWait\nA\t2-4 d").steps
    assert step.wait_time == ThreePoint(
        min=Duration(2, "d"), likely=Duration(3, "d"), max=Duration(4, "d")
    )


def test_steps_that_are_there_already_change_nothing_of_reading() -> None:
    one = ValueStreamMap(id="m", steps=(Step(id="step-1", name="A"),))
    assert [s.name for s in draft("Step\nA\nB", one=one).steps] == ["A", "B"]


ANY_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=10)


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(ANY_CELL, min_size=n, max_size=n))))
@example([["=1", "'=1"], ["", '"'], ["a\tb\nc", ""]])
@example([[""], [""]])
def test_cells_written_as_text_are_read_back(rows: list[list[str]]) -> None:
    found = cells_of_text(text_of_cells(rows).removesuffix("\n"), 1_000)
    assert [row for row in found if any(row)] == [row for row in rows if any(row)]


def test_cells_written_as_a_page_are_read_back_with_their_titles() -> None:
    rows = [["Name", "%C&A", "People"], ["A <b>\nsecond", "80%", "2"], ["=1", "", "1.5"]]
    page = page_of_cells(rows, titled=True)
    assert "mso-number-format" in page
    found = clip("", page).sheet.rows
    assert [[cell or "" for cell in row] for row in found] == rows


@pytest.mark.parametrize("place", [PLAIN, Numerals(",", "."), Numerals(".", ","), Numerals(",")])
def test_copied_numbers_have_the_signs_of_the_place(place: Numerals) -> None:
    with using(place):
        rows = [("A", 1200.0, 1234.5), ("Version 1.000", 99.9, 0.5)]
        lines = [f"{name}\t{grouped(cost)}\t{grouped(hours, 1)}" for name, cost, hours in rows]
        found = draft("Step\tCost\tProcess (h)\n" + "\n".join(lines))
        page = page_of_cells([["1" + place.point + "5"]], titled=False)
    assert [step.name for step in found.steps] == ["A", "Version 1.000"]
    assert [step.fixed_cost for step in found.steps] == [1200.0, 100.0]
    assert [step.process_time for step in found.steps] == [
        Duration(1234.5, "h"),
        Duration(0.5, "h"),
    ]
    assert 'x:num="1.5"' in page
    assert NARROW_SPACE not in found.steps[1].name
