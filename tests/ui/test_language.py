"""Qt's own texts are in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from ui.app import translate_qt


def test_texts_of_qt_follow_the_language(qapp: QApplication) -> None:
    before = set(qapp.findChildren(QTranslator))
    translate_qt(qapp, "de")
    translate_qt(qapp, "xx")
    said = QCoreApplication.translate("QPlatformTheme", "Cancel")
    for made in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(made)
        made.deleteLater()
    assert said == "Abbrechen"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
