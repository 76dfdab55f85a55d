"""What is written by a painter: the texts, where they stand and how large they are on screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator


class Words(NamedTuple):
    """A line of text on a card: how large it is on screen, where its base begins in the scene."""

    text: str
    size: float
    x: float
    base: float


def drawing(draw: Callable[[QPainter], None], zoom: float = 1.0) -> str:
    """What is painted at a zoom, as the text of an SVG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    painter = QPainter(generator)
    painter.scale(zoom, zoom)
    draw(painter)
    painter.end()
    return bytes(buffer.data().data()).decode()


def written(draw: Callable[[QPainter], None], zoom: float) -> list[Words]:
    """All that is written at a zoom."""
    picture, found = drawing(draw, zoom), []
    for group, body in re.findall(r"<g ([^>]*)>\s*(<text.*?</text>)", picture, re.DOTALL):
        matrix = re.search(r"matrix\(([^)]*)\)", group)
        size = re.search(r'font-size="([\d.]+)', body)
        at = re.search(r' x="([-\d.]+)" y="([-\d.]+)"', body)
        assert matrix is not None
        assert size is not None
        assert at is not None
        scale, _, _, _, dx, dy = (float(part) for part in matrix[1].split(","))
        words = re.sub(r"<[^>]*>", "", body).strip()
        x, base = (float(at[1]) * scale + dx) / zoom, (float(at[2]) * scale + dy) / zoom
        found.append(Words(words, scale * float(size[1]), x, base))
    return found
