"""Amounts of money in free texts: hidden where they are shown, and put back where such a text is
written anew, so that nothing of it is lost.

An amount is a number with a sign, code or name of a currency beside it; a bare number is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import combinations
from typing import Any, TypeVar

from mopsmap.currency import HIDDEN, currency_sign
from mopsmap.model import Charter, Countermeasure, Flow, Note, Project, Step, ValueStreamMap
from mopsmap.record import Record

_R = TypeVar("_R", bound=Record)
MASK = "\u2022\u2022\u2022"
"""What stands in the place of an amount."""
FREE_TEXTS: dict[type[Record], tuple[str, ...]] = {
    Step: ("name", "description"),
    Flow: ("label",),
    Countermeasure: ("name",),
    Note: ("text",),
    Charter: ("problem", "trigger", "done", "customer", "out_of_scope", "targets", "team"),
    ValueStreamMap: ("name",),
    Project: ("title", "description"),
}
"""By kind of record, the fields in which people write what they like."""
LISTS = ("steps", "flows", "countermeasures", "notes")
"""Fields of a map that hold records with such texts."""
_CODES = "EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|AUD|CAD|NZD|SGD|HKD|ZAR|BRL|KRW"
_SIGNS = "\u20ac$\u00a3\u00a5\u20a9\u20b9"
_NAMES = r"[Ee]uros?|[Dd]ollars?|[Pp]ounds|[Ff]rancs|Franken"
_SPACE = r"[ \u00a0\u202f]"
_NUMBER = (
    r"\d+(?:[.,'\u2019 \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?"
    rf"(?:{_SPACE}?(?:k|K|m|M|bn|thousand|million|billion|Tsd\.?|Mio\.?|Mrd\.?)(?!\w))?"
)
_AMOUNT = rf"{_NUMBER}(?:{_SPACE}?[-\u2013]{_SPACE}?{_NUMBER})?"
_MOST_MASKS = 12
"""In a text with more amounts each is put back in its turn, without a look at the words beside."""


@cache
def _amounts(currency: str) -> re.Pattern[str]:
    own = {currency.strip(), currency_sign(currency)} - {"", HIDDEN}
    codes = "|".join((*map(re.escape, sorted(own, key=len, reverse=True)), _CODES))
    before = rf"(?:(?<!\w)(?:{codes})|[{_SIGNS}]){_SPACE}?{_AMOUNT}"
    after = rf"(?<![\w.,]){_AMOUNT}{_SPACE}?(?:[{_SIGNS}]|(?:{codes}|{_NAMES})(?!\w))"
    return re.compile(f"{before}|{after}|{MASK}")


@lru_cache(maxsize=20_000)
def masked(text: str, currency: str = "") -> str:
    """A text without its amounts of money.

    >>> masked("Pay the agency \u20ac 5,000 on day 3"), masked("3k EUR or 2-4 euros, 20 %")
    ('Pay the agency \u2022\u2022\u2022 on day 3', '\u2022\u2022\u2022 or \u2022\u2022\u2022, 20 %')
    """
    return _amounts(currency).sub(MASK, text)


def restored(text: str, before: str, currency: str = "") -> str:
    """A text written anew from the masked form of the text `before`, with the amounts of that one.

    >>> restored("Costs \u2022\u2022\u2022 a week", "Costs \u20ac 5,000 a day")
    'Costs \u20ac 5,000 a week'
    """
    hidden = _amounts(currency).findall(before)
    parts, old = text.split(MASK), masked(before, currency).split(MASK)
    wanted = len(parts) - 1
    if not wanted or not hidden:
        return text
    places: tuple[int, ...] = tuple(range(min(wanted, len(hidden))))
    if wanted < len(hidden) <= _MOST_MASKS:
        among = combinations(range(len(hidden)), wanted)
        places = max(among, key=lambda chosen: _likeness(parts, old, chosen))
    found = [hidden[at] for at in places] + [MASK] * (wanted - len(places))
    return "".join(part + amount for part, amount in zip(parts, [*found, ""], strict=True))


def _likeness(parts: list[str], old: list[str], chosen: tuple[int, ...]) -> int:
    """How many letters beside the masks left are those beside the masks chosen of the old text."""
    before = ((parts[i][::-1], old[at][::-1]) for i, at in enumerate(chosen))
    behind = ((parts[i + 1], old[at + 1]) for i, at in enumerate(chosen))
    return sum(_alike(*pair) for pair in (*before, *behind))


def _alike(one: str, other: str) -> int:
    differs = (at for at, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1)
    return next(differs, min(len(one), len(other)))


def _with_texts(record: _R, change: Callable[[Any, str], str]) -> _R:
    """A record with its free texts changed by `change(name, text)`; the same one where none is."""
    changes: dict[str, Any] = {}
    for name in FREE_TEXTS[type(record)]:
        value = getattr(record, name)
        new: Any
        if isinstance(value, str):
            new = change(name, value)
        else:
            new = tuple(change((name, at), text) for at, text in enumerate(value))
        if new != value:
            changes[name] = new
    return record.replace(**changes) if changes else record


class Masks:
    """Projects without the amounts in their texts. What was masked before and is the very same is
    the very same again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any]] = {}

    def over(self, project: Project) -> Project:
        """The project with its texts masked."""
        currency, known = project.currency, self._known
        self._known = {}

        def mask(record: _R) -> _R:
            found = known.get(id(record))
            if found is None or found[0] is not record:
                found = record, _with_texts(record, lambda _name, text: masked(text, currency))
            self._known[id(record)] = found
            return found[1]

        def mask_map(one: ValueStreamMap) -> ValueStreamMap:
            found = known.get(id(one))
            if found is None or found[0] is not one:
                lists: dict[str, Any] = {
                    name: tuple(map(mask, getattr(one, name))) for name in LISTS
                }
                lists["charter"] = mask(one.charter)
                changed = {k: new for k, new in lists.items() if not _same(new, getattr(one, k))}
                found = one, mask(one.replace(**changed) if changed else one)
            else:
                records = (one.charter, *(r for name in LISTS for r in getattr(one, name)))
                self._known.update((id(r), known[id(r)]) for r in records if id(r) in known)
            self._known[id(one)] = found
            return found[1]

        maps = tuple(map(mask_map, project.maps))
        return mask(project if _same(maps, project.maps) else project.replace(maps=maps))


