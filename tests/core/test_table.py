"""Step tables as people keep them: found by their titles, in four languages, never trusted."""

from __future__ import annotations

import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.exchange import ExchangeError, Imported, format_of
from mopsmap.exchange.cells import estimate_of, number_of, share_of, writes_percents
from mopsmap.exchange.headers import read_title
from mopsmap.exchange.references import references_of
from mopsmap.exchange.sheet import MAX_ROWS
from mopsmap.exchange.signs import signs_of, two_ways
from mopsmap.exchange.table import read_table
from mopsmap.exchange.table_out import write_csv, write_workbook
from mopsmap.model import Flow, Helper, Project, Role, Step, ValueStreamMap
from mopsmap.numerals import Numerals, using
from mopsmap.report import write_report
from mopsmap.storage import load
from mopsmap.units import Calendar, Duration, Spread, ThreePoint, mean_hours

SAMPLES = Path(__file__).parents[2] / "samples"


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def book_file(tmp_path: Path, *rows: list[object], name: str = "table.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def replace_in_sheet(path: Path, old: bytes, new: bytes) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def first_map(path: Path) -> ValueStreamMap:
    return read_table(path).project.maps[0]


def refusal(path: Path) -> str:
    with pytest.raises(ExchangeError) as caught:
        read_table(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Step,Role,Process (h),Wait [days]", "Write brief,Marketing,2.5,3"),
        ("Schritt;Rolle;Bearbeitungszeit (Std);Wartezeit in Tagen", "Write brief;Marketing;2,5;3"),
        ("Étape\tRôle\tTemps de traitement (h)\tAttente (jours)", "Write brief\tMarketing\t2,5\t3"),
        ("Paso|Rol|Tiempo de proceso (horas)|Espera (días)", "Write brief|Marketing|2,5|3"),
        ("Activity;Who;PT;Wait", "Write brief;Marketing;150 min;3 d"),
    ],
)
def test_titles_are_understood_in_four_languages(tmp_path: Path, header: str, row: str) -> None:
    one = first_map(csv_file(tmp_path, f"Our process\n\n{header}\n{row}\n"))
    (step,) = one.steps
    assert (step.name, one.roles[0].name) == ("Write brief", "Marketing")
    assert mean_hours(step.process_time, Calendar()) == 2.5
    assert mean_hours(step.wait_time, Calendar()) == 24


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_tables_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Schritt;Rolle;PT (h)\nPrüfen;Müller;1,5\nFreigeben;Büro;2\n"
    assert [s.name for s in first_map(csv_file(tmp_path, text, encoding)).steps] == [
        "Prüfen",
        "Freigeben",
    ]


def test_rows_without_predecessors_are_a_chain_and_the_remark_says_so(tmp_path: Path) -> None:
    found = read_table(csv_file(tmp_path, "Step\nA\nB\nC\n"))
    assert [(f.source, f.target) for f in found.project.maps[0].flows] == [
        ("step-1", "step-2"),
        ("step-2", "step-3"),
    ]
    assert any("follow one another" in remark for remark in found.remarks)


def test_branches_rework_and_shares_from_a_next_column(tmp_path: Path) -> None:
    text = 'No,Step,Next\n1,Write,2\n2,Approved?,"3 (60 %); rework 1 (40 %)"\n3,Send,\n'
    flows = first_map(csv_file(tmp_path, text)).flows
    assert [(f.source, f.target, f.kind, f.probability) for f in flows] == [
        ("step-1", "step-2", "forward", None),
        ("step-2", "step-3", "forward", 0.6),
        ("step-2", "step-1", "rework", 0.4),
    ]


def test_predecessors_by_number_and_by_name(tmp_path: Path) -> None:
    text = 'Nr;Schritt;Vorgänger\n1;Brief;\n2;Text, Bild;1\n3;Druck;1\n4;Ende;"Text, Bild;3"\n'
    flows = first_map(csv_file(tmp_path, text)).flows
    assert {(f.source, f.target) for f in flows} == {
        ("step-1", "step-2"),
        ("step-1", "step-3"),
        ("step-2", "step-4"),
        ("step-3", "step-4"),
    }


