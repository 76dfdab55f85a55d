"""Every text and mark can be seen on every ground it appears on, whatever eyes see it.

Contrast as WCAG 2.2 has it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Colors as people
with a color-vision deficiency see them by the matrices for full severity of Machado, Oliveira and
Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
Transactions on Visualization and Computer Graphics 15(6), 2009; differences between them as CIE
1976 has it, the distance in L*a*b*.
"""

from __future__ import annotations

import json
import math
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "resources" / "styles"
TOKENS = json.loads((STYLES / "tokens.json").read_text(encoding="utf-8"))
PAIRS = json.loads((STYLES / "pairs.json").read_text(encoding="utf-8"))

LOOKS = ("light", "dark", "light, high contrast", "dark, high contrast")
LEAST = {"text": 4.5, "marks": 3.0}
APART = 11.0
"""How different two colors that mean different things have to be."""

Triple = tuple[float, float, float]
EYES: dict[str, tuple[Triple, Triple, Triple]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def look(name: str) -> dict[str, str]:
    """Every color of a theme by its dotted path."""
    base, _, strong = name.partition(", ")
    found = dict(_flat(TOKENS["theme"][base]))
    if strong:
        over = dict(_flat(TOKENS["highContrast"][base]))
        assert over.keys() <= found.keys(), "high contrast names colors that no theme has"
        found |= over
    return found


def _flat(table: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{path}{key}.")
        elif isinstance(value, str):
            found.append((f"{path}{key}", value))
    return found


def linear(color: str) -> Triple:
    """Linear red, green and blue of "#RRGGBB"."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """How much lighter the lighter of two colors is, 1 to 21."""
    first, second = (
        sum(part * share for part, share in zip(linear(color), _XYZ[1], strict=True))
        for color in (one, other)
    )
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def seen(color: str, eyes: str) -> Triple:
    """L*, a* and b* of a color as those eyes see it."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in _times(EYES[eyes], linear(color)))
    x, y, z = (
        _cube_root(part / white)
        for part, white in zip(_times(_XYZ, (red, green, blue)), _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def grounds(names: list[str]) -> set[str]:
    """The surfaces that a row of the table of pairs names, groups spelled out."""
    return {one for name in names for one in PAIRS["grounds"].get(name, [name])}


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("kind", LEAST)
def test_every_ink_is_seen_on_every_ground(name: str, kind: str) -> None:
    colors = look(name)
    faint = [
        f"{ink} on {ground}: {found:.2f}"
        for ink, on in PAIRS[kind].items()
        for ground in sorted(grounds(on))
        if (found := contrast(colors[ink], colors[ground])) < LEAST[kind]
    ]
    assert faint == []


@pytest.mark.parametrize("name", LOOKS)
def test_focus_can_be_told_on_what_is_filled_too(name: str) -> None:
    colors = look(name)
    assert contrast(colors["text.primary"], colors["surface.panel"]) >= 3.0
    assert contrast(colors["border.focus"], colors["surface.selected"]) >= 3.0


@pytest.mark.parametrize("base", ["light", "dark"])
@pytest.mark.parametrize("overlay", ["wait", "process", "cost", "errorRate"])
def test_figures_can_be_read_on_every_step_of_a_ramp(base: str, overlay: str) -> None:
    ramp = TOKENS["theme"][base]["overlay"][overlay]
    found = [contrast(f, i) for f, i in zip(ramp["fill"], ramp["ink"], strict=True)]
    assert min(found) >= LEAST["text"], found


@pytest.mark.parametrize("base", ["light", "dark"])
def test_numbers_can_be_read_on_the_plateaus_of_the_ladder(base: str) -> None:
    colors = look(base)
    for part in TOKENS["theme"][base]["ladder"]["fillByWaitDays"]:
        assert contrast(part["fill"], colors["text.primary"]) >= LEAST["text"]


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("eyes", EYES)
def test_colors_that_mean_something_are_told_apart(name: str, eyes: str) -> None:
    colors = look(name)
    alike = [
        f"{one} and {other}: {apart:.1f}"
        for group in PAIRS["meanings"]
        for one, other in combinations(group, 2)
        if (apart := math.dist(seen(colors[one], eyes), seen(colors[other], eyes))) < APART
    ]
    assert alike == []


def test_the_colorless_axis_and_known_colors_are_as_published() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert seen("#FFFFFF", "all cones") == pytest.approx((100, 0, 0), abs=0.02)
    assert seen("#FF0000", "all cones") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    for eyes in EYES:  # gray stays gray for everybody
        _, a, b = seen("#808080", eyes)
        assert abs(a) < 0.1
        assert abs(b) < 0.1


def test_every_color_that_the_code_names_stands_in_a_pair() -> None:
    paths = set(look("light"))
    groups = {path.partition(".")[0] for path in paths} - {"overlay"}
    pattern = re.compile(rf"[\"{{]((?:{'|'.join(sorted(groups))})(?:\.[A-Za-z]+)+)[\"}}]")
    known = {ground for on in PAIRS["text"].values() for ground in grounds(on)}
    known |= {ground for on in PAIRS["marks"].values() for ground in grounds(on)}
    known |= PAIRS["text"].keys() | PAIRS["marks"].keys() | PAIRS["exempt"].keys()
    used = {
        (found, path.name)
        for path in (ROOT / "ui").rglob("*.py")
        for found in pattern.findall(path.read_text(encoding="utf-8"))
        if found in paths
    }
    assert len(used) > 100
    assert {use for use in used if use[0] not in known} == set()


def test_texts_of_the_style_sheet_stand_on_grounds_of_the_table() -> None:
    sheet = (ROOT / "ui" / "look" / "style.py").read_text(encoding="utf-8")
    allowed = {(ink, ground) for ink, on in PAIRS["text"].items() for ground in grounds(on)}
    pairs = set()
    for rule in re.findall(r"\{\{(.*?)\}\}", sheet, re.DOTALL):
        ground = re.search(r"background: \{([\w.]+)\}", rule)
        ink = re.search(r"(?<![\w-])color: \{([\w.]+)\}", rule)
        if ground and ink:
            pairs.add((ink[1], ground[1]))
    assert len(pairs) >= 10
    assert pairs - allowed == set()


def test_no_color_is_written_into_the_code() -> None:
    literal = re.compile(r"[\"']#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?[\"']|QColor\(\d")
    found = {
        path.name
        for path in (ROOT / "ui").rglob("*.py")
        if literal.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()