def _same(new: Any, old: Any) -> bool:
    if not isinstance(new, tuple):
        return new is old
    return all(a is b for a, b in zip(new, old, strict=True))


def unmasked(after: Project, before: Project) -> Project:
    """A project changed by somebody who saw `before` masked, with the amounts that were there."""
    currency = before.currency

    def put_back(record: _R, was: Any) -> _R:
        def change(name: Any, text: str) -> str:
            if MASK not in text or was is None:
                return text
            return _put_back(name, text, was, currency)

        return record if record is was else _with_texts(record, change)

    def map_back(one: ValueStreamMap) -> ValueStreamMap:
        was = before.map_by_id.get(one.id)
        if one is was or was is None:
            return one
        changed: dict[str, Any] = {}
        for name in LISTS:
            old = {record.id: record for record in getattr(was, name)}
            new = tuple(put_back(record, old.get(record.id)) for record in getattr(one, name))
            if not _same(new, getattr(one, name)):
                changed[name] = new
        charter = put_back(one.charter, was.charter)
        if charter is not one.charter:
            changed["charter"] = charter
        return put_back(one.replace(**changed) if changed else one, was)

    if after is before:
        return after
    maps = tuple(map(map_back, after.maps))
    return put_back(after if _same(maps, after.maps) else after.replace(maps=maps), before)


def _put_back(name: Any, text: str, was: Any, currency: str) -> str:
    """One text with the amounts of the same field before; of a line of a list, of the line that
    it looked like, else of the one that stood in its place."""
    if isinstance(name, str):
        return restored(text, getattr(was, name), currency)
    lines: tuple[str, ...] = getattr(was, name[0])
    there = lines[name[1] : name[1] + 1]
    same = (line for line in (*there, *lines) if masked(line, currency) == text)
    return restored(text, next(same, there[0] if there else ""), currency)