def test_an_unknown_predecessor_names_the_cell(tmp_path: Path) -> None:
    sentence = refusal(book_file(tmp_path, ["Step", "After"], ["A", None], ["B", "Zed"]))
    assert "row 3, column B ('After')" in sentence
    assert "'Zed'" in sentence


def test_wait_is_lead_minus_process_where_only_the_lead_time_is_given(tmp_path: Path) -> None:
    found = read_table(csv_file(tmp_path, "Step,PT (h),LT (d)\nA,4,2\nB,4,\n"))
    first, second = found.project.maps[0].steps
    assert first.wait_time == Duration(1.5, "d")
    assert second.wait_time is None
    assert any("lead time - process time" in remark for remark in found.remarks)


def test_a_lead_time_shorter_than_the_process_time_is_named(tmp_path: Path) -> None:
    found = read_table(csv_file(tmp_path, "Step,PT (h),LT (h)\nA,4,5\nB,4,3\n"))
    assert [step.wait_time for step in found.project.maps[0].steps] == [
        Duration(1, "h"),
        Duration(0, "h"),
    ]
    said = "The lead time is shorter than the process time (row 3); no wait was read."
    assert said in found.remarks


def test_a_lead_time_that_does_not_add_up_is_left_aside(tmp_path: Path) -> None:
    text = "Step,PT (h),Wait (h),LT (h)\nA,4,1,5\nB,4,1,9\nC,4,,9\nD,3,3.3,6\n"
    found = read_table(csv_file(tmp_path, text))
    assert found.project.maps[0].steps[1].wait_time == Duration(1, "h")
    said = "The lead time is not wait + process time (row 3); it was left aside."
    assert said in found.remarks


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (["0.8", "1"], [0.8, 1.0]),
        (["80", "1"], [0.8, 0.01]),
        (["80 %", "0.5"], [0.8, 0.5]),
        (["80,5", "?"], [0.805, None]),
    ],
)
def test_percent_complete_and_accurate_in_every_spelling(
    tmp_path: Path, cells: list[str], shares: list[float | None]
) -> None:
    text = "Step;%C&A\n" + "".join(f"S{i};{cell}\n" for i, cell in enumerate(cells))
    assert [s.complete_accurate for s in first_map(csv_file(tmp_path, text)).steps] == shares


