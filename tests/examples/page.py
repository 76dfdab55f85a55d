"""Writes docs/validation.md: what published examples expect beside what the program finds.

`python -m tests.examples.page`, or `make validation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import floor, log10
from pathlib import Path

from tests.examples.published import EXAMPLES, Example, Sampled, Value

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"

_HEAD = """\
# Validation

Published and hand-computed examples, drawn as maps or computed by the public functions, and what
the program finds. Written by `make validation`; the tests (`tests/examples/`) hold every value to
the tolerance of its example. "~" marks values that rest on random numbers; "not" is beside what a
source has wrong, or what a wrong way would give.

{worked} of {examples} examples are worked out here, in whole or in part: {values} values. The
second table says what is not, and why.

| example | source | figure | expected | ours |
|---|---|---|---|---|
"""
_NOT_CHECKED = """
## Not checked

| example | source | figure | reason |
|---|---|---|---|
"""
_ORIGIN = {"memory": "from memory", "seen-partial": "seen in part"}
_PLACE_OF_A_COPY = re.compile(r"\s*\((?:GitHub )?id \d+\)")


def page() -> str:
    """The whole page."""
    checked = [line for one in EXAMPLES.values() for line in _named(one, _checked(one))]
    excused = [line for one in EXAMPLES.values() for line in _named(one, _excused(one))]
    worked = [one for one in EXAMPLES.values() if one.found]
    head = _HEAD.format(
        examples=len(EXAMPLES),
        worked=len(worked),
        values=sum(path in one.found for one in worked for path in one.expected),
    )
    return "".join((head, *checked, _NOT_CHECKED, *excused))


def _named(one: Example, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Lines of a table; the first names the example and its source."""
    origin = _ORIGIN.get(one.provenance, "")
    source = _PLACE_OF_A_COPY.sub("", one.source)
    if origin and "(memory" not in source:
        source = f"{source} ({origin})"
    name = f"`{one.id}`"
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in (name, source, *row))
        yield f"| {' | '.join(cells)} |\n"
        name = source = ""


def _checked(one: Example) -> Iterator[tuple[str, ...]]:
    """(figure, expected, ours) of every figure that is checked or wrong."""
    for figure, paths in _figures(one):
        known = [path for path in paths if path in one.found]
        if known:
            said = [(path.removeprefix(figure)[1:], path) for path in known]
            yield (
                figure,
                ", ".join(f"{part} {_given(one.expected[path])}".strip() for part, path in said),
                ", ".join(f"{part} {_ours(one, path)}".strip() for part, path in said),
            )
    for wrong, path in one.refuted.items():
        figure = wrong.removeprefix("printed/")
        yield figure, f"not {_given(one.wrong_value(wrong))}", _ours(one, path)


def _excused(one: Example) -> Iterator[tuple[str, ...]]:
    """(figure, reason) of what is not checked."""
    figures: dict[str, list[str]] = {}
    for figure, paths in _figures(one):
        for reason in dict.fromkeys(one.excuse(path) for path in paths):
            if reason:
                figures.setdefault(reason, []).append(figure)
    every = len(figures) == 1 and not one.found
    for reason, named in figures.items():
        yield "all" if every else ", ".join(named), reason


def _figures(one: Example) -> Iterator[tuple[str, list[str]]]:
    """(first part of a path, the paths that begin with it) of what is expected."""
    found: dict[str, list[str]] = {}
    for path in one.expected:
        found.setdefault(path.partition("/")[0], []).append(path)
    yield from found.items()


def _given(value: Value) -> str:
    """A value as the example has it."""
    if isinstance(value, list):
        return f"[{', '.join(_given(one) for one in value)}]"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _ours(one: Example, path: str) -> str:
    found = one.found[path]
    if isinstance(found, Sampled):
        return f"~{_sampled(one, path, found.value, one.expected[path])}"
    return _text(found)


def _text(value: Value) -> str:
    """A value with six digits, as everybody's machine finds it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, str | bool) or value is None:
        return str(value)
    return f"{value:.0f}" if abs(value) >= 1e6 else f"{round(value, 9) + 0.0:.6g}"


def _sampled(one: Example, path: str, value: Value, expected: Value) -> str:
    """A value with the decimals that its tolerance leaves."""
    if isinstance(value, list):
        pairs = zip(value, expected, strict=True)
        return f"[{', '.join(_sampled(one, path, *pair) for pair in pairs)}]"
    decimals = max(0, -floor(log10(one.allowed(path, expected, sampled=True))))
    return f"{value:.{decimals}f}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
