"""The files opened last, and when: kept in the settings, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QSettings

from mopsmap.language import translated as _

KEY = "recent"
LIMIT = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """A file and when it was last opened or saved here, in local time; None is not known."""

    path: Path
    opened: datetime | None = None


def recent_files() -> list[Recent]:
    """The files opened last, newest first."""
    try:
        found = json.loads(str(QSettings().value(KEY, "")))
        rows = [Recent(Path(row["path"]), _time(row["opened"])) for row in found if row["path"]]
    except (ValueError, TypeError, KeyError):
        return []
    return rows[:LIMIT]


def remember(path: Path) -> None:
    """Put a file first among the recent ones."""
    _keep([Recent(path, datetime.now().astimezone()), *_without(path)])


def forget(path: Path) -> None:
    """Take a file out of the recent ones."""
    _keep(_without(path))


def when_text(opened: datetime | None, today: date) -> str:
    """When a file was opened, as people say it; "" where that is not known."""
    if opened is None:
        return ""
    if opened.date() == today:
        return _("Today, {time}").format(time=opened.strftime("%H:%M"))
    if opened.date() == today - timedelta(days=1):
        return _("Yesterday")
    return QLocale().toString(QDate(opened.year, opened.month, opened.day), "d MMM yyyy")


def _without(path: Path) -> list[Recent]:
    return [one for one in recent_files() if one.path != path]


def _keep(rows: list[Recent]) -> None:
    plain = [
        {"path": str(one.path), "opened": one.opened.isoformat() if one.opened else ""}
        for one in rows[:LIMIT]
    ]
    QSettings().setValue(KEY, json.dumps(plain))


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone() if text else None
