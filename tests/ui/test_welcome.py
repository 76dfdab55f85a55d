"""The welcome screen: recent files, samples, what one can begin with, and the pages of help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from mopsmap import storage, units
from mopsmap.model import new_project
from tests.ui.hand import SAMPLES, Hand, Key, Mod, small_project
from ui.commands.actions import COMMANDS
from ui.documents import glance
from ui.documents.recent import forget, recent_files, remember, when_text
from ui.help.pages import HelpPages, numbers_text, page_text
from ui.panels.key_figures import METRICS
from ui.welcome.files import RecentRow, place_text
from ui.welcome.gallery import SampleTile
from ui.welcome.screen import Welcome

CTRL = Mod.ControlModifier


def _screen(hand: Hand) -> Welcome:
    return hand.window.helping.screen


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """Three files to remember."""
    made = tuple(tmp_path / f"{name}.mopsmap" for name in ("one", "two", "three"))
    for path in made:
        storage.save(small_project().replace(title=path.stem.capitalize()), path)
    return made


@pytest.fixture
def welcome(open_window: Callable[[], Hand], files: tuple[Path, ...]) -> Hand:
    """A window with the welcome screen and three recent files, "One" the last opened."""
    hand = open_window()
    for path in reversed(files):
        remember(path)
    hand.window.helping.welcome()
    hand.settle()
    return hand


def _rows(hand: Hand) -> list[RecentRow]:
    return _screen(hand).shelf.recent.rows


def _tiles(hand: Hand) -> list[SampleTile]:
    return _screen(hand).shelf.gallery.tiles


def _wait_for_glances(hand: Hand, qtbot: QtBot) -> None:
    parts = [*_rows(hand), *_tiles(hand)]
    qtbot.waitUntil(lambda: all(part.glance.complete for part in parts), timeout=20_000)


def test_without_recent_files_the_keyboard_is_at_new(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    hand.window.helping.welcome()
    hand.settle()
    assert _rows(hand) == []
    assert _screen(hand).beginnings.buttons["new_file"].hasFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    assert not _screen(hand).isVisible()
    assert hand.window.capturing.line.field.hasFocus(), "the first step is asked for"


def test_enter_opens_the_first_recent_file(welcome: Hand, files: tuple[Path, ...]) -> None:
    assert _rows(welcome)[0].hasFocus()
    welcome.key(Key.Key_Return)
    welcome.settle()
    assert not _screen(welcome).isVisible()
    assert welcome.session.path == str(files[0])
    assert welcome.view.hasFocus()
    assert len(welcome.window.windows.opened) == 1


def test_arrows_and_enter_open_another_one(welcome: Hand, files: tuple[Path, ...]) -> None:
    welcome.key(Key.Key_Down)
    welcome.key(Key.Key_Down)
    welcome.key(Key.Key_Up)
    assert _rows(welcome)[1].hasFocus()
    welcome.key(Key.Key_Return)
    assert welcome.session.path == str(files[1])


def test_arrows_go_from_the_rows_to_the_samples_and_to_the_left(welcome: Hand) -> None:
    for _ in range(3):
        welcome.key(Key.Key_Down)
    assert QApplication.focusWidget() in _tiles(welcome)
    welcome.key(Key.Key_Right)
    assert _tiles(welcome)[1].hasFocus() or _tiles(welcome)[2].hasFocus()
    for _ in range(3):
        welcome.key(Key.Key_Left)
    assert QApplication.focusWidget() in _screen(welcome).beginnings.buttons.values()


def test_tab_reaches_everything_and_stays_on_the_screen(welcome: Hand) -> None:
    screen = _screen(welcome)
    wanted = {*screen.beginnings.buttons.values(), screen.beginnings.theme_switch}
    wanted |= {*_rows(welcome), *_tiles(welcome)}
    for key in (Key.Key_Tab, Key.Key_Backtab):
        seen: set[QWidget | None] = set()
        for _ in wanted:
            welcome.key(key)
            seen.add(QApplication.focusWidget())
        assert seen == wanted
    assert all(part.accessibleName() for part in wanted)


def test_f6_goes_from_part_to_part_and_back(welcome: Hand) -> None:
    left, row, tile = _screen(welcome).beginnings, _rows(welcome)[0], _tiles(welcome)[0]
    new = left.buttons["new_file"]
    assert QApplication.focusWidget() is row
    for mod, way in ((Mod.NoModifier, (tile, new, row)), (Mod.ShiftModifier, (new, tile, row))):
        for part in way:
            welcome.key(Key.Key_F6, mod)
            assert QApplication.focusWidget() is part
    assert _screen(welcome).isVisible()


def test_the_look_is_chosen_there_too(welcome: Hand) -> None:
    for name in ("high_contrast", "size_150"):
        welcome.window.actions_by_name[name].trigger()
    assert welcome.window.appearance.strong
    assert "150 %" in _screen(welcome).beginnings.said.text()
    assert _screen(welcome).beginnings.said.isVisible()
    welcome.window.actions_by_name["high_contrast"].trigger()


def test_a_sample_opens_as_a_copy(welcome: Hand) -> None:
    tile = _tiles(welcome)[3]
    welcome.click(welcome.on(tile))
    welcome.settle()
    assert welcome.project == storage.load(SAMPLES / "webinar.mopsmap").project
    assert welcome.session.path is None
    assert not _screen(welcome).isVisible()


def test_facts_of_files_are_those_of_their_analysis(welcome: Hand, qtbot: QtBot) -> None:
    _wait_for_glances(welcome, qtbot)
    row, tile = _rows(welcome)[0], _tiles(welcome)[0]
    assert row.facts[0] == "5 steps"
    assert row.title == "One"
    welcome.window.filing.open_path(SAMPLES / "campaign.mopsmap", as_copy=True)
    welcome.settle()
    assert welcome.session.analysis is not None
    hours = welcome.session.analysis.headline["lead_time_hours"]["expected"]
    assert tile.glance.lead == units.format_days(hours, welcome.project.calendar)
    assert tile.glance.steps == len(welcome.map.steps)
    assert tile.glance.drawing is not None
    assert tile.glance.drawing.critical == welcome.session.analysis.critical_flows
    assert tile.glance.lead in tile.accessibleName()


def test_samples_are_drawn_from_their_maps_in_both_themes(welcome: Hand, qtbot: QtBot) -> None:
    _wait_for_glances(welcome, qtbot)
    tile = _tiles(welcome)[0]
    light = tile.grab().toImage()
    assert tile.drawn
    welcome.window.appearance.choose("dark")
    assert tile.grab().toImage() != light
    welcome.window.appearance.choose("light")
    assert tile.grab().toImage() == light


def test_a_file_that_is_gone_says_so_and_can_be_taken_out(
    welcome: Hand, files: tuple[Path, ...], qtbot: QtBot
) -> None:
    files[0].unlink()
    _screen(welcome).renew()
    _screen(welcome).take_focus()
    qtbot.waitUntil(lambda: _rows(welcome)[0].glance.state == "missing", timeout=10_000)
    assert _rows(welcome)[0].facts == ("Not found", "")
    welcome.key(Key.Key_Return)
    assert welcome.window.helping.welcoming, "there is nothing to open"
    assert QApplication.activeModalWidget() is None
    welcome.key(Key.Key_Delete)
    assert [one.path for one in recent_files()] == [*files[1:]]
    assert _rows(welcome)[0].hasFocus()
    menu = _rows(welcome)[1].make_menu()
    menu.actions()[1].trigger()
    assert [one.path for one in recent_files()] == [files[1]]
    assert files[2].exists()


def test_broken_and_huge_files_do_no_harm(
    open_window: Callable[[], Hand],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(glance, "MOST_BYTES", 5_000)
    hand = open_window()
    contents = {"broken": b'{"format": "mops', "folder": None, "huge": b" " * 5_001}
    for name, content in contents.items():
        path = tmp_path / f"{name}.mopsmap"
        path.mkdir() if content is None else path.write_bytes(content)
        remember(path)
    hand.window.helping.welcome()
    rows = _rows(hand)
    qtbot.waitUntil(lambda: all(row.glance.state for row in rows), timeout=10_000)
    assert [row.facts[0] for row in rows] == ["Large file", "Cannot be read", "Cannot be read"]
    assert [row.title for row in rows] == ["huge", "folder", "broken"]


def test_a_map_of_very_many_steps_is_counted_only(
    welcome: Hand, files: tuple[Path, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glance, "MOST_STEPS", 4)
    storage.save(small_project().replace(title="Large"), files[0])
    _screen(welcome).renew()
    qtbot.waitUntil(lambda: _rows(welcome)[0].title == "Large", timeout=10_000)
    assert _rows(welcome)[0].facts == ("5 steps", units.DASH)
    assert _rows(welcome)[0].glance.drawing is None


def test_esc_shows_the_empty_map(welcome: Hand) -> None:
    welcome.esc()
    welcome.settle()
    assert not welcome.window.helping.welcoming
    assert welcome.window.capturing.line.field.hasFocus()
    welcome.type("Ask")
    welcome.key(Key.Key_Return)
    welcome.esc()
    assert welcome.names == ["Ask"]


def test_nothing_can_be_done_to_a_document_that_is_hidden(welcome: Hand) -> None:
    actions = welcome.window.actions_by_name
    for name in ("add_lane", "view_table", "save", "toggle_outline", "next_flow", "zoom_in"):
        assert not actions[name].isEnabled(), name
    for name in ("new_file", "open_file", "import_table", "quit", "shortcuts", "theme_dark"):
        assert actions[name].isEnabled(), name
    welcome.esc()
    assert actions["add_lane"].isEnabled()


def test_over_a_document_it_opens_others_beside_and_goes_back(
    welcome: Hand, files: tuple[Path, ...]
) -> None:
    welcome.key(Key.Key_Return)
    welcome.settle()
    before = welcome.state()
    welcome.window.actions_by_name["welcome"].trigger()
    assert _rows(welcome)[0].hasFocus()
    welcome.esc()
    assert welcome.view.hasFocus()
    assert welcome.state() == before
    welcome.window.actions_by_name["welcome"].trigger()
    welcome.key(Key.Key_Down)
    welcome.key(Key.Key_Return)
    paths = [window.session.path for window in welcome.window.windows.opened]
    assert paths == [str(files[0]), str(files[1])]
    assert welcome.state() == before


def test_new_window_shows_it_too(welcome: Hand) -> None:
    welcome.key(Key.Key_N, CTRL | Mod.ShiftModifier)
    other = welcome.window.windows.opened[-1]
    assert other is not welcome.window
    assert other.helping.welcoming


def test_it_fills_the_window_below_the_menus(welcome: Hand) -> None:
    screen, window = _screen(welcome), welcome.window
    for width, height in ((1100, 700), (1101, 700), (1440, 900), (1799, 1000), (1800, 1000)):
        window.resize(width, height)
        QApplication.processEvents()
        assert screen.geometry().bottomRight() == window.rect().bottomRight()
        assert screen.geometry().top() == window.menu_row.height()
        shelf = screen.shelf
        assert shelf.width() <= screen.area.viewport().width()
        right = max(tile.geometry().right() for tile in _tiles(welcome))
        assert shelf.gallery.x() + right == shelf.recent.geometry().right()
        for tile in _tiles(welcome):
            assert shelf.rect().contains(tile.geometry().translated(shelf.gallery.pos()))
            assert tile.height() >= 160


def test_importing_from_it_leaves_it(
    welcome: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "steps.csv"
    table.write_text("Step,Role,Process time,Next\nAsk,Sales,2h,Answer\nAnswer,Legal,1d,\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    welcome.click(welcome.on(_screen(welcome).beginnings.buttons["import_table"]))
    welcome.settle()
    assert welcome.names == ["Ask", "Answer"]
    assert not welcome.window.helping.welcoming


def test_pasting_from_it_shows_the_cells_or_says_why_not(welcome: Hand, qtbot: QtBot) -> None:
    screen, button = _screen(welcome), _screen(welcome).beginnings.buttons["paste_cells"]
    QApplication.clipboard().clear()
    welcome.click(welcome.on(button))
    assert screen.beginnings.said.text().startswith("Nothing was copied.")
    assert welcome.window.helping.welcoming
    QApplication.clipboard().setText("Step\tProcess time\nAsk\t2h\nAnswer\t1d\n")
    welcome.key(Key.Key_V, CTRL | Mod.ShiftModifier)
    welcome.settle()
    assert not welcome.window.helping.welcoming
    assert welcome.window.pasting.cells.pane is not None
    assert welcome.window.pasting.cells.pane.isVisible()
    assert welcome.names == ["Ask", "Answer"]
    welcome.window.pasting.cells.cancel()
    assert welcome.names == []


def test_when_and_where_read_as_people_say_it() -> None:
    today = date(2025, 11, 19)
    assert when_text(datetime(2025, 11, 19, 14, 2).astimezone(), today) == "Today, 14:02"
    assert when_text(datetime(2025, 11, 18, 23, 59).astimezone(), today) == "Yesterday"
    assert when_text(datetime(2025, 11, 6, 8, 0).astimezone(), today) == "6 Nov 2025"
    assert when_text(None, today) == ""
    assert place_text(Path.home() / "Documents" / "a.mopsmap") == "Documents / a.mopsmap"
    assert place_text(Path("/srv/maps/a.mopsmap")) == "srv / maps / a.mopsmap"


def test_the_last_ten_files_are_remembered(hand: Hand, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.mopsmap" for number in range(12)]
    for path in (*paths, paths[5]):
        remember(path)
    found = [one.path for one in recent_files()]
    assert found == [paths[5], *reversed(paths[6:]), *reversed(paths[2:5])]
    assert all(one.opened is not None for one in recent_files())
    forget(paths[5])
    assert paths[5] not in [one.path for one in recent_files()]


def _pages(hand: Hand) -> HelpPages:
    (pages,) = hand.window.findChildren(HelpPages)
    assert QTest.qWaitForWindowActive(pages)
    return pages


def test_help_opens_beside_the_work(welcome: Hand) -> None:
    welcome.click(welcome.on(_screen(welcome).beginnings.buttons["guide"]))
    pages = _pages(welcome)
    assert not pages.isModal()
    assert pages.page.toPlainText().startswith("First value stream in 15 minutes")
    welcome.click(welcome.on(_screen(welcome).beginnings.buttons["numbers"]))
    assert _pages(welcome) is pages
    assert pages.page.toPlainText().startswith("What the numbers mean")
    pages.words.setText("takt")
    assert pages.page.textCursor().selectedText().lower() == "takt"
    QTest.keyClick(pages, Key.Key_Escape)
    assert not pages.isVisible()


def test_the_page_of_numbers_has_the_definitions_of_the_analyses(small: Hand) -> None:
    assert small.session.analysis is not None
    metrics = {m.key: m for r in small.session.analysis.ready for m in r.metrics}
    text = numbers_text(small.session).replace("\\", "")
    assert {*METRICS.values()} <= metrics.keys()
    for metric in metrics.values():
        assert small.project.per_item(metric.definition).rstrip(".") in text


def test_every_topic_has_a_page_in_both_themes(small: Hand) -> None:
    small.window.helping.guide()
    pages = _pages(small)
    for row in range(pages.topics.count()):
        pages.topics.setCurrentRow(row)
        QApplication.processEvents()  # long pages are laid out part by part
        shown = pages.page.document()
        assert shown.toPlainText().strip()
        assert shown.idealWidth() <= pages.page.viewport().width() + 1
        small.window.appearance.choose("dark")
        assert pages.page.toPlainText() == shown.toPlainText()
        small.window.appearance.choose("light")
    pages.close()


@pytest.mark.parametrize("name", ["guide", "reading"])
def test_pages_name_keys_that_there_are(name: str) -> None:
    raw = Path(__file__).resolve().parents[2] / "resources" / "help" / f"{name}.md"
    keys = {command.name for command in COMMANDS if command.keys}
    assert set(re.findall(r"\{(\w+)\}", raw.read_text(encoding="utf-8"))) <= keys
    assert "{" not in page_text(name)


def test_a_document_that_is_left_unchanged_is_no_empty_one(welcome: Hand) -> None:
    assert welcome.window.files.untouched
    welcome.show(new_project("Named"))
    assert not welcome.window.files.untouched


def test_a_page_of_help_is_taken_in_the_language_in_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "help" / "de").mkdir(parents=True)
    (tmp_path / "help" / "de" / "guide.md").write_text("Erster Wertstrom", encoding="utf-8")
    (tmp_path / "help" / "guide.md").write_text("First value stream", encoding="utf-8")
    monkeypatch.setattr("ui.help.pages.shared_folder", lambda _name: tmp_path)
    assert page_text("guide") == "First value stream"
    monkeypatch.setattr("ui.help.pages._", lambda text: {"en": "de"}.get(text, text))
    assert page_text("guide") == "Erster Wertstrom"
