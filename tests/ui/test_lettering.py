"""Names read as they are set, and figures line up below each other."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.hand import Hand
from ui.look.lettering import text_width
from ui.look.theme import figures, font


@pytest.mark.parametrize("style", ["label", "caption", "kpi", "cardMetric"])
def test_figures_are_of_equal_width_wherever_they_are_painted(
    qapp: QApplication, style: str
) -> None:
    made = font(style)
    assert len({text_width(made, f"{n}{n},{n}") for n in range(10)}) == 1


@pytest.mark.parametrize("name", ["E-mail", "Kick-off", "Follow-up 2"])
def test_hyphens_in_names_are_no_wider_than_the_typeface_has_them(
    qapp: QApplication, name: str
) -> None:
    made = font("cardTitle")
    assert text_width(made, name) == QFontMetricsF(made).horizontalAdvance(name)
    columns = QFontMetricsF(figures("cardTitle"))
    assert text_width(made, name) < columns.horizontalAdvance(name)


def test_fields_of_numbers_show_figures_of_equal_width_and_names_do_not(small: Hand) -> None:
    small.session.select(("brief",))
    small.settle()
    found = small.window.inspector.findChildren(QLineEdit)
    fields = {field.accessibleName(): field.fontMetrics() for field in found}
    time, phase = fields["Process time, likely"], fields["Phase"]
    assert time.horizontalAdvance("1" * 10) == time.horizontalAdvance("8" * 10)
    assert phase.horizontalAdvance("1" * 10) < phase.horizontalAdvance("8" * 10)
