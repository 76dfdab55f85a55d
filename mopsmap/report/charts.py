"""How the native charts of a workbook look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mopsmap.language import translated as _
from mopsmap.report.book import CHART_LINE, GRID, INK, SECONDARY

AXIS = "#7C8697"
BARS_SHOWN = 20
NO_LINE: dict[str, Any] = {"none": True}


def font(size: int, color: str = SECONDARY, bold: bool = False) -> dict[str, Any]:
    """A font of charts."""
    return {"name": "Calibri", "size": size, "color": color, "bold": bold}


def _lines(shown: bool) -> dict[str, Any]:
    return {"visible": True, "line": {"color": GRID}} if shown else {"visible": False}


def dress_columns(chart: Any, title: str, unit: str, number_format: str = "General") -> None:
    """Upright columns: names below, light lines across, the unit along the axis."""
    _dress(chart, title)
    chart.set_x_axis(
        {"num_font": font(9), "line": {"color": AXIS}, "major_tick_mark": "none", "text_axis": True}
    )
    chart.set_y_axis(
        {
            "name": unit,
            "name_font": font(9),
            "num_format": number_format,
            "num_font": font(9),
            "line": NO_LINE,
            "major_gridlines": _lines(True),
        }
    )


def dress_bars(chart: Any, title: str, number_format: str = "#,##0") -> None:
    """Lying bars, the first on top: names on the left, light lines down."""
    _dress(chart, title)
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": font(10),
            "line": {"color": AXIS},
            "major_tick_mark": "none",
            "major_gridlines": _lines(False),
        }
    )
    chart.set_x_axis(
        {
            "num_format": number_format,
            "label_position": "high",  # below, because the other axis is upside down
            "num_font": font(9),
            "line": NO_LINE,
            "major_gridlines": _lines(True),
            "min": 0,
        }
    )


def percent_axis(line: Any) -> None:
    """A second axis from 0 to 100 % for a cumulative line."""
    line.set_y2_axis(
        {
            "min": 0,
            "max": 1,
            "num_format": "0 %",
            "line": NO_LINE,
            "num_font": font(9),
            "name": _("Together"),
            "name_font": font(9),
        }
    )


Ranges = Callable[[str], list[Any]]
"""From a column's key to its cells, as charts take them."""


def pareto_chart(
    book: Any,
    title: str,
    cells: Ranges,
    keys: tuple[str, str, str | None],
    look: tuple[str, str, str],
) -> Any:
    """Upright columns, the highest first, and a line of what they make together.

    `keys` are the columns of names, values and running shares (None: no line), `look` is color,
    unit and number format.
    """
    (name, value, share), (color, unit, shape) = keys, look
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": _("Each"), "categories": cells(name), "values": cells(value),
                      "fill": {"color": color}, "gap": 35})  # fmt: skip
    dress_columns(chart, title, unit, shape)
    if share is None:
        chart.set_legend({"none": True})
        return chart
    line = book.add_chart({"type": "line"})
    line.add_series({"name": _("Together"), "categories": cells(name), "values": cells(share),
                     "y2_axis": True, "line": {"color": CHART_LINE, "width": 1.75},
                     "marker": {"type": "circle", "size": 4, "fill": {"color": CHART_LINE},
                                "border": {"color": CHART_LINE}}})  # fmt: skip
    chart.combine(line)
    percent_axis(line)
    return chart


def bar_chart(
    book: Any, title: str, cells: Ranges, keys: tuple[str, str], look: tuple[str, str]
) -> Any:
    """Lying bars, the first on top. `keys` are the columns of names and values, `look` is color
    and number format."""
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"name": title, "categories": cells(keys[0]), "values": cells(keys[1]),
                      "fill": {"color": look[0]}, "gap": 45})  # fmt: skip
    dress_bars(chart, title, look[1])
    chart.set_legend({"none": True})
    return chart


def _dress(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": font(12, INK, bold=True), "overlay": False})
    chart.set_legend({"position": "bottom", "font": font(9)})
    chart.set_chartarea({"border": NO_LINE})
