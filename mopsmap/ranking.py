"""How well a few typed letters fit a text, as where steps and commands are searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

BEGINS, WORD_BEGINS, INSIDE, INITIALS, SCATTERED = 100.0, 90.0, 70.0, 60.0, 30.0
"""What a word typed is worth by where its letters stand in a text."""
LENGTH = 0.05
"""What each letter of a text costs, so that the shorter of two equally good ones comes first."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a text fits, more is better, and at which of its letters."""

    score: float
    at: frozenset[int] = frozenset()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A text without accents and capitals, letter by letter as long as before.

    >>> folded("Über Café")
    'uber cafe'
    """
    plain = (unicodedata.normalize("NFD", sign)[0].lower() for sign in text)
    return "".join(sign if len(sign) == 1 else sign[0] for sign in plain)


def fit(typed: str, text: str) -> Fit | None:
    """How well what is typed fits a text; None where a letter is missing or in another order.

    Each word typed is looked for by itself: at a beginning, inside, as the beginnings of words
    ("qe" in "QA emails"), or scattered in its order.
    """
    within, score, at = folded(text), 0.0, frozenset[int]()
    words = folded(typed).split()
    for word in words:
        found = _fit_word(word, within)
        if found is None:
            return None
        score, at = score + found.score, at | found.at
    return Fit(score / max(1, len(words)) - LENGTH * len(text), at)


def ranked(typed: str, texts: Sequence[str]) -> list[tuple[int, Fit]]:
    """(index, fit) of the texts that fit, the best first, equally good ones in their order."""
    found = [(index, one) for index, text in enumerate(texts) if (one := fit(typed, text))]
    return sorted(found, key=lambda pair: -pair[1].score)


def _fit_word(word: str, text: str) -> Fit | None:
    place = text.find(word)
    while place > 0 and text[place - 1].isalnum():
        further = text.find(word, place + 1)
        if further < 0:
            place = text.find(word)
            break
        place = further
    if place >= 0:
        at = frozenset(range(place, place + len(word)))
        if place == 0:
            return Fit(BEGINS, at)
        return Fit(INSIDE if text[place - 1].isalnum() else WORD_BEGINS, at)
    initials = _initials(word, text)
    if initials is not None:
        return Fit(INITIALS, frozenset(initials))
    scattered = _scattered(word, text)
    if scattered is None:
        return None
    gaps = scattered[-1] - scattered[0] + 1 - len(word)
    return Fit(SCATTERED - min(gaps, SCATTERED - 1), frozenset(scattered))


def _initials(word: str, text: str) -> list[int] | None:
    """Where the letters stand if each begins a word of the text or goes on from the one before."""
    starts = [
        n for n, s in enumerate(text) if s.isalnum() and (n == 0 or not text[n - 1].isalnum())
    ]
    ends: dict[int, list[int]] = {n: [n] for n in starts if text[n] == word[0]}
    for letter in word[1:]:
        further: dict[int, list[int]] = {}
        for end, way in ends.items():
            for n in (end + 1, *(s for s in starts if s > end + 1)):
                if n < len(text) and text[n] == letter:
                    further.setdefault(n, [*way, n])
        ends = further
    return next(iter(ends.values()), None)


def _scattered(word: str, text: str) -> list[int] | None:
    at, places = -1, []
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places
