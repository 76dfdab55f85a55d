"""Published examples: what is given, what is expected, what the program finds, and how near it is.

Nothing here knows a single example. The files beside this one work them out, from what is given
alone, and call that `worked("id")`; `excuses` says what is not worked out, and why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from tests.examples.excuses import EXCUSES, WRONG

HERE = Path(__file__).parent
TOPICS = ("streams", "networks", "routing", "load", "money", "changes")
"""The modules that work examples out."""

MOST_OF_A_VALUE = 0.01
"""No tolerance lets more than this part of an exact value through."""
UNSAID = 1e-3
"""Relative tolerance where an example names none for a value."""

Value = Any
"""A number, a text, a bool, or a list of values."""


class Sampled(NamedTuple):
    """A value that rests on random numbers, and so is held to the tolerance for these."""

    value: Value


_KEPT: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {}


def worked(example: str) -> Callable[[Any], Any]:
    """Of a function that takes what is given in an example and returns what the program finds, in
    the shape of what is expected."""

    def keep(function: Any) -> Any:
        assert example not in _KEPT, f"{example} is worked out twice"
        _KEPT[example] = function
        return function

    return keep


def leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Value]]:
    """(path such as "TF/A", value) of everything in nested mappings."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{key}/")
        else:
            yield f"{above}{key}", value


@dataclass(frozen=True)
class Example:
    """One example. `given` are its inputs, `printed` what its source has by mistake."""

    id: str
    topic: str
    source: str
    provenance: str
    role: str
    given: Mapping[str, Any]
    expected: Mapping[str, Value]
    tolerance: Mapping[str, float]
    printed: Mapping[str, Value]

    @cached_property
    def found(self) -> dict[str, Value]:
        """What the program finds, by path; empty where the example is not worked out."""
        working = _workings().get(self.id)
        return {} if working is None else dict(leaves(working(self.given)))

    @property
    def refuted(self) -> Mapping[str, str]:
        """By path of a wrong value, in what is expected or in `printed`, the path of ours that
        must be another."""
        return WRONG.get(self.id, {})

    def excuse(self, path: str) -> str | None:
        """Why the value of a path is not checked."""
        own, parts = EXCUSES.get(self.id, {}), path.split("/")
        known = (own.get("/".join(parts[:n])) for n in range(len(parts), 0, -1))
        rest = None if path in self.found or path in self.refuted else own.get("*")
        return next((reason for reason in known if reason), rest)

    def wrong_value(self, path: str) -> Value:
        """A wrong value by its path."""
        return self.printed[path] if path in self.printed else self.expected[path]

    def allowed(self, path: str, expected: float, *, sampled: bool) -> float:
        """How far ours may be from a number that is expected."""
        size, given = abs(expected), self.tolerance
        if sampled:
            return given.get("abs_mc", given.get("rel_mc", 0.0) * size)
        named = (given[f"abs_{word}"] for word in _beginnings(path) if f"abs_{word}" in given)
        most = given.get("abs", given.get("abs_exact", next(named, None)))
        if most is None:
            return UNSAID * size
        return max(min(most, MOST_OF_A_VALUE * size or most), _rounded_off(expected))

    def agrees(self, path: str) -> bool:
        """Whether what is found is what is expected."""
        return self.near(path, self.expected[path], self.found[path])

    def near(self, path: str, expected: Value, found: Value) -> bool:
        """Whether two values of a path are the same, as near as the example asks for."""
        sampled = isinstance(found, Sampled)
        return self._near(path, expected, found.value if sampled else found, sampled=sampled)

    def _near(self, path: str, expected: Value, found: Value, *, sampled: bool) -> bool:
        if isinstance(expected, list):
            return (
                isinstance(found, Sequence)
                and len(expected) == len(found)
                and all(
                    self._near(path, one, other, sampled=sampled)
                    for one, other in zip(expected, found, strict=True)
                )
            )
        if isinstance(expected, str | bool) or not isinstance(found, int | float):
            return bool(type(expected) is type(found) and expected == found)
        return abs(found - expected) <= self.allowed(path, expected, sampled=sampled)


def _rounded_off(printed: float) -> float:
    """Half a unit of the last digit printed, of numbers printed with five digits or more."""
    half = 0.5 * 10.0 ** -len(str(printed).partition(".")[2])
    return half if isinstance(printed, float) and half <= 1e-5 * abs(printed) else 0.0


def _beginnings(path: str) -> list[str]:
    """ "system_time", "system" of "system_time"; "util" of "util/prep"."""
    words = path.replace("/", "_").split("_")
    return ["_".join(words[:n]) for n in range(len(words), 0, -1)]


@cache
def _workings() -> Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
    for topic in TOPICS:
        import_module(f"tests.examples.{topic}")
    return _KEPT


def _read() -> dict[str, Example]:
    drawn = json.loads((HERE / "worked-examples.json").read_text(encoding="utf-8"))
    given = {one["id"]: one["inputs"] for one in drawn}
    found = {}
    for one in drawn:
        network = one["inputs"].get("network")
        found[one["id"]] = Example(
            id=one["id"],
            topic=one["topic"],
            source=one["source"],
            provenance=one["provenance"],
            role=one["role"],
            given=given[network] if network else one["inputs"],
            expected=dict(leaves(one["expected"])),
            tolerance=one["tolerance"],
            printed=dict(leaves({"printed": one.get("published_value_if_different", {})})),
        )
    return found


EXAMPLES = _read()
