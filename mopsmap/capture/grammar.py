"""The line as a whole: what is title and what is not, answers of a decision, shares and doubles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mopsmap.capture.answers import Zone, answers_of, is_zone
from mopsmap.capture.choices import KIND_WORDS, KINDS
from mopsmap.capture.said import Said, Token, TokenKind, Way, Who
from mopsmap.capture.scanning import pieces_of
from mopsmap.capture.unread import legible, untitled
from mopsmap.capture.values import Ground, Piece
from mopsmap.language import translated as _
from mopsmap.model import Project, StepKind, ValueStreamMap
from mopsmap.units import Calendar, format_percent

_LINKING_WORDS = """
a about after an and at before between by every first for from in last least less more most next of
or over per than the this to under until up within
"""
_LINKING = frozenset(_LINKING_WORDS.split())
"""A bare value behind one of these words belongs to the sentence: "Review after 2 weeks"."""
_SPACED = re.compile(r"\d\s+[^\W\d_]")
_BARE_VALUES = ("process_time", "wait_time", "quality", "cost", "people")
_ONCE: dict[TokenKind, str] = {
    "process_time": "process_time",
    "wait_time": "wait_time",
    "quality": "complete_accurate",
    "cost": "fixed_cost",
    "phase": "phase",
    "value_class": "value_class",
    "lever": "lever",
}


def read(text: str, one: ValueStreamMap, project: Project | None = None) -> Said:
    """What a line says on a map, whatever is typed. Never raises and never loses text.

    `project` gives the currency, the working calendar and the roles of other maps. Read against
    the map as it is without the line, not against a preview of it: step numbers are those shown.
    """
    calendar = project.calendar if project else Calendar()
    currency = project.currency if project else "EUR"
    ground = Ground(one, project, calendar, currency)
    pieces = _titled(_waiting(pieces_of(text, ground)))
    asked = _question(pieces)
    cut = len(pieces) if asked is None else asked + 1
    head = _settled(pieces[:cut])
    zone = answers_of(_settled(pieces[cut:], in_answers=True)) if pieces[cut:] else Zone()
    return _said(text, head, zone, asked is not None)


def _waiting(pieces: list[Piece]) -> list[Piece]:
    """A line that begins with "wait 3d" says what is done: "Wait", or "Wait 3d for data"."""
    if not pieces or pieces[0].kind != "wait_time" or pieces[0].plain[:5].casefold() != "wait ":
        return pieces
    first = pieces[0]
    if any(p.kind == "title" for p in pieces):
        return [_plain(first), *pieces[1:]]
    word = Piece("title", first.start, first.start + 4, first.plain[:4], literal=True)
    return [word, replace(first, start=first.start + 5, plain=first.plain[5:]), *pieces[1:]]


def _question(pieces: Sequence[Piece]) -> int | None:
    """Where the name of a decision ends: the last word with a question mark that answers follow."""
    for at in reversed(range(len(pieces))):
        piece = pieces[at]
        if piece.kind == "title" and not piece.literal and piece.plain.endswith("?"):
            rest = pieces[at + 1 :]
            if is_zone(rest):
                return at
            if any(p.kind == "title" for p in rest):
                return None
    return None


def _settled(pieces: list[Piece], in_answers: bool = False) -> list[Piece]:
    """The pieces with every bare value made plain text that belongs to the words around it."""
    found = [
        replace(p, firm=True)
        if in_answers and p.kind in ("quality", "rework", "join", "unread")
        else p
        for p in pieces
    ]
    if not in_answers:
        found = _unsure(found)
    for run in _runs(found):
        first, last = run[0], run[-1]
        between = first > 0 and last + 1 < len(found)
        if first == 0 and last + 1 < len(found):
            for i in run:  # "5 min call" is a title, "5min Call" is not
                if found[i].kind == "process_time" and _SPACED.search(found[i].plain):
                    found[i] = _plain(found[i])
        if between and not any(found[i].firm for i in run):
            for i in run:
                found[i] = _plain(found[i])
    for i, piece in enumerate(found):
        before = found[i - 1] if i else None
        if before is None or before.kind != "title" or before.literal or piece.firm:
            continue
        if piece.kind in _BARE_VALUES and before.plain.casefold() in _LINKING:
            found[i] = _plain(piece)
    return found


def _unsure(pieces: list[Piece]) -> list[Piece]:
    """Makes "back to agency" text of the title where a step only begins so and no share is said."""
    if not any(p.kind == "title" for p in pieces):
        return pieces
    following = [*pieces[1:], None]
    return [
        _vague(p) if not p.sure and (after is None or after.kind != "quality") else p
        for p, after in zip(pieces, following, strict=True)
    ]


def _vague(piece: Piece) -> Piece:
    """A way to a step that is named too briefly to be meant without a doubt."""
    if piece.kind != "rework":
        return _plain(piece)
    problem = _("'{text}' is read as rework with a share behind it, for example 30%.")
    return replace(piece, kind="unread", value=None, problem=problem.format(text=piece.plain))


def _runs(pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """The stretches between words of the title, by place."""
    run: list[int] = []
    for i, piece in enumerate(pieces):
        if piece.kind == "title":
            if run:
                yield run
            run = []
        else:
            run.append(i)
    if run:
        yield run


def _plain(piece: Piece) -> Piece:
    """A piece that is text after all."""
    return Piece("title", piece.start, piece.end, piece.plain, literal=True)


def _said(text: str, head: list[Piece], zone: Zone, decision: bool) -> Said:
    problems: list[str] = []
    head = _with_shares(head)
    pieces = _titled(_once([*head, *zone.others], problems))
    kind, pieces = _kind_of(pieces, decision and any(p.kind == "title" for p in pieces))
    role, helpers, people, pieces = _crew(pieces)
    values: dict[str, Any] = {_ONCE[p.kind]: p.value for p in pieces if p.kind in _ONCE}
    ways = tuple(p.value for p in pieces if p.kind in ("join", "rework"))
    begins = [p.value for p in pieces if p.kind == "after"]
    unread = [p for p in pieces if p.kind == "unread" and p.problem]
    problems = [*(p.problem for p in unread), *problems, *zone.problems]
    return Said(
        text=text,
        tokens=tuple(_tokens(text, [*pieces, *zone.pieces])),
        name=_name(pieces),
        kind=kind,
        role=role,
        helpers=helpers,
        people=people,
        tools=_all(p.value for p in pieces if p.kind == "tool"),
        wastes=tuple(dict.fromkeys(p.value for p in pieces if p.kind == "waste")),
        answers=zone.answers,
        ways=ways,
        starts_after=_all(steps for also, steps in begins if not also),
        also_after=_all(steps for also, steps in begins if also),
        joins=any(also and not steps for also, steps in begins),
        unread=tuple(dict.fromkeys(p.plain for p in unread)),
        problems=tuple(dict.fromkeys(problems)),
        **values,
    )


def _all(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _with_shares(pieces: list[Piece]) -> list[Piece]:
    """Gives a percentage beside a way to an existing step to that way."""
    found: list[Piece] = []
    rest = list(pieces)
    while rest:
        piece = rest.pop(0)
        if piece.value == "way" and rest and rest[0].kind == "quality" and not rest[0].firm:
            beside = rest.pop(0)  # the share of a way to nowhere is nobody's
            plain = f"{piece.plain} {beside.plain}"
            piece = replace(piece, end=beside.end, plain=plain)
        elif _is_lost(piece) and found and found[-1].kind == "quality" and not found[-1].firm:
            before = found.pop()
            plain = f"{before.plain} {piece.plain}"
            piece = replace(piece, start=before.start, plain=plain)
        if piece.kind not in ("join", "rework"):
            found.append(piece)
            continue
        share = None
        if rest and rest[0].kind == "quality" and not rest[0].firm:
            share = rest.pop(0)
            found.append(_shared(piece, share))
            found.append(replace(share, kind="share", meaning=_share_of(piece, share)))
        elif found and found[-1].kind == "quality" and not found[-1].firm and piece.value.back:
            share = found.pop()
            found.append(replace(share, kind="share", meaning=_share_of(piece, share)))
            found.append(_shared(piece, share))
        else:
            found.append(piece)
    return found


def _is_lost(piece: Piece) -> bool:
    """Whether a piece leads back to where no step is."""
    return piece.value == "way" and piece.plain[:4].casefold() == "back"


def _shared(piece: Piece, share: Piece) -> Piece:
    way: Way = replace(piece.value, share=share.value)
    return replace(piece, value=way, meaning=_share_of(piece, share))


def _share_of(piece: Piece, share: Piece) -> str:
    return f"{piece.meaning}, {format_percent(share.value)}"


def _once(pieces: list[Piece], problems: list[str]) -> list[Piece]:
    """The pieces with only the last of what can be said once; an earlier one stays in the title."""
    seen: set[TokenKind] = set()
    found = list(pieces)
    words = [i for i, p in enumerate(pieces) if p.kind == "title"]
    for i in reversed(range(len(found))):
        piece = found[i]
        if piece.kind not in _ONCE:
            continue
        if piece.kind not in seen:
            seen.add(piece.kind)
        elif not piece.firm and words and i < words[0]:
            found[i] = _plain(piece)
        else:
            problem = _("'{text}' is said again later; the last one counts.")
            problems.append(problem.format(text=piece.plain))
            found[i] = replace(piece, kind="unread", meaning="", value=None)
    return found


def _titled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with nothing left of a title that is only signs."""
    words = [p for p in pieces if p.kind == "title"]
    for word in words:
        if (
            legible(word.plain)
            or word.value == "escaped"
            or (word.value and word.plain.strip('" '))
        ):
            return pieces
    return [untitled(p) if p.kind == "title" else p for p in pieces]


