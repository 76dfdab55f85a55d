"""Tells screen readers which key figures changed, once the map has rested for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible

from ui.accessible import announce
from ui.session import Session

if TYPE_CHECKING:
    from ui.panels.kpis import KpiStrip

REST_MS = 500
"""Milliseconds without another change before anything is said."""


class KpiNews(QObject):
    """Watches the tiles of a strip; another map is no news."""

    def __init__(self, session: Session, strip: KpiStrip) -> None:
        super().__init__(strip)
        self._session, self._strip = session, strip
        self._map = ""
        self._told: dict[str, str] = {}
        self.rest = QTimer(self)
        self.rest.setSingleShot(True)
        self.rest.setInterval(REST_MS)
        self.rest.timeout.connect(self._tell)
        session.analyzed.connect(self._wait)

    def _wait(self) -> None:
        if QAccessible.isActive():
            self.rest.start()

    def _tell(self) -> None:
        if self._session.previewing:
            self.rest.start()
            return
        tiles = [tile.kpi for tile in self._strip.tiles if tile.kpi is not None]
        now: dict[str, str] = {kpi.key: kpi.spoken for kpi in tiles}
        here = f"{self._session.path} {self._session.map_id}"
        news = [said for key, said in now.items() if said != self._told.get(key)]
        before, self._map, self._told = self._map, here, now
        if news and here == before:
            announce(self._strip, ". ".join(news))
