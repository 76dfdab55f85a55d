"""A line divided into pieces: words of the title and what looks like something else.

Each piece is read for itself here; what it means beside its neighbors is decided in `grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from mopsmap.capture.choices import CLASSES, KIND_WORDS, KINDS, LEVERS, WASTES, choice_meant
from mopsmap.capture.names import (
    MOST_WORDS,
    Fit,
    folded,
    phase_meant,
    phases,
    steps_of,
    who_meant,
)
from mopsmap.capture.said import TokenKind, Way
from mopsmap.capture.unread import legible, unread_piece
from mopsmap.capture.values import (
    Ground,
    Piece,
    money_piece,
    people_piece,
    share_piece,
    time_piece,
)
from mopsmap.language import translated as _
from mopsmap.model import StepKind
from mopsmap.record import choice_label

MOST_READ = 1000
"""Characters of a line that are looked at; what follows stays in the title."""
_LONGEST_NAME = 200
MOST_TOLD = 3
"""How many roles are named that an ambiguous name could mean as well."""
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"(?:[^\s\\]|\\\S?)+")
_ESCAPED = re.compile(r"(?:(?<=^)|(?<=\s))\\(\S)|\\([^\w\s])")
_PLAIN_NAME = re.compile(r"[^\s,;?!\[\]\"]+")
_NAME_WORD = re.compile(r"\s+([^\s,;?\[\]@#~=\"\\]+)")
_LETTER = re.compile(r"[^\W\d_]")
_LEAD = re.compile(r"\s*((?i:start|end))\s*:")
_MARK = re.compile(r"[,;.:]+(?=\s|$)")
_WHOLE = re.compile(r"[,;.:]*(?:\s|$)")
_BACK = re.compile(r"(?i:back to)\s+(?=\S)|back to(?=\s*$)")
_JOIN = re.compile(r"(?i:join)\s+(?=\S)")
_ARROW = re.compile(r"(?:->|[>\u2192])")
_COMMA = re.compile(r"\s*,\s*(?=\d)")
_NUMBER = re.compile(r"\d{1,7}")
_VALUE = re.compile(r"\s(?:[€$£¥]?\d|[wx]\d|w\?)")


def pieces_of(text: str, ground: Ground) -> list[Piece]:
    """The line from left to right; blanks are left out."""
    line = text[:MOST_READ]
    found: list[Piece] = []
    at = 0
    if lead := _LEAD.match(line):
        kind: StepKind = "start" if lead[1].lower() == "start" else "end"
        start, end = lead.start(1), lead.end()
        found.append(Piece(kind, start, end, "", kind, KIND_WORDS[kind], firm=True))
        at = lead.end()
    while at < len(line):
        blank = _SPACE.match(line, at)
        if blank:
            at = blank.end()
            continue
        found += _piece_at(line, at, ground)
        at = found[-1].end
        if found[-1].kind != "title" and (mark := _MARK.match(line, at)):
            at = mark.end()
    if text[MOST_READ:].strip():
        rest = text[MOST_READ:]
        found.append(Piece("title", MOST_READ, len(text), rest.strip(), literal=True))
    return found


def _piece_at(line: str, at: int, ground: Ground) -> list[Piece]:
    sign = line[at]
    if reader := _SIGNS.get(sign):
        piece = reader(line, at, ground)
        if piece is not None:
            return [piece]
    readers = _READERS.get(sign.lower(), ()) if not sign.isdecimal() else _NUMERIC
    if sign in _MONEY_SIGNS or sign == ground.currency[:1]:
        readers = (*readers, money_piece)
    for read in readers:
        piece = read(line, at, ground)
        if piece is not None:
            return [piece]
    piece = unread_piece(line, at)
    return [piece] if piece is not None else _word(line, at)


def _word(line: str, at: int) -> list[Piece]:
    """One word of the title. A backslash makes a word plain and goes, except within a path."""
    found = _WORD.match(line, at)
    assert found is not None
    said = found[0]
    if "\\" not in said:
        return [Piece("title", at, found.end(), said)]
    plain = _ESCAPED.sub(lambda m: m[1] or m[2], said)
    if plain == said:
        return [Piece("title", at, found.end(), said)]
    return [Piece("title", at, found.end(), plain, value="escaped", literal=True)]


def _quoted(line: str, at: int, _ground: Ground) -> Piece | None:
    """Text in quotes is never read as anything; the quotes stay in the title."""
    end = line.find('"', at + 1, at + _LONGEST_NAME)
    if end < 0:
        return None
    return Piece("title", at, end + 1, line[at : end + 1], value="quoted", literal=True)


def _enclosed(line: str, at: int) -> tuple[str, int] | None:
    """A name in quotes or brackets that begins here, and where it ends."""
    close = {'"': '"', "[": "]"}.get(line[at : at + 1])
    end = line.find(close, at + 1, at + _LONGEST_NAME) if close else -1
    name = line[at + 1 : end].strip() if end > 0 else ""
    return (name, end + 1) if name and not (close == "]" and "[" in name) else None


def _names_from(line: str, at: int) -> Iterator[tuple[str, int]]:
    """The words from here, the most first: what may be a name of several words."""
    first = _PLAIN_NAME.match(line, at)
    if first is None:
        return
    ends = [first.end()]
    while len(ends) < MOST_WORDS and (more := _NAME_WORD.match(line, ends[-1])):
        ends.append(more.end())
    for end in reversed(ends):
        said = line[at:end].rstrip(",;:.")
        yield said, at + len(said)


def _role(line: str, at: int, ground: Ground) -> Piece | None:
    begin = at + 1
    while line[begin : begin + 1] == "@":
        begin += 1
    enclosed = _enclosed(line, begin)
    if enclosed is None:
        names = list(_names_from(line, begin))
        if not names or not legible(names[-1][0]):
            return None
        known = {folded(r.name) for r in ground.one.roles}
        whole = (pair for pair in names if folded(pair[0]) in known)
        enclosed = next(whole, names[-1])
    name, end = enclosed
    if not legible(name):
        return None
    who = who_meant(name, ground.one, ground.project)
    if who.here:
        meaning = _("role {name}")
    elif who.role is not None:
        meaning = _("role {name} of another map")
    else:
        meaning = _("new role {name}")
    meaning = meaning.format(name=who.name)
    if who.also:
        also = _("{meaning}, not {names}")
        meaning = also.format(meaning=meaning, names=", ".join(who.also[:MOST_TOLD]))
    return Piece("role", at, end, line[at:end], who, meaning, firm=True)


def _phase(line: str, at: int, ground: Ground) -> Piece | None:
    enclosed, known = _enclosed(line, at + 1), phases(ground.one)
    if enclosed is None:
        if not _LETTER.match(line, at + 1):
            return None
        names = list(_names_from(line, at + 1))
        same = {folded(phase) for phase in known}
        enclosed = next((pair for pair in names if folded(pair[0]) in same), names[-1])
        name = phase_meant(enclosed[0], known) or enclosed[0].replace("_", " ")
    else:
        name = enclosed[0]
    new = name not in known
    meaning = (_("new phase {name}") if new else _("phase {name}")).format(name=name)
    return Piece("phase", at, enclosed[1], line[at : enclosed[1]], name, meaning, firm=True)


def _tools(line: str, at: int, _ground: Ground) -> Piece | None:
    enclosed = _enclosed(line, at)
    if enclosed is None:
        found = _PLAIN_NAME.match(line, at + 1)
        if found is None or line.startswith("]", found.end()):
            return None
        enclosed = found[0], found.end()
    names = tuple(dict.fromkeys(n for n in re.split(r"\s*[,;]\s*", enclosed[0]) if n))
    if not any(legible(name) for name in names):
        return None
    meaning = _("tool {names}").format(names=", ".join(names))
    return Piece("tool", at, enclosed[1], line[at : enclosed[1]], names, meaning, firm=True)


_CHOICES: dict[str, tuple[TokenKind, str, str, str]] = {
    "~": ("waste", _("waste {name}"), _("'{text}' is not one of the eight wastes."), "wastes"),
    "!": ("lever", _("lever {name}"), _("'{text}' is not a lever."), "lever"),
    "=": (
        "value_class",
        _("{name}"),
        _("'{text}' is no value class. Write =va, =bnva or =nva."),
        "value_class",
    ),
}


def _choice(line: str, at: int, _ground: Ground) -> Piece | None:
    sign = line[at]
    found = _PLAIN_NAME.match(line, at + 1)
    if found is None or not found[0][0].isalpha():
        return None
    word = found[0].rstrip(".:")
    kind, words, problem, _field = _CHOICES[sign]
    end = at + 1 + len(word)
    said = line[at:end]
    value: str | None
    if sign == "=":
        kind_said = next((k for k in KINDS if len(word) > 2 and k == word.casefold()), None)
        if kind_said is not None:
            return Piece(kind_said, at, end, said, kind_said, KIND_WORDS[kind_said], firm=True)
        value = choice_meant(word, CLASSES)
    else:
        value = choice_meant(word, WASTES) if sign == "~" else choice_meant(word, LEVERS)
    if value is None:
        return Piece("unread", at, end, said, problem=problem.format(text=said), firm=True)
    return Piece(kind, at, end, said, value, words.format(name=choice_label(value)), firm=True)


def _step_at(line: str, at: int, ground: Ground, fit: Fit) -> tuple[str, int, bool] | None:
    """The step named from here, where its name ends, and whether it is named in full."""
    steps = steps_of(ground.one)
    enclosed = _enclosed(line, at)
    if enclosed is not None:
        found = steps.meant(*enclosed[:1], fit=fit)
        return None if found is None else (found, enclosed[1], True)
    names = [pair for pair in _names_from(line, at) if pair[0]]
    tries: tuple[Fit, ...] = ("whole",) if fit == "whole" else ("whole", "beginning")
    for each in tries:
        for name, end in names:
            found = steps.meant(name, each)
            if found is not None:
                return found, end, each == "whole"
    return None


def _failed(line: str, at: int, begin: int, most: bool = False) -> Piece:
    """A way to a step that is not there; with `most` all words from here on name it."""
    enclosed, names = _enclosed(line, begin), list(_names_from(line, begin))
    if most:
        names = [pair for pair in names if not _VALUE.search(pair[0])] or names
    name, end = enclosed or (names[0 if most else -1] if names else ("", begin))
    problem = (
        _("There is no step {name}.") if name.isdecimal() else _("No step is called '{name}'.")
    )
    if not name:
        problem = _("Type a step's number or name here.")
    end = max(end, begin)
    said = line[at:end].rstrip()
    problem = problem.format(name=name)
    return Piece("unread", at, at + len(said), said, "way", problem=problem)


def _way(line: str, at: int, ground: Ground) -> Piece | None:
    """ ">12", "-> Brief", "join 12" or "back to Brief"."""
    arrow = _ARROW.match(line, at)
    back = None if arrow else _BACK.match(line, at)
    lead = arrow or back or _JOIN.match(line, at)
    if lead is None:
        return None
    begin = lead.end()
    if line[begin : begin + 1].isspace() and arrow and arrow[0] == ">" and "?" not in line[:at]:
        return None
    while line[begin : begin + 1].isspace():
        begin += 1
    found = _step_at(line, begin, ground, "beginning")
    if found is None:
        failed = _failed(line, at, begin, most=bool(back) and "?" not in line[:at])
        if back and line[at] == "B" and not line.rstrip().endswith("%"):
            return replace(failed, value="title")  # "Back to school campaign"
        return failed if arrow or back or line[begin].isdecimal() else None
    step, end, whole = found
    if not _WHOLE.match(line, end):
        return None
    kind: TokenKind = "rework" if back else "join"
    words = _("rework to {step}") if back else _("on to {step}")
    meaning = words.format(step=steps_of(ground.one).shown(step))
    way = Way(step, back is not None)
    sure = whole or arrow is not None
    return Piece(kind, at, end, line[at:end], way, meaning, sure=sure)


def _after(line: str, at: int, ground: Ground) -> Piece | None:
    """ "+8", "+8,9" or "+Design", "<8,9", and a "+" alone."""
    sign = line[at]
    if not line[at + 1 : at + 2].strip():
        if sign != "+":
            return None
        meaning = _("joins the open branches")
        return Piece("after", at, at + 1, "+", (True, ()), meaning)
    found = _step_at(line, at + 1, ground, "beginning")
    if found is None:
        failing = line[at + 1].isalnum() or line[at + 1] in '"['
        return _failed(line, at, at + 1) if failing else None
    steps, end = [found[0]], found[1]
    index = steps_of(ground.one)
    while more := _COMMA.match(line, end):
        number = _NUMBER.match(line, more.end())
        following = index.by_number.get(int(number[0])) if number else None
        if number is None:
            break
        if following is None:
            problem = _("There is no step {name}.").format(name=number[0])
            said = line[at : number.end()]
            return Piece("unread", at, number.end(), said, "way", problem=problem)
        steps.append(following)
        end = number.end()
    if not _WHOLE.match(line, end):
        return None
    shown = ", ".join(index.shown(step) for step in steps)
    words = _("also after {steps}") if sign == "+" else _("after {steps}")
    value = (sign == "+", tuple(dict.fromkeys(steps)))
    return Piece("after", at, end, line[at:end], value, words.format(steps=shown))


_Reader = Callable[[str, int, Ground], Piece | None]


_SIGNS: dict[str, _Reader] = {
    "@": _role,
    "#": _phase,
    "[": _tools,
    '"': _quoted,
    "~": _choice,
    "!": _choice,
    "=": _choice,
    ">": _way,
    "\u2192": _way,
    "+": _after,
    "<": _after,
}
_MONEY_SIGNS = "€$£¥"
_NUMERIC: tuple[_Reader, ...] = (time_piece, share_piece, money_piece, people_piece)
_READERS: dict[str, tuple[_Reader, ...]] = {
    ".": _NUMERIC,
    ",": _NUMERIC,
    "?": (time_piece,),
    "w": (time_piece,),
    "x": (people_piece,),
    "\u00d7": (people_piece,),
    "b": (_way,),
    "j": (_way,),
    "-": (_way,),
}
