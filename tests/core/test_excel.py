"""The workbook: numbers are the analysis', formulas live, and a spreadsheet agrees with both."""

from __future__ import annotations

import math
import re
import shutil
import struct
import subprocess
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from mopsmap.analysis import analyze, compare
from mopsmap.analysis.business_case import BusinessCase, business_metrics
from mopsmap.exchange.table import read_table
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.picture import PictureError
from mopsmap.report import WRITERS, write_report
from mopsmap.report.analyses import LAID_OUT
from mopsmap.report.book import Book
from mopsmap.storage import load
from mopsmap.units import read_estimate

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
SHEETS = [
    "Summary",
    "Steps",
    "Flows",
    "Ladder",
    "Critical path",
    "Waste and cost Pareto",
    "Roles",
    "Cases",
    "Compare",
    "Business case",
    "Changes",
]
EVIL = ["=1+1", "+x", "-x", "@x", "bell \x07", "x" * 40_000, "\ufffe", "two\r\nlines", "' \" *?[]"]


def draw(project: Project, map_id: str, path: Path, **_options: Any) -> None:
    """A picture maker that draws one gray pixel row."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", 300, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x80" * 300)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


@pytest.fixture(scope="module", params=SAMPLES[:2], ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    project = load(request.param).project
    path = tmp_path_factory.mktemp("report") / f"{request.param.stem}.xlsx"
    remarks = write_report(project, "as-is", "to-be", path, draw, date(2026, 1, 31))
    assert remarks == ()
    return project, path


@pytest.fixture
def evil(tmp_path: Path) -> tuple[Project, Path]:
    roles = (Role(id="r", name="+role", headcount=0.0, hourly_cost=3.0), Role(id="q", name="-q"))
    steps = tuple(
        Step(id=f"s{i}", name=text, role="r" if i % 2 else None, tools=(text[:50],))
        for i, text in enumerate(EVIL)
    )
    flows = (
        Flow(id="f", source="s0", target="s1", label="=2"),
        Flow(id="g", source="s1", target="s0", kind="rework", probability=1.0),
    )
    one = ValueStreamMap(id="a", name="Same", roles=roles, steps=steps, flows=flows)
    two = one.replace(id="b", name="same", kind="to_be", demand_per_year=0.0)
    project = Project(title="=1+1", item="", currency='"€', maps=(one, two))
    path = tmp_path / "evil.xlsx"
    write_report(project, "a", "b", path)
    return project, path


@cache
def open_book(path: Path, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        return openpyxl.load_workbook(path, data_only=values)


def formulas(path: Path) -> Iterator[tuple[str, str, str, Any]]:
    """(sheet, cell, formula, written value)."""
    written, values = open_book(path, False), open_book(path, True)
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                        values[sheet.title][cell.coordinate].value,
                    )


def named(path: Path, name: str) -> Any:
    book = open_book(path, True)
    ((sheet, place),) = book.defined_names[name].destinations
    return book[sheet][place].value


def test_sheets_stand_in_reading_order(sample: Any) -> None:
    project, path = sample
    titles = [result.title for result in analyze(project, "as-is").results]
    own = [f"{title} details" if title in SHEETS else title for title in titles]
    names = open_book(path, False).sheetnames
    assert names == [*SHEETS, *own, "Definitions and assumptions"]


def test_key_figures_are_the_numbers_of_the_analysis(sample: Any) -> None:
    project, path = sample
    day = project.calendar.hours_per_day
    for key, side in (("as-is", "AsIs"), ("to-be", "ToBe")):
        figures = analyze(project, key).figures
        assert named(path, f"KPI_LeadTime_{side}") == figures["lead_time_hours"]["expected"] / day
        assert named(path, f"KPI_CostPerItem_{side}") == figures["cost_per_item"]
        assert named(path, f"KPI_EffortHoursPerItem_{side}") == figures["effort_hours_per_item"]
        assert (
            named(path, f"KPI_ProcessCycleEfficiency_{side}") == figures["process_cycle_efficiency"]
        )


def test_totals_and_ratios_are_formulas(sample: Any) -> None:
    _project, path = sample
    found = {(sheet, cell): text for sheet, cell, text, _value in formulas(path)}
    compare = [text for (sheet, _cell), text in found.items() if sheet == "Compare"]
    summary = [text for (sheet, _cell), text in found.items() if sheet == "Summary"]
    assert any("Steps" in text for text in compare)
    assert any(text.startswith("=KPI_CostPerItem_AsIs*Demand_AsIs") for text in compare)
    assert "=KPI_LeadTime_ToBe" in summary
    assert not any("#REF" in text for text in found.values())
    for sheet in ("Steps", "Flows", "Ladder", "Roles", "Waste and cost Pareto", "Critical path"):
        assert any(where == sheet for where, _cell in found)


def test_every_formula_has_its_value_and_none_is_an_error(sample: Any) -> None:
    _project, path = sample
    for sheet, cell, text, value in formulas(path):
        assert value is not None, (sheet, cell, text)
        assert not str(value).startswith("#"), (sheet, cell, text)
        if isinstance(value, float):
            assert math.isfinite(value)


def test_names_refer_to_cells_that_hold_something(sample: Any) -> None:
    _project, path = sample
    book = open_book(path, True)
    names = [name for name in book.defined_names if not name.startswith("_")]
    assert {"HoursPerDay", "KPI_LeadTime_AsIs", "KPI_LeadTime_ToBe", "Demand_AsIs"} <= set(names)
    for name in names:
        assert named(path, name) is not None
    used = {
        n for _s, _c, text, _v in formulas(path) for n in re.findall(r"[A-Z]\w+_\w+(?!\()", text)
    }
    assert {n for n in used if n.startswith(("KPI_", "Demand_"))} <= set(names)


def test_sheets_are_ready_to_read_and_print(sample: Any) -> None:
    _project, path = sample
    book = open_book(path, False)
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (1, 2, None)
        assert "&P" in (sheet.oddFooter.right.text or "")
    for name in ("Steps", "Flows", "Critical path", "Roles", "Cases", "Compare"):
        assert book[name].freeze_panes is not None
        assert book[name].print_title_rows == "$4:$4"
    for name in ("Steps", "Flows", "Critical path", "Roles"):
        assert book[name].auto_filter.ref
    for name in ("Ladder", "Waste and cost Pareto"):
        assert book[name].freeze_panes == "A5"
        assert book[name].print_title_rows == "$4:$4"
    assert book["Definitions and assumptions"].freeze_panes == "A4"


def test_one_header_serves_the_tables_of_both_maps(sample: Any) -> None:
    project, path = sample
    book = open_book(path, True)
    for name, last in (("Ladder", 9), ("Waste and cost Pareto", 4)):
        titles = [str(book[name].cell(4, column).value) for column in range(1, last + 1)]
        assert titles[:2] == ["#", "Step"]
        below = [row[:last] for row in book[name].iter_rows(min_row=5, values_only=True)]
        assert not [row for row in below if set(row) & {"Step", *titles[2:]}]
        assert [row for row in below if str(row[0]).startswith(project.maps[1].name)]
        assert len([row for row in below if row[0] == 1]) >= 2


def cells_of(path: Path, name: str) -> list[list[Any]]:
    return [list(row) for row in open_book(path, True)[name].iter_rows(values_only=True)]


def sheet_of(path: Path, title: str) -> list[list[Any]]:
    """The rows of the sheet of an analysis."""
    names = open_book(path, False).sheetnames
    return cells_of(path, f"{title} details" if f"{title} details" in names else title)


def test_every_figure_of_every_analysis_is_there_with_its_definition(sample: Any) -> None:
    project, path = sample
    defined = [(row[0], row[1]) for row in cells_of(path, "Definitions and assumptions")]
    for result in analyze(project, "as-is").results:
        rows = sheet_of(path, result.title)
        for metric in result.metrics:
            label, meaning = map(project.per_item, (metric.label, metric.definition))
            row = next(row for row in rows[4:] if row[0] == label)
            days = project.calendar.hours_per_day if metric.quantity == "days" else 1
            if metric.value is not None:
                assert row[2] == pytest.approx(metric.value / days)
            assert row[4].startswith(meaning)
            assert defined.count((label, meaning)) == 1
            assert {project.per_item(i.label) for i in metric.inputs} <= {row[1] for row in rows}


def test_every_table_of_every_analysis_is_there(sample: Any) -> None:
    project, path = sample
    for result in analyze(project, "as-is").results:
        rows = sheet_of(path, result.title)
        for table in result.tables:
            if not table.rows or table.key in LAID_OUT:
                assert LAID_OUT.get(table.key, "Summary") in open_book(path, False).sheetnames
                continue
            title = project.per_item(table.title)
            start = max(i for i, row in enumerate(rows) if row[0] == title)
            header = next(i for i in range(start, len(rows)) if rows[i][0] == "Map")
            body = rows[header + 1 : header + 1 + len(table.rows)]
            assert {row[0] for row in body} == {"As-is"}
            for place, column in enumerate(table.columns, 1):
                if column.quantity == "text":
                    assert [row[place] or "" for row in body] == [
                        row[place - 1] or "" for row in table.rows
                    ]


def test_no_table_of_an_analysis_stands_on_two_sheets(sample: Any) -> None:
    _project, path = sample
    spare = [row[11:14] for row in cells_of(path, "Critical path")[3:4]]
    assert spare == [["Independent float\n(d)", "Interfering float\n(d)", "Drag\n(d)"]]
    assert not any(row[0] == "Float of every step" for row in sheet_of(path, "Critical path"))
    assert not any(row[0] == "Load by role" for row in sheet_of(path, "Capacity"))
    capacity = next(row for row in sheet_of(path, "Capacity")[4:] if row[0] == "Capacity")
    assert capacity[4].endswith("Sheet: Roles")


def test_the_business_case_follows_from_cells_that_can_be_changed(sample: Any) -> None:
    project, path = sample
    case = BusinessCase(**compare(project, "as-is", "to-be")["business_case"])
    rows = {row[0]: row for row in cells_of(path, "Business case")}
    defined = [(row[0], row[1]) for row in cells_of(path, "Definitions and assumptions")]
    for metric in business_metrics(case):
        told = "–" if metric.value is None else pytest.approx(metric.value)
        label, meaning = map(project.per_item, (metric.label, metric.definition))
        assert rows[label][1] == told
        assert rows[label][2] == meaning
        assert defined.count((label, meaning)) == 1
    live = {text for sheet, _cell, text, _value in formulas(path) if sheet == "Business case"}
    assert "=(KPI_CostPerItem_AsIs-KPI_CostPerItem_ToBe)*Case_ItemsPerYear" in live
    assert "=PV(Case_DiscountRate,3,-Case_SavingsPerYear)-Case_Investment" in live
    assert named(path, "Case_DiscountRate") == case.discount_rate
    shown = {text for sheet, _cell, text, _value in formulas(path) if sheet == "Summary"}
    assert {"=Case_SavingsPerYear", "=Case_PaybackMonths"} <= shown


def test_a_to_be_map_without_demand_or_countermeasures_has_a_business_case_of_dashes(
    tmp_path: Path,
) -> None:
    step = Step(id="s", name="Only", process_time=read_estimate("4 h"))
    maps = (ValueStreamMap(id="a", steps=(step,)), ValueStreamMap(id="b", kind="to_be"))
    write_report(Project(maps=maps), "a", "b", tmp_path / "r.xlsx")
    rows = {row[0]: row for row in cells_of(tmp_path / "r.xlsx", "Business case")}
    assert rows["Items per year, both maps"][1:3] == ["–", "Add a demand to see this"]
    assert rows["Savings per year"][1] == "–"
    assert "No countermeasures: nothing is invested." in rows
    write_report(Project(maps=maps), "a", None, tmp_path / "one.xlsx")
    assert "Business case" not in open_book(tmp_path / "one.xlsx", False).sheetnames


def test_a_note_says_which_map_it_is_about(sample: Any) -> None:
    project, path = sample
    notes = [
        analyze(project, one).metric("greatest_lead_time_gain").note for one in ("as-is", "to-be")
    ]
    row = next(r for r in cells_of(path, "Compare") if r[0] == "Greatest lead time gain")
    assert row[5].endswith(f"(As-is: {notes[0]}; To-be: {notes[1]})")


def test_shares_and_running_shares_are_formulas_over_their_column(sample: Any) -> None:
    _project, path = sample
    found = [text for sheet, _c, text, _v in formulas(path) if sheet == "Value and waste"]
    assert any(re.fullmatch(r"=C\d+/SUM\(C\$\d+:C\$\d+\)", text) for text in found)
    running = re.compile(r"=SUM\(C\$(\d+):C(\d+)\)/SUM\(C\$(\d+):C\$(\d+)\)")
    whole = [match for text in found if (match := running.fullmatch(text))]
    assert whole
    assert all(m[1] == m[3] and int(m[1]) <= int(m[2]) <= int(m[4]) for m in whole)


def test_wastes_that_overlap_are_not_shares_of_their_own_sum(tmp_path: Path) -> None:
    both = {"process_time": read_estimate("2 h"), "wastes": ("waiting", "motion"), "role": "r"}
    steps = (Step(id="a", **both), Step(id="b", **{**both, "wastes": ("motion",)}))
    one = ValueStreamMap(id="m", roles=(Role(id="r", hourly_cost=9.0),), steps=steps)
    write_report(Project(maps=(one,)), "m", None, tmp_path / "r.xlsx")
    rows = cells_of(tmp_path / "r.xlsx", "Value and waste")
    shares = {row[1]: row[3] for row in rows if row[1] in ("Waiting", "Motion")}
    assert shares == {"Motion": 1, "Waiting": 0.5}


def test_very_long_tables_are_cut_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mopsmap.report.analyses.MOST_ROWS", 3)
    project = load(SAMPLES[0]).project
    write_report(project, "as-is", "to-be", tmp_path / "r.xlsx", draw)
    rows = cells_of(tmp_path / "r.xlsx", "Quality")
    at = next(i for i, row in enumerate(rows) if str(row[0]).startswith("Quality of every step"))
    assert "the first 3 rows of each map" in str(rows[at][0])
    assert [row[0] for row in rows[at + 2 : at + 9]] == ["As-is"] * 3 + ["To-be"] * 3


def test_pictures_and_native_charts_are_inside(sample: Any) -> None:
    _project, path = sample
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
    assert sum(name.startswith("xl/media/") for name in names) >= 1
    assert sum(re.fullmatch(r"xl/charts/chart\d+\.xml", name) is not None for name in names) >= 8


def test_value_classes_survive_copy_and_paste(sample: Any) -> None:
    _project, path = sample
    column = [cell.value for cell in open_book(path, True)["Steps"]["G"]]
    assert {"■ VA", "◫ BNVA", "▨ NVA"} <= set(column)


def test_the_steps_sheet_can_be_read_back(sample: Any) -> None:
    project, path = sample
    again = read_table(path).project.replace(distribution=project.distribution)
    for before, after in zip(project.maps, again.maps, strict=True):
        assert {s.id: s.name for s in after.steps} == {s.id: s.name for s in before.steps}
        old, new = analyze(project, before.id), analyze(again, after.id)
        for key in ("effort_hours_per_item", "cost_per_item", "handoffs"):
            assert new.figures[key] == pytest.approx(old.figures[key]), key


def test_text_stays_text_whatever_it_starts_with(evil: Any) -> None:
    _project, path = evil
    ours = ("=SUM", "=IF", "=KPI", "='", "=HoursPerDay")
    for _sheet, _cell, text, _value in formulas(path):
        assert text != "=1+1"
        assert text != "=2"
        assert text.startswith(ours) or re.match(r"=[A-Z(]", text)
    names = [cell.value for cell in open_book(path, True)["Steps"]["C"]]
    assert {"=1+1", "+x", "-x", "@x"} <= set(names)
    assert open_book(path, True)["Summary"]["B2"].value == "=1+1"


def test_unknown_figures_are_dashes_and_never_zero(evil: Any) -> None:
    project, path = evil
    assert analyze(project, "a").figures["capacity_per_year"] is None
    assert named(path, "KPI_CapacityPerYear_AsIs") == "–"
    for _sheet, _cell, _text, value in formulas(path):
        assert not str(value).startswith("#")


def test_figures_of_a_map_just_drawn_are_dashes_that_say_what_to_add(tmp_path: Path) -> None:
    steps = (Step(id="a", name="Write", role="r"), Step(id="b", name="Check", role="r"))
    flow = Flow(id="f", source="a", target="b")
    one = ValueStreamMap(id="m", roles=(Role(id="r"),), steps=steps, flows=(flow,))
    write_report(Project(maps=(one,)), "m", None, tmp_path / "r.xlsx")
    rows = {row[0]: row for row in cells_of(tmp_path / "r.xlsx", "Figures")}
    for label, missing in (
        ("Lead time, expected", "Add a process time to see this"),
        ("Cost per item", "Add an hourly cost to see this"),
        ("Rolled %C&A", "Add a %C&A to see this"),
    ):
        assert rows[label][1] == "–"
        assert missing in rows[label][2]
    assert rows["First time right"][1] == 1
    assert named(tmp_path / "r.xlsx", "KPI_LeadTime_AsIs") == "–"


def test_a_map_alone_and_an_empty_map(tmp_path: Path) -> None:
    step = Step(id="s", name="Only", process_time=read_estimate("4 h"))
    project = Project(
        maps=(ValueStreamMap(id="one", steps=(step,)), ValueStreamMap(id="empty", kind="to_be"))
    )
    for ids in (("one", None), ("empty", None), ("one", "empty")):
        path = tmp_path / f"{ids[0]}-{ids[1]}.xlsx"
        remarks = write_report(project, *ids, path)
        assert "no map pictures" in remarks[0]
        sheets = open_book(path, False).sheetnames
        assert ("Compare" in sheets) == (ids[1] is not None)
        assert ("Figures" in sheets) == (ids[1] is None)
    assert named(tmp_path / "one-None.xlsx", "KPI_LeadTime_AsIs") == 0.5


@pytest.mark.parametrize(("currency", "cents"), [("EUR", ".00"), ("JPY", ""), ("KWD", ".000")])
def test_amounts_have_the_decimals_of_their_currency(
    tmp_path: Path, currency: str, cents: str
) -> None:
    step = Step(id="a", role="r", process_time=read_estimate("1 h"), fixed_cost=12.5)
    one = ValueStreamMap(id="a", roles=(Role(id="r", hourly_cost=3.0),), steps=(step,))
    path = tmp_path / "money.xlsx"
    write_report(Project(maps=(one,), currency=currency), "a", None, path)
    book = open_book(path, True)
    amounts = {
        cell.number_format
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == 15.5
    }
    sign = {"EUR": "€", "JPY": "¥"}.get(currency, currency)
    assert amounts == {f"#,##0{cents}", f'"{sign} "#,##0{cents}'}


def test_without_a_picture_the_report_says_why(tmp_path: Path) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise PictureError("No fonts.")

    project = load(SAMPLES[0]).project
    remarks = write_report(project, "as-is", "to-be", tmp_path / "r.xlsx", broken)
    assert remarks == ("The report has no map pictures. No fonts.",)
    assert (tmp_path / "r.xlsx").exists()


def test_the_same_report_is_the_same_file(tmp_path: Path) -> None:
    project = load(SAMPLES[0]).project
    cells = []
    for name in ("a.xlsx", "b.xlsx"):
        write_report(project, "as-is", "to-be", tmp_path / name, draw, date(2026, 1, 31))
        with zipfile.ZipFile(tmp_path / name) as package:
            cells.append({n: package.read(n) for n in package.namelist()})
    assert cells[0] == cells[1]


def test_only_known_suffixes_are_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.xlsx"):
        write_report(Project(), "a", None, tmp_path / "a.docx")
    assert [writer.suffix for writer in WRITERS] == [".xlsx"]


def without_values(path: Path, target: Path) -> None:
    """Copy a workbook leaving out the value of every formula, so that a reader must compute it."""
    cell = re.compile(rb'(<c [^>]*?)(?: t="str")?>(<f>[^<]*</f>)<v>[^<]*</v>')
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = cell.sub(rb"\1>\2", content)
            copy.writestr(name, content)


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice computes it."""
    bare = folder / f"bare-{path.name}"
    without_values(path, bare)
    (folder / "out").mkdir()
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            str(bare),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    return folder / "out" / bare.name


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize("which", ["campaign", "evil"])
def test_libreoffice_computes_our_numbers(which: str, evil: Any, tmp_path: Path) -> None:
    path = evil[1]
    if which == "campaign":
        path = tmp_path / "campaign.xlsx"
        project = load(next(p for p in SAMPLES if p.stem == "campaign")).project
        write_report(project, "as-is", "to-be", path, draw)
    theirs = open_book(recalculated(path, tmp_path), True)
    count = 0
    for sheet, cell, text, value in formulas(path):
        other = theirs[sheet][cell].value
        count += 1
        if isinstance(value, int | float) and isinstance(other, int | float):
            assert other == pytest.approx(value, rel=1e-9, abs=1e-9), (sheet, cell, text)
        else:
            assert other == value, (sheet, cell, text)
    assert count > 100