def test_shares_formatted_in_percent_stay_what_the_sheet_shows(tmp_path: Path) -> None:
    """A cell that shows 90 % holds 0.9, also beside a bare 95."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Step", "%C&A"), ("A", 0.9), ("B", 95), ("C", 0.5)):
        sheet.append(row)
    sheet["B2"].number_format = "0%"
    path = tmp_path / "shares.xlsx"
    book.save(path)
    found = read_table(path)
    assert [s.complete_accurate for s in found.project.maps[0].steps] == [0.9, 0.95, 0.5]
    assert any("up to 1 (row 4)" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("text", "cost", "said"),
    [
        ('Step,Cost\nA,"1,200"\nB,950.50\n', 1200, "read as 1200, like the other numbers"),
        ('Step,Cost\nA,"1,200"\nB,"950,50"\n', 1.2, "read as 1.2, like the other numbers"),
        ('Step,Cost\nA,"1,200"\nB,"1,200,000"\n', 1200, "read as 1200, like the other numbers"),
        ('Step,Cost,PT (h)\nA,"1,200",1.5\n', 1200, "read as 1200, like the other numbers"),
        ('Step,Cost\nA,"1,200"\nB,7\n', 1200, "can be read two ways; it was read as 1200."),
        ("Step;Cost\nA;1,200\nB;7\n", 1.2, "can be read two ways; it was read as 1.2."),
        ("Step;Cost\nA;1.200\nB;7,5\n", 1200, "read as 1200, like the other numbers"),
        ("Step,Cost\nA,1.200\nB,7\n", 1.2, "can be read two ways; it was read as 1.2."),
    ],
)
def test_a_number_with_two_meanings_is_read_like_those_beside_it_and_that_is_said(
    tmp_path: Path, text: str, cost: float, said: str
) -> None:
    found = read_table(csv_file(tmp_path, text))
    assert found.project.maps[0].steps[0].fixed_cost == pytest.approx(cost)
    told = [remark for remark in found.remarks if "in 'Cost' (row 2)" in remark]
    assert len(told) == 1
    assert said in told[0]


def test_where_numbers_have_decimal_commas_here_a_table_has_them_too(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'Step,PT (h)\nA,"1,200"\n')
    with using(Numerals(",", ".")):
        assert first_map(path).steps[0].process_time == Duration(1.2, "h")
    assert first_map(path).steps[0].process_time == Duration(1200, "h")


def test_a_number_with_one_meaning_is_not_remarked(tmp_path: Path) -> None:
    text = 'Step,Cost,%C&A\nA,"1,200.50",80\nB,"12,5",0.9\nC,1200,1\n'
    found = read_table(csv_file(tmp_path, text))
    steps = found.project.maps[0].steps
    assert [s.fixed_cost for s in steps] == [1200.5, 12.5, 1200]
    assert [s.complete_accurate for s in steps] == [0.8, 0.9, 0.01]
    assert not any("two ways" in remark or "other numbers" in remark for remark in found.remarks)
    assert any("write 100 for 100 %" in remark for remark in found.remarks)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["1,200", "1.200", "7", "0.5", "0,5", "12,50", "x", "1,234.5"])))
def test_what_other_numbers_say_does_not_depend_on_their_order(cells: list[str]) -> None:
    signs = signs_of(cells)
    assert signs == signs_of(list(reversed(cells)))
    assert signs == signs_of([*cells, *cells])
    assert signs_of([c for c in cells if two_ways(c)]) is None


def test_totals_notes_and_repeated_headers_are_no_steps(tmp_path: Path) -> None:
    found = read_table(
        csv_file(tmp_path, "Step,PT (h)\nA,1\nStep,PT (h)\nB,2\nTotal,3\n\nSource: interviews,\n")
    )
    assert [s.name for s in found.project.maps[0].steps] == ["A", "B"]
    assert any("rows 5, 7" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        (timedelta(hours=30), 30.0),
        (time(2, 30), 2.5),
        ("2:30", 2.5),
        ("2h30", 2.5),
        ("1 h 05", 65 / 60),
        ("2 bis 4 Tage", 24.0),
        ("~3 h", 3.0),
        ("1 h 30m", 1.5),
        (6, 6.0),
    ],
)
def test_times_as_spreadsheets_and_people_write_them(cell: object, hours: float) -> None:
    found = estimate_of(cell, "h", Calendar())  # type: ignore[arg-type]
    assert mean_hours(found, Calendar()) == pytest.approx(hours, abs=1e-5)


def test_a_date_in_a_time_column_is_explained(tmp_path: Path) -> None:
    path = book_file(tmp_path, ["Step", "Wait (d)"], ["A", datetime(2026, 4, 2)])  # noqa: DTZ001
    assert "the date 2026-04-02" in refusal(path)
    assert "column B ('Wait (d)')" in refusal(path)


@pytest.mark.parametrize(
    "cell", ["soon", "-4 h", "1e400 h", "9999999 h", "=1+1", "4 parsecs", "1-2-3-4 h", -3, 1e9]
)
def test_an_unreadable_time_names_the_cell(tmp_path: Path, cell: object) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Step", "PT (h)"])
    book.active.append(["A", None])
    target = book.active.cell(2, 2)
    target.value = cell
    target.data_type = "s" if isinstance(cell, str) else "n"
    book.save(tmp_path / "t.xlsx")
    assert "row 2, column B" in refusal(tmp_path / "t.xlsx")


def test_vertical_merges_hold_for_every_row_they_cover(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Phase", "Step", "Role"],
        ["Plan", "A", "MO"],
        [None, "B", None],
        ["Do", "C", "X"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "m.xlsx")
    huge = b'<mergeCells count="3"><mergeCell ref="E1:XFD1048576"/>'
    replace_in_sheet(tmp_path / "m.xlsx", b'<mergeCells count="2">', huge)
    one = first_map(tmp_path / "m.xlsx")
    assert [s.phase for s in one.steps] == ["Plan", "Plan", "Do"]
    assert one.steps[1].role == one.steps[0].role


def test_formulas_saved_without_values_are_remarked(tmp_path: Path) -> None:
    found = read_table(book_file(tmp_path, ["Step", "PT (h)"], ["A", "=1+1"], ["B", 2]))
    assert found.project.maps[0].steps[0].process_time is None
    assert any("1 formula was saved" in remark for remark in found.remarks)


def test_a_declared_size_of_a_whole_sheet_is_not_believed(tmp_path: Path) -> None:
    path = book_file(tmp_path, ["Step"], ["A"])
    replace_in_sheet(path, b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    replace_in_sheet(path, b"</sheetData>", last)
    assert "rows" in refusal(path)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    text = "Step\n" + "x\n" * (MAX_ROWS + 1)
    assert f"{MAX_ROWS:,} rows" in refusal(csv_file(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"Step;PT\nA;1\n", "not an Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old Excel"),
        (
            "a.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("a.csv", b"\x00\x01\x02\x03\x04", "not a text table"),
        ("a.csv", b"name of nothing\n1\n", "no column for the step name"),
        ("a.csv", b"\n\n\n", "no cells with text"),
        ("a.csv", b"Step,PT\n", "no steps below"),
    ],
)
def test_files_that_hold_no_table(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert says in refusal(tmp_path / name)


def test_a_workbook_without_its_parts_and_one_with_entities(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xlsx"
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("readme.txt", "hello")
    assert "damaged" in refusal(empty)
    bomb = book_file(tmp_path, ["Step"], ["A"], name="bomb.xlsx")
    with zipfile.ZipFile(bomb, "a") as package:
        package.writestr("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert "declarations" in refusal(bomb)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for name in ("none.xlsx", "none.csv"):
        assert refusal(tmp_path / name) == f"{name} cannot be read: it does not exist."
    assert "folder" in refusal(tmp_path)


def test_a_suffix_that_means_nothing_lists_those_that_do() -> None:
    for name in ("a.bpmn", "a", "a.xls"):
        with pytest.raises(ExchangeError, match=r"\.xlsx"):
            format_of(Path(name))


@pytest.mark.parametrize("name", ["campaign", "nurture", "webinar"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sample_survives_the_way_out_and_back(tmp_path: Path, name: str, suffix: str) -> None:
    project = load(SAMPLES / f"{name}.mopsmap").project
    path = tmp_path / f"out{suffix}"
    (write_workbook if suffix == ".xlsx" else write_csv)(project, path)
    again = read_table(path).project.replace(distribution=project.distribution)
    for before, after in zip(project.maps, again.maps, strict=True):
        assert (after.id, after.kind, after.name) == (before.id, before.kind, before.name)
        assert {s.id: s.name for s in after.steps} == {s.id: s.name for s in before.steps}
        old, new = analyze(project, before.id).figures, analyze(again, after.id).figures
        assert new["lead_time_hours"]["expected"] == pytest.approx(
            old["lead_time_hours"]["expected"]
        )
        assert new["effort_hours_per_item"] == pytest.approx(old["effort_hours_per_item"])
        if suffix == ".xlsx":
            assert new["cost_per_item"] == pytest.approx(old["cost_per_item"])


SAME = (
    "lead_time_hours", "effort_hours_per_item", "cost_per_item", "cost_per_year", "bottleneck",
    "capacity_per_year", "takt_hours", "handoffs", "first_time_right", "critical_path",
)  # fmt: skip
ALL_SAMPLES = ["campaign", "lead", "nurture", "webinar", "whitepaper"]


def figures(project: Project, map_id: str) -> dict[str, object]:
    found = analyze(project, map_id).figures
    loads = {key: role["utilization"] for key, role in found["roles"].items()}
    return {**{key: found.get(key) for key in SAME}, "loads": loads}


def nearly(value: object) -> object:
    if isinstance(value, dict):
        return {key: nearly(part) for key, part in value.items()}
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_the_workbook_of_a_report_converts_back_to_the_same_figures(
    tmp_path: Path, name: str
) -> None:
    project = load(SAMPLES / f"{name}.mopsmap").project
    path = tmp_path / "report.xlsx"
    write_report(project, project.maps[0].id, project.maps[1].id, path)
    found = read_table(path)
    assert found.remarks == ("The table does not hold: notes, charter, countermeasures.",)
    again = found.project
    for field in ("title", "description", "item", "currency", "distribution", "calendar"):
        assert getattr(again, field) == getattr(project, field)
    for before, after in zip(project.maps, again.maps, strict=True):
        assert after.roles == before.roles
        assert {(f.source, f.target, f.label) for f in after.flows} == {
            (f.source, f.target, f.label) for f in before.flows
        }
        for field in ("id", "name", "kind", "based_on", "demand_per_year", "goal", "milestones"):
            assert getattr(after, field) == getattr(before, field)
        assert figures(again, after.id) == nearly(figures(project, before.id))


def test_a_step_table_keeps_what_a_project_says_beside_its_steps(tmp_path: Path) -> None:
    spread = Spread(distribution="normal", mean=Duration(4, "h"), sd=Duration(1, "h"))
    steps = (Step(id="2", name="A", role="r", process_time=spread), Step(id="1", name="B"))
    one = ValueStreamMap(
        id="m", name="Now: then", kind="variant", demand_per_year=12.0, arrivals="regular",
        roles=(Role(id="r", name="Team", other_hours_per_year=300.0), Role(id="x", name="#!")),
        steps=steps, flows=(Flow(id="2-1", source="2", target="1"),), goal="1",
    )  # fmt: skip
    bare = ValueStreamMap(id="n", name="Now: then")
    project = Project(
        title="=T", currency="SEK", distribution="triangular", maps=(one, bare),
        calendar=Calendar(hours_per_day=6.0, days_per_week=4.0, days_per_year=200.0),
    )  # fmt: skip
    path = tmp_path / "table.xlsx"
    assert write_workbook(project, path) == ()
    assert read_table(path) == Imported(project)
    write_report(project, "m", "n", path)
    assert read_table(path) == Imported(project)


@pytest.mark.parametrize("name", ["Total", "Sum", ""])
def test_steps_called_like_a_line_of_sums_are_steps_in_our_own_tables(
    tmp_path: Path, name: str
) -> None:
    steps = (Step(id="a", name="Write"), Step(id="b", name=name))
    project = Project(maps=(ValueStreamMap(id="m", name="Now", steps=steps),))
    path = tmp_path / "table.xlsx"
    for write in (write_workbook, lambda p, to: write_report(p, "m", None, to)):
        write(project, path)
        assert [step.id for step in first_map(path).steps] == ["a", "b"]


def test_a_row_added_by_hand_leaves_the_ids_of_the_others(tmp_path: Path) -> None:
    steps = (Step(id="a", name="Write"), Step(id="step-3", name="Send"))
    project = Project(maps=(ValueStreamMap(id="m", name="Now", steps=steps, goal="step-3"),))
    path = tmp_path / "table.xlsx"
    write_workbook(project, path)
    book = openpyxl.load_workbook(path)
    book["Steps"].append(["Now", None, "Read"])
    book.save(path)
    one = first_map(path)
    assert [step.id for step in one.steps] == ["a", "step-3", "step-3-2"]
    assert one.goal == "step-3"


def test_texts_too_long_for_a_cell_and_maps_without_steps_are_said(tmp_path: Path) -> None:
    long = ValueStreamMap(id="m", name="Now", steps=(Step(id="a", name="x" * 40_000),))
    project = Project(maps=(long, ValueStreamMap(id="n", name="Later")))
    assert "texts over 32,000" in write_workbook(project, tmp_path / "t.xlsx")[0]
    assert "maps without steps" in write_csv(project, tmp_path / "t.csv")[0]


def test_what_a_table_cannot_hold_is_said_in_one_remark(tmp_path: Path) -> None:
    project = load(SAMPLES / "lead.mopsmap").project
    path = tmp_path / "table.csv"
    (said,) = write_csv(project, path)
    for word in ("three-point estimates", "demand", "other work of roles", "goal", "notes"):
        assert word in said
    (assumed,) = read_table(path).remarks
    assert "no demand, headcount or rates" in assumed
    assert "read as PERT" in assumed


def test_a_setting_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_workbook(load(SAMPLES / "campaign.mopsmap").project, path)
    book = openpyxl.load_workbook(path)
    row = next(r for r in book["Project"].iter_rows() if r[0].value == "Hours per day")
    row[1].value = 0
    book.save(path)
    assert "sheet 'Project', row 7, column B holds '0'" in refusal(path)


EVIL = ["=1+1", "+x", "-x", "@x", "'=x", '"quoted", text', "two\nlines", "a;b,c\td", "é – ✓", "x"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_hostile_names_stay_text_on_the_way_out_and_back(tmp_path: Path, suffix: str) -> None:
    roles = (Role(id="r", name="=cmd()"), Role(id="q", name="+1"))
    steps = tuple(
        Step(id=f"s{i}", name=text, role="r", helpers=(Helper(role="q", people=2.0),))
        for i, text in enumerate(EVIL)
    )
    flows = (Flow(id="f", source="s0", target="s1", label="yes"),)
    project = Project(
        maps=(ValueStreamMap(id="m", name="As-is", roles=roles, steps=steps, flows=flows),)
    )
    path = tmp_path / f"evil{suffix}"
    (write_workbook if suffix == ".xlsx" else write_csv)(project, path)
    again = first_map(path)
    assert [s.name for s in again.steps] == EVIL
    assert [r.name for r in again.roles] == ["=cmd()", "+1"]
    assert again.steps[0].helpers[0].people == 2.0
    assert again.flows[0].label == "yes"
    if suffix == ".csv":
        text = path.read_text("utf-8-sig")
        assert not any(f",{sign}" in text for sign in ("=1", "=cmd", "@x"))
    else:
        cells = openpyxl.load_workbook(path).active.iter_rows()
        assert not any(cell.data_type == "f" for row in cells for cell in row)


@given(st.floats(min_value=0, max_value=1e6, allow_nan=False).map(lambda x: round(x, 3)))
@settings(max_examples=60, deadline=None)
def test_numbers_read_the_same_in_both_decimal_spellings(value: float) -> None:
    english = f"{value:,.3f}"
    german = english.replace(",", " ").replace(".", ",")
    if value >= 1000:
        assert number_of(english) == value
    assert number_of(german) == value
    assert number_of(value) == value


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_cell_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for read in (
        lambda: estimate_of(text, "d", Calendar()),
        lambda: number_of(text),
        lambda: share_of(text, writes_percents([text])),
        lambda: references_of(text, lambda name: name == "1"),
        lambda: read_title(text),
    ):
        try:
            read()
        except ValueError as error:
            assert str(error)  # noqa: PT017


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("a.csv", "a.xlsx"):
        path = folder / name
        path.write_bytes(b"Step;PT\n" + content if name == "a.csv" else b"PK" + content)
        try:
            assert read_table(path).project.maps
        except ExchangeError as error:
            assert name in str(error)  # noqa: PT017


def test_estimates_keep_their_three_points(tmp_path: Path) -> None:
    (step,) = first_map(csv_file(tmp_path, "Step;Process\nA;2-4-8 h\n")).steps
    assert step.process_time == ThreePoint(
        min=Duration(2, "h"), likely=Duration(4, "h"), max=Duration(8, "h")
    )
