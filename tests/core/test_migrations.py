"""Upgrades of old files, with a made-up table: the real one is still empty."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mopsmap import storage
from mopsmap.migrations import CURRENT_VERSION, UPGRADES, Raw, upgrade


def hours_to_text(raw: Raw) -> Raw:
    """Version 1 of a made-up history wrote hours as numbers."""
    return {"wait": f"{raw['hours']} h"}


def wait_to_wait_time(raw: Raw) -> Raw:
    return {"wait_time": raw["wait"], **{k: v for k, v in raw.items() if k != "wait"}}


MADE_UP = {1: hours_to_text, 2: wait_to_wait_time}


def test_every_version_has_its_upgrade() -> None:
    assert list(UPGRADES) == list(range(1, CURRENT_VERSION))


@pytest.mark.parametrize(
    ("version", "raw"),
    [(1, {"hours": 4}), (2, {"wait": "4 h"}), (3, {"wait_time": "4 h"})],
)
def test_old_content_goes_through_every_later_upgrade(version: int, raw: Raw) -> None:
    assert upgrade(raw, version, MADE_UP, current=3) == {"wait_time": "4 h"}


def test_newer_content_is_left_alone() -> None:
    assert upgrade({"later": 1}, 4, MADE_UP, current=3) == {"later": 1}


def test_a_gap_is_an_error() -> None:
    with pytest.raises(LookupError):
        upgrade({}, 1, {2: wait_to_wait_time}, current=3)


def test_loading_upgrades_and_says_when_an_old_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def title_was_called_name(raw: Raw) -> Raw:
        return {**{k: v for k, v in raw.items() if k != "name"}, "title": raw["name"]}

    def upgraded(raw: Raw, version: int) -> Any:
        return upgrade(raw, version, {1: title_was_called_name}, current=2)

    monkeypatch.setattr(storage, "CURRENT_VERSION", 2)
    monkeypatch.setattr(storage, "upgrade", upgraded)
    old = tmp_path / "old.mopsmap"
    old.write_text(json.dumps({"format": "mopsmap", "version": 1, "name": "Launch"}))
    loaded = storage.load(old)
    assert (loaded.project.title, loaded.read_only, loaded.remarks) == ("Launch", False, ())
    assert '"version": 2' in storage.dump(loaded.project)
    old.write_text(json.dumps({"format": "mopsmap", "version": 1}))
    with pytest.raises(storage.StorageError, match=r"old\.mopsmap: the version 1 file is damaged"):
        storage.load(old)