def width_of(sheet: Any, column: int) -> float:
    # neighbors of the same width share one entry
    widths = sheet.column_dimensions.values()
    return float(next(one.width for one in widths if one.min <= column <= one.max))


def test_titles_of_numbers_stand_clear_of_their_neighbors(sample: Any) -> None:
    _project, path = sample
    book = open_book(path, False)
    for name, row in (("Steps", 4), ("Ladder", 4), ("Roles", 4), ("Critical path", 4)):
        titles = [cell for cell in book[name][row] if "(" in str(cell.value)]
        assert len(titles) > 3
        for cell in titles:
            lines = str(cell.value).split("\n")
            assert len(lines) == 2
            assert all(len(line) + 1 < width_of(book[name], cell.column) for line in lines)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_maps_of_any_number_and_size_and_name_make_a_workbook(tmp_path: Path, count: int) -> None:
    step = Step(id="=a", name="=cmd|'/C calc'!A0", description="@x", role="r")
    roles = (Role(id="r", name="[]:*?/\\" * 9, headcount=1.0),)
    maps = tuple(
        ValueStreamMap(
            id=f"m{i}", name="+a/b\\c?*[x]:' " * 6, roles=roles, steps=(step,) * (count > 0)
        )
        for i in range(max(1, count))
    )
    project = Project(title="-t", item="=i", maps=maps)
    path = tmp_path / "report.xlsx"
    write_report(project, "m0", "m1" if count > 1 else None, path)
    cells = [c for sheet in open_book(path, False) for row in sheet.iter_rows() for c in row]
    assert not any("cmd" in str(cell.value) for cell in cells if cell.data_type == "f")
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert ("=cmd|'/C calc'!A0" in texts) == (count > 0)


def test_a_sheet_has_a_name_that_excel_takes(tmp_path: Path) -> None:
    raw = xlsxwriter.Workbook(tmp_path / "names.xlsx")
    named = Book(raw).sheet("'Cost: a/b [all of the items and their owners]'").name
    raw.close()
    assert len(named) <= 31
    assert openpyxl.load_workbook(tmp_path / "names.xlsx").sheetnames == [named]
