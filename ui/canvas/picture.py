"""A map as a picture: title, key figures, lanes and legend, as PNG, SVG or PDF."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASSES, Project
from mopsmap.picture import PictureError
from mopsmap.picture import Theme as ThemeName
from mopsmap.record import choice_label
from ui.canvas import paint
from ui.canvas.lane_heads import draw_heads, heads_of
from ui.canvas.lines import dashed_path, rounded_path
from ui.canvas.marks import FlowLook
from ui.canvas.overlay import draw_scale
from ui.canvas.scene import MapScene
from ui.look.theme import Appearance, Theme, font
from ui.session import Session

HEADER, TITLE, LEGEND, SCALE_ROW = 124.0, 64.0, 40.0, 28.0
LARGEST_IMAGE = 16_000
SCALE = 2.0
TOO_LARGE = _("The map is too large for one picture. Write a .pdf instead.")


def make_picture(
    project: Project,
    map_id: str,
    path: Path,
    *,
    theme: ThemeName = "light",
    overlay: str | None = None,
) -> None:
    """Draw one map into a file of the kind its suffix names, all of it or nothing.

    `overlay` colors the cards by one of the analyses' overlays. Raises PictureError with one
    sentence, OSError where the file cannot be written.
    """
    own = QApplication.instance() or QApplication(["mopsmap"])
    assert own is not None
    session = Session()
    session.load(project)
    session.show_map(map_id)
    session.wait()
    scene = MapScene(session, Appearance(theme))
    if overlay is not None and not scene.set_overlay(overlay):
        known = ", ".join(key for key, _label in scene.overlay_labels()) or _("none")
        said = _("There is no overlay '{name}'. Choose one of: {names}.")
        raise PictureError(said.format(name=overlay, names=known))
    session.wait()
    handle, draft = tempfile.mkstemp(suffix=path.suffix, dir=path.parent or None)
    os.close(handle)
    try:
        Path(draft).write_bytes(_drawn(scene, path.suffix.lower()))
        Path(draft).chmod(0o666 & ~_umask())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _drawn(scene: MapScene, suffix: str) -> bytes:
    """The picture in memory: Qt's writers do not say when a disk is full."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _DRAWERS[suffix](scene, buffer)
    return bytes(buffer.data().data())


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


def _size(scene: MapScene) -> QSizeF:
    box = scene.sceneRect()
    width = max(HEADER + box.width(), 860.0)
    return QSizeF(width, TITLE + box.height() + _legend_height(scene))


def _legend_height(scene: MapScene) -> float:
    return LEGEND + (SCALE_ROW if scene.scale() is not None else 0.0)


def _png(scene: MapScene, device: QIODevice) -> None:
    size = _size(scene)
    scale = min(SCALE, LARGEST_IMAGE / size.width(), LARGEST_IMAGE / size.height())
    image = QImage((size * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise PictureError(TOO_LARGE)
    image.setDevicePixelRatio(scale)
    _draw(scene, image)
    if not QImageWriter(device, b"png").write(image):
        raise PictureError(TOO_LARGE)


def _svg(scene: MapScene, device: QIODevice) -> None:
    size = _size(scene)
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setSize(QSize(round(size.width()), round(size.height())))
    generator.setViewBox(QRectF(QPointF(0, 0), size))
    generator.setTitle(scene.session.map.name)
    _draw(scene, generator)


def _pdf(scene: MapScene, device: QIODevice) -> None:
    size = _size(scene)
    writer = QPdfWriter(device)
    writer.setResolution(72)
    writer.setPageSize(QPageSize(size * 0.75, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(96)
    writer.setTitle(f"{scene.session.project.title}, {scene.session.map.name}")
    _draw(scene, writer)


_DRAWERS = {".png": _png, ".svg": _svg, ".pdf": _pdf}


def _draw(scene: MapScene, device: QPaintDevice) -> None:
    theme, size, box = scene.appearance.theme, _size(scene), scene.sceneRect()
    painter = QPainter(device)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(QRectF(QPointF(0, 0), size), theme.color("surface.panel"))
    _draw_title(painter, scene, theme)
    width = size.width() - HEADER
    source = QRectF(box.x(), 0, width, box.height())
    scene.render(painter, QRectF(HEADER, TITLE, width, box.height()), source)
    lanes = [
        (lane, QRectF(0, TITLE + lane.top, HEADER, lane.height))
        for lane in scene.folding.layout.lanes
    ]
    busy = {step.role for step in scene.folding.map.steps}
    draw_heads(painter, theme, heads_of(lanes, scene.lanes, busy))
    painter.setPen(theme.color("border.default"))
    painter.drawLine(QPointF(HEADER, TITLE), QPointF(HEADER, TITLE + box.height()))
    painter.drawLine(QPointF(0, TITLE), QPointF(size.width(), TITLE))
    bottom = TITLE + box.height()
    _draw_legend(painter, theme, QRectF(0, bottom, size.width(), LEGEND))
    scale = scene.scale()
    if scale is not None:
        painter.setFont(font("caption"))
        middle = bottom + LEGEND - 6 + SCALE_ROW / 2
        draw_scale(painter, theme, scale, 16.0, middle, whole=True)
    painter.end()


def _draw_title(painter: QPainter, scene: MapScene, theme: Theme) -> None:
    session = scene.session
    painter.setFont(font("stepTitle"))
    painter.setPen(theme.color("text.primary"))
    title = session.project.title or _("Untitled value stream")
    scale = scene.scale()
    said = f"{title}, {session.map.name or session.map.id}"
    if scale is not None:
        said = _("{map}, overlay: {overlay}").format(map=said, overlay=scale.label)
    painter.drawText(QPointF(16, 27), said)
    painter.setFont(font("body"))
    painter.setPen(theme.color("text.secondary"))
    painter.drawText(QPointF(16, 49), _figures(session))


def _figures(session: Session) -> str:
    found = session.analysis
    if found is None:
        return ""
    figures, project = found.headline, session.project
    lead = (figures.get("lead_time_hours") or {}).get("expected")
    right = units.format_percent(figures.get("first_time_right"), 1)
    parts = [
        _("Expected lead time {time}").format(time=units.format_days(lead, project.calendar)),
        _("effort {time}").format(time=units.format_hours(figures.get("effort_hours_per_item"))),
        _("cost per {item} {cost}").format(
            item=project.one_item,
            cost=units.format_money(figures.get("cost_per_item"), project.currency),
        ),
        _("first time right {percent}").format(percent=right),
    ]
    return "   \u00b7   ".join(parts)


def _draw_legend(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    x, middle = 16.0, rect.center().y()
    painter.setFont(font("caption"))
    metrics = painter.fontMetrics()
    for value_class in (*VALUE_CLASSES, None):
        label = choice_label(value_class) if value_class else _("Not classified")
        paint.class_mark(painter, theme, value_class, QRectF(x, middle - 10, 5, 20))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QPointF(x + 11, middle + 4), label)
        x += metrics.horizontalAdvance(label) + 34
    for look, label in (
        (FlowLook("forward", "", True), _("Critical path")),
        (FlowLook("rework", "", False), _("Rework")),
    ):
        points = ((x, middle), (x + 34, middle))
        drawn = dashed_path if look.kind == "rework" else rounded_path
        paint.flow(painter, theme, look, drawn(points), False)
        paint.flow_heads(painter, theme, look, (points,), False)
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QPointF(x + 42, middle + 4), label)
        x += metrics.horizontalAdvance(label) + 66
    painter.setBrush(Qt.BrushStyle.NoBrush)
