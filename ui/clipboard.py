"""The clipboard of the system: steps and cells put there, and what others put there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from mopsmap.language import translated as _

STEPS = "application/x-mopsmap-steps+json"
"""The format in which steps of a map are copied."""


def legible(text: str) -> str:
    """A text without signs that nobody sees or that turn the others round."""
    return text.translate(_UNSEEN)


_UNSEEN = dict.fromkeys(
    (
        *range(9),
        11,
        12,
        *range(14, 32),
        *range(127, 160),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
)


def copied() -> QMimeData:
    """What was copied last."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def copied_text(data: QMimeData | None = None) -> tuple[str, str]:
    """The text and the page that were copied, "" where there is none; or those of other data."""
    data = data if data is not None else copied()
    return data.text() if data.hasText() else "", data.html() if data.hasHtml() else ""


def refusal(data: QMimeData | None = None) -> str:
    """Why nothing that was copied, or is dropped, can be cells or lines; "" where it may."""
    data = data if data is not None else copied()
    if data.hasUrls() and data.urls() and all(url.isLocalFile() for url in data.urls()):
        return _("A file was copied. Open it, or read its steps with Import steps.")
    if any(legible(said).strip() for said in copied_text(data)):
        return ""
    if data.hasImage():
        return _("A picture was copied. Copy the cells or the text themselves.")
    return _("Nothing was copied. Copy cells or lines of text first.")


def cells_refusal() -> str:
    """Why nothing that was copied can be put into cells that are there; "" where it may."""
    from mopsmap.exchange.clipboard import is_binary

    if reason := refusal():
        return reason
    if is_binary(copied_text()[0]):
        return _("The clipboard holds no text that can be read. Copy cells or lines of text.")
    return ""


def copy_cells(rows: Sequence[Sequence[str]], titled: bool) -> None:
    """Copy rows of cells for spreadsheets and for here; the first may hold titles."""
    from mopsmap.exchange.cell_text import page_of_cells, text_of_cells

    data = QMimeData()
    data.setText(text_of_cells(rows))
    data.setHtml(page_of_cells(rows, titled))
    QGuiApplication.clipboard().setMimeData(data)


def copied_cells(most: int) -> tuple[list[list[str]], bool]:
    """At most `most` rows of the cells copied, and whether there are more."""
    from mopsmap.exchange.cell_text import cells_of_text

    text, _page = copied_text()
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows = cells_of_text(text, most + 1) if text else []
    return rows[:most], len(rows) > most
