"""What is remembered from one time to the next: shapes of windows, looks at files, folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from mopsmap import storage
from mopsmap.model import new_project
from tests.ui.hand import SAMPLES, Hand
from ui.remembering import LOOKS, keep_look, keep_shape, reachable, restore_look, restore_shape


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "webinar.mopsmap"
    path.write_bytes((SAMPLES / "webinar.mopsmap").read_bytes())
    return path


def _middle(hand: Hand) -> QPointF:
    return hand.view.mapToScene(hand.view.viewport().rect().center())


def test_a_file_comes_back_as_it_was_looked_at(
    open_window: Callable[[], Hand], sample: Path
) -> None:
    first = open_window()
    first.window.files.open(sample)
    first.settle()
    other = first.project.maps[1].id
    first.session.show_map(other)
    first.view.set_zoom(1.35)
    first.view.centerOn(900, 400)
    middle = _middle(first)
    first.window.close()
    looks = QSettings().value("looks")
    second = open_window()
    QSettings().setValue("looks", looks)
    second.window.files.open(sample)
    second.settle()
    assert second.session.map_id == other
    assert second.view.zoom == pytest.approx(1.35)
    assert (_middle(second) - middle).manhattanLength() < 4


def test_the_view_of_a_file_comes_back_too(hand: Hand, sample: Path) -> None:
    hand.window.files.open(sample)
    hand.settle()
    hand.window.actions_by_name["view_table"].trigger()
    keep_look(hand.window)
    hand.window.actions_by_name["view_map"].trigger()
    restore_look(hand.window)
    assert hand.window.views.currentWidget() is hand.window.table


def test_an_unknown_file_has_its_first_view(hand: Hand, sample: Path) -> None:
    hand.window.files.open(sample)
    hand.settle()
    first = (hand.view.zoom, _middle(hand))
    hand.view.set_zoom(2.0)
    hand.window.files.open(sample)
    hand.settle()
    assert (hand.view.zoom, _middle(hand)) == first


@pytest.mark.parametrize("stored", ["", "[", "3", '[{"path": 3}, 4]', '[{"path": "PATH"}]'])
def test_damaged_settings_do_no_harm(hand: Hand, sample: Path, stored: str) -> None:
    QSettings().setValue("looks", stored.replace("PATH", str(sample)))
    assert hand.window.files.open(sample)
    restore_look(hand.window)
    keep_look(hand.window)
    assert len(json.loads(str(QSettings().value("looks")))) >= 1


def test_only_the_last_files_are_kept(hand: Hand, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.mopsmap" for number in range(LOOKS + 3)]
    for path in paths:
        hand.session.load(new_project(), str(path))
        keep_look(hand.window)
    kept = [one["path"] for one in json.loads(str(QSettings().value("looks")))]
    assert kept == [str(path) for path in reversed(paths[3:])]


def test_a_map_that_is_gone_is_not_missed(hand: Hand, sample: Path) -> None:
    hand.window.files.open(sample)
    hand.session.show_map(hand.project.maps[1].id)
    keep_look(hand.window)
    project = storage.load(sample).project
    storage.save(project.replace(maps=project.maps[:1]), sample)
    hand.window.files.open(sample)
    assert hand.session.map_id == project.maps[0].id


def test_a_window_on_a_screen_that_is_gone_comes_to_one_that_is_there(
    open_window: Callable[[], Hand],
) -> None:
    first = open_window().window
    first.setGeometry(6000, 4000, 1200, 800)
    keep_shape(first)
    settings = {key: QSettings().value(key) for key in QSettings().allKeys()}
    second = open_window().window
    for key, value in settings.items():
        QSettings().setValue(key, value)
    restore_shape(second)
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    assert any(screen.contains(second.geometry().center()) for screen in screens)


def test_a_window_can_be_taken_hold_of_by_its_upper_edge() -> None:
    screens = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]
    assert reachable(QRect(100, 100, 1200, 800), screens)
    assert reachable(QRect(-1000, 40, 1200, 800), screens)
    assert reachable(QRect(3000, 900, 1200, 800), screens)
    assert not reachable(QRect(-1190, 40, 1200, 800), screens)
    assert not reachable(QRect(100, 1075, 1200, 800), screens)
    assert not reachable(QRect(100, -600, 1200, 800), screens)
    assert not reachable(QRect(3300, 100, 1200, 800), screens)


def test_columns_of_the_table_keep_the_width_they_were_given(
    open_window: Callable[[], Hand],
) -> None:
    first = open_window()
    first.open("webinar")
    first.window.actions_by_name["view_table"].trigger()
    first.settle()
    first.window.table.table.setColumnWidth(3, 222)
    kept = first.window.table.table.columns.widths()
    keep_shape(first.window)
    stored = QSettings().value("table/widths")
    second = open_window()
    QSettings().setValue("table/widths", stored)
    second.open("webinar")
    second.window.actions_by_name["view_table"].trigger()
    second.settle()
    assert second.window.table.table.columnWidth(3) == 222
    assert second.window.table.table.columns.widths() == kept


def test_files_are_looked_for_where_the_last_one_was(
    hand: Hand, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_window: object, _title: str, folder: str, *_: object) -> tuple[str, str]:
        asked.append(folder)
        return str(sample), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    hand.window.filing.open_file()
    hand.show(new_project())
    hand.window.filing.open_file()
    assert asked == ["", str(sample.parent)]