def _kind_of(pieces: list[Piece], decision: bool) -> tuple[StepKind, list[Piece]]:
    """The kind of step, and the pieces with "start" or "end" alone read as such."""
    said = [p.value for p in pieces if p.kind in KINDS]
    words = [i for i, p in enumerate(pieces) if p.kind == "title"]
    if not said and len(words) == 1:
        word = pieces[words[0]]
        if not word.literal and word.plain.casefold() in ("start", "end"):
            kind: Any = word.plain.casefold()
            found = list(pieces)
            found[words[0]] = replace(
                word, kind=kind, plain=kind.capitalize(), meaning=KIND_WORDS[kind], literal=True
            )
            return kind, found
    kind = said[-1] if said else "decision" if decision else "step"
    return kind, pieces


def _crew(
    pieces: list[Piece],
) -> tuple[Who | None, tuple[Who, ...], float | None, list[Piece]]:
    """The role, the helpers, the people of the role, and the pieces with their meanings."""
    crew: list[Who] = []
    people: float | None = None
    found: list[Piece] = []
    for i, piece in enumerate(pieces):
        if piece.kind == "role":
            who: Who = piece.value
            known = [c.name for c in crew]
            if crew and who.name not in known:
                meaning = _("{role} helps").format(role=piece.meaning)
                piece = replace(piece, meaning=meaning)
            if who.name not in known:
                crew.append(who)
        elif piece.kind == "people":
            before = pieces[i - 1] if i else None
            if before is not None and before.kind == "role" and len(crew) > 1:
                crew[-1] = replace(crew[-1], people=piece.value)
            else:
                people = piece.value
        found.append(piece)
    return (crew[0] if crew else None), tuple(crew[1:]), people, found


