"""In a made-up language the workbook says nothing in English but what the import reads back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
import zipfile
from functools import cache
from html import unescape
from itertools import takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from mopsmap.exchange import format_of
from mopsmap.exchange.headers import ROLE_COLUMNS, STEP_COLUMNS, plain, read_title
from mopsmap.report.book import Book, quoted
from mopsmap.storage import dump
from tests.texts.pseudo import left_in_english, write_catalog
from tests.texts.window_speaks import SAME as KEPT
from tests.texts.window_speaks import names_of

HERE = Path(__file__).parents[2]
SAMPLE = HERE / "samples" / "campaign.mopsmap"
STEPS, ROLES = 1, 6
"""The sheets of tables that the import reads, by their places; that of settings is the last."""
READ = {
    STEPS: {plain(name) for names in STEP_COLUMNS.values() for name in names.split(",")},
    ROLES: {plain(name) for names in ROLE_COLUMNS.values() for name in names.split(",")},
}
"""Titles of columns that are read."""
TITLES = 4
"""The row of titles."""
PAGE = re.compile(r"&[LRCFPNA]|&\d+")
"""What stands for file, sheet and page in a footer."""
SAME = {*KEPT, "x", "h", "d", "a", "m", "b"}
"""What is the same in every language, with units and the signs of formulas."""

Books = tuple[Path, Path]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The workbook in English and in the made-up language."""
    folder = tmp_path_factory.mktemp("books")
    catalog = write_catalog(folder / "made_up.mo")
    found = folder / "english.xlsx", folder / "made_up.xlsx"
    for path, spoken in zip(found, ("", str(catalog)), strict=True):
        command = [sys.executable, "-m", "tests.texts.book_speaks", spoken, str(SAMPLE), str(path)]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
    return found


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """What people wrote, the longest first."""
    written = names_of(json.loads(SAMPLE.read_text(encoding="utf-8")))
    longest = sorted(filter(str.strip, written), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I)


@cache
def opened(path: Path, values: bool = True) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        return openpyxl.load_workbook(path, data_only=values)


def cells(path: Path, values: bool = True) -> dict[tuple[int, str], Any]:
    """What the cells hold, by the place of their sheet and their own."""
    return {
        (place, cell.coordinate): cell.value
        for place, sheet in enumerate(opened(path, values))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def read_back(path: Path) -> set[tuple[int, str]]:
    """The cells by which a workbook is read back, which are the same in every language."""
    found: set[tuple[int, str]] = set()
    sheets = list(enumerate(opened(path)))
    for place, known in READ.items():
        for column in sheets[place][1].iter_cols(min_row=TITLES):
            found.add((place, column[0].coordinate))
            if read_title(column[0].value).name in known:
                body = takewhile(lambda cell: cell.value, sheets[place][1]["A"][TITLES:])
                found |= {(place, f"{column[0].column_letter}{cell.row}") for cell in body}
    place, settings = sheets[-1]
    rows = settings.iter_rows(min_row=TITLES, max_col=2)
    return found | {
        (place, c.coordinate) for row in takewhile(lambda r: r[0].value, rows) for c in row
    }


def english_in(text: str, names: re.Pattern[str]) -> str:
    """What a text holds in English but units and the signs of formulas."""
    parts = left_in_english(names.sub(" ", text))
    return " ".join(p for p in parts if set(re.findall(r"[^\W\d_]+", p)) - SAME)


def test_cells_are_in_the_language_or_what_people_wrote(
    books: Books, names: re.Pattern[str]
) -> None:
    english, made_up = map(cells, books)
    kept = read_back(books[0])
    assert english.keys() == made_up.keys()
    assert sum(isinstance(said, str) for said in made_up.values()) > 1_000
    left = {}
    for where, said in made_up.items():
        if where in kept:
            assert said == english[where], where
        elif not isinstance(said, str):
            assert said == pytest.approx(english[where], rel=1e-12), where
        elif rest := english_in(said, names):
            left[said] = f"{where}: {rest} in {said[:100]}"
    assert not left, "\n".join(left.values())


def test_formulas_are_those_of_the_english_workbook(books: Books) -> None:
    english, made_up = (cells(path, values=False) for path in books)
    called = [opened(path).sheetnames for path in books]
    assert not set(called[0]) & set(called[1])
    number = 0
    for where, formula in english.items():
        if isinstance(formula, str) and formula.startswith("="):
            said = formula
            for old, new in zip(*called, strict=True):
                said = said.replace(f"{quoted(old)}!", f"{quoted(new)}!")
            assert made_up[where] == said
            number += 1
    assert number > 500
    named = [opened(path).defined_names for path in books]
    assert named[0].keys() == named[1].keys()
    for name, cell in named[0].items():
        ((sheet, place),) = cell.destinations
        other = called[1][called[0].index(sheet)]
        assert list(named[1][name].destinations) == [(other, place)]


def test_charts_pictures_and_formats_are_in_the_language(
    books: Books, names: re.Pattern[str]
) -> None:
    found: list[str] = []
    with zipfile.ZipFile(books[1]) as package:
        for name in package.namelist():
            text = package.read(name).decode(errors="ignore")
            if name.startswith("xl/charts/chart"):
                found += re.findall(r"<(?:a:t|c:v)>([^<]*)<", text)
            elif name.startswith("xl/drawings/drawing"):
                found += re.findall(r'descr="([^"]*)"', text)
            elif name.startswith("xl/worksheets/sheet"):
                found += re.findall(r"<oddFooter>([^<]*)<", text)
            elif name == "xl/styles.xml":
                for code in re.findall(r'formatCode="([^"]*)"', text):
                    found += re.findall('"([^"]*)"', unescape(code))
            elif name == "docProps/core.xml":
                found += re.findall(r"<dc:(?:subject|description)>([^<]*)<", text)
    texts = {PAGE.sub("", unescape(text)) for text in found}
    assert len(texts) > 50
    left = [rest for said in texts if (rest := english_in(said, names))]
    assert not left


def test_the_workbook_is_read_back_as_it_was(books: Books) -> None:
    read = format_of(books[0]).read
    assert read is not None
    assert dump(read(books[1]).project) == dump(read(books[0]).project)


def test_sheets_of_the_same_beginning_have_names_of_their_own(tmp_path: Path) -> None:
    raw = xlsxwriter.Workbook(tmp_path / "names.xlsx")
    book = Book(raw)
    wanted = [f"Durchlaufzeiten der Elemente {end}" for end in ("heute", "HEUTE", "bald", "bald")]
    called = [book.sheet(name).name for name in (*wanted, "History", "a\tb", "'")]
    raw.close()
    assert openpyxl.load_workbook(tmp_path / "names.xlsx").sheetnames == called
    assert len({name.casefold() for name in called} | {"history"}) == len(called) + 1
    assert all(0 < len(name) <= 31 for name in called)
