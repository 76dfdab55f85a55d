"""Small windows: the about box, and work found after a crash."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QMessageBox,
    QWidget,
)

from mopsmap.language import translated as _


def about(parent: QWidget, version: str) -> None:
    """Name, version, license."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_("About MOPsMap"))
    box.setText(_("MOPsMap {version}").format(version=version))
    box.setInformativeText(
        _(
            "Value-stream mapping for marketing operations. Your maps stay on this computer.\n\n"
            "MIT license. Icons: Tabler (MIT). Typeface: Inter (OFL)."
        )
    )
    box.open()
