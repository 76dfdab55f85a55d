"""The answers behind the name of a decision: labels, shares and where each leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mopsmap.capture.said import Answer, Way
from mopsmap.capture.values import Piece
from mopsmap.language import translated as _
from mopsmap.units import format_percent

CONSENTS = frozenset(("yes", "y", "ok", "ja", "oui", "si", "sí"))
REFUSALS = frozenset(("no", "n", "nein", "non"))
"""Answers that mostly lead back."""
_DIVIDERS = ("/", "|", ",", ";")
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Zone:
    """What follows the question mark: answers, their pieces, and pieces that are about the step."""

    answers: tuple[Answer, ...] = ()
    pieces: tuple[Piece, ...] = ()
    others: tuple[Piece, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Open:
    """An answer being read."""

    words: list[Piece] = field(default_factory=list)
    share: Piece | None = None
    way: Piece | None = None
    closed: bool = False

    @property
    def label(self) -> str:
        return " ".join(w.plain for w in self.words).strip("".join(_DIVIDERS) + ": ")

    @property
    def known(self) -> bool:
        return bool(self.words) and self.label.casefold() in CONSENTS | REFUSALS


def _is_share(piece: Piece) -> bool:
    return piece.kind == "quality" and not piece.plain.rstrip().casefold().endswith("a")


def is_zone(pieces: Sequence[Piece]) -> bool:
    """Whether what follows a question mark can be answers: it is empty, or has shares, ways on,
    dividers, or nothing but words such as yes and no."""
    words = [p.plain for p in pieces if p.kind == "title"]
    if not words or any(_is_share(p) or p.kind in ("join", "rework") for p in pieces):
        return True
    if any(word.endswith(_DIVIDERS) for word in words[:-1]):
        return True
    words = [word for word in words if word not in _DIVIDERS]
    return all(word.casefold() in CONSENTS | REFUSALS for word in words)


def answers_of(pieces: Sequence[Piece]) -> Zone:
    """The answers that stand behind a question mark."""
    found: list[_Open] = [_Open()]
    others: list[Piece] = []
    dividers: list[Piece] = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        last = found[-1]
        if _is_share(piece) and last.words and before in others:
            others.append(piece)  # in "no @legal 1h 90%" it says what is complete, not how often
        elif _is_share(piece):
            if last.share or last.closed:
                found.append(last := _Open())
            last.share = piece
        elif piece.kind in ("join", "rework"):
            if last.way or last.closed:
                found.append(last := _Open())
            last.way = piece
        elif piece.plain in _DIVIDERS:
            last.closed = True
            dividers.append(replace(piece, kind="answer", meaning=_("the next answer follows")))
        elif piece.kind in ("title", "unread"):
            if _begins(last, piece, bool(found[0].words)):
                found.append(last := _Open())
            last.words.append(piece)
            last.closed = piece.plain.endswith(_DIVIDERS)
        else:
            others.append(piece)
    zone = _zone([a for a in found if a.words or a.share or a.way], others)
    return replace(zone, pieces=(*zone.pieces, *dividers))


def _begins(last: _Open, word: Piece, labeled: bool) -> bool:
    """Whether a word begins another answer.

    A share may stand before its label, as in "65% yes 35% no"; but "65% no" alone is mostly yes.
    """
    if last.closed or last.way:
        return True
    if last.share is not None:
        said = word.plain.casefold().rstrip(",;")
        return bool(last.words) or (said in REFUSALS and not labeled)
    return last.known and word.plain.casefold().rstrip(",;") in CONSENTS | REFUSALS


def _zone(opened: list[_Open], others: list[Piece]) -> Zone:
    answers = [
        Answer(a.label or (_("yes") if a.share and not a.way else ""), *_share_and_way(a))
        for a in opened
    ]
    problems = [a.problem for o in opened for a in o.words if a.problem]
    missing = [i for i, a in enumerate(answers) if a.share is None]
    total = sum(a.share for a in answers if a.share is not None)
    if len(answers) > 1 and len(missing) == 1 and total <= 1 + _TOLERANCE:
        (at,) = missing
        rest = round(max(0.0, 1 - total), 12)
        answers[at] = replace(answers[at], share=rest)
    elif len(answers) > 1 and len(missing) < 2 and abs(total - 1) > _TOLERANCE:
        problem = _("The answers add up to {share}.").format(share=format_percent(total))
        problems.append(problem)
    pieces: list[Piece] = []
    for open_answer, answer in zip(opened, answers, strict=True):
        meaning = _meaning(answer, open_answer)
        pieces += [_answered(w, meaning) for w in open_answer.words]
        if open_answer.share:
            pieces.append(replace(open_answer.share, kind="share", meaning=meaning))
        if open_answer.way:
            pieces.append(replace(open_answer.way, meaning=meaning))
    return Zone(tuple(answers), tuple(pieces), tuple(others), tuple(problems))


def _answered(word: Piece, meaning: str) -> Piece:
    return replace(word, kind="answer", meaning=meaning) if word.kind == "title" else word


def _share_and_way(found: _Open) -> tuple[float | None, Way | None]:
    return (
        None if found.share is None else found.share.value,
        None if found.way is None else found.way.value,
    )


def _meaning(answer: Answer, found: _Open) -> str:
    """An answer in words, as in "no, 35 %: rework to 3 Brief"."""
    said = _("answer {label}").format(label=answer.label) if answer.label else _("a way on")
    if answer.share is not None:
        said += f", {format_percent(answer.share)}"
        if found.share is None:
            said += " " + _("(the rest)")
    where = found.way.meaning if found.way else _("to the next step")
    return f"{said}: {where}"