def _name(pieces: Sequence[Piece]) -> str:
    """The title: the words in their order, without what only divides them from the rest."""
    words = [p for p in pieces if p.kind in ("title", "unread") or (p.kind in KINDS and p.literal)]
    if len(words) == 1 and words[0].value == "quoted" and words[0].plain != '""':
        return " ".join(words[0].plain[1:-1].split())
    if all(word.kind == "unread" and word.value != "title" for word in words):
        return ""  # nothing is done here that anybody could read
    name, end = "", -1
    for word in words:
        close = word.start == end or (word.plain == "?" and not word.literal)
        name += word.plain if close else f" {word.plain}"
        end = word.end
    if words and words[-1] is not pieces[-1] and not words[-1].literal:
        name = name.rstrip(",;:").rstrip()
        name = name.removesuffix(" -").removesuffix(" \u2013").rstrip()
    return " ".join(name.split())


def _tokens(text: str, pieces: Sequence[Piece]) -> Iterator[Token]:
    """The pieces as tokens, words side by side as one."""
    words: list[Piece] = []

    def titled() -> Iterator[Token]:
        if words:
            start, end = words[0].start, words[-1].end
            yield Token("title", start, end, text[start:end], _("title"))
            words.clear()

    for piece in sorted(pieces, key=lambda p: p.start):
        if piece.kind == "title":
            words.append(piece)
            continue
        yield from titled()
        meaning = piece.meaning if piece.kind != "unread" else _("stays in the title")
        yield Token(piece.kind, piece.start, piece.end, text[piece.start : piece.end], meaning)
    yield from titled()
