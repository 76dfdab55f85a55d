"""A step written as the line that would capture it, so that it can be changed by typing again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from mopsmap.capture.grammar import read
from mopsmap.capture.said import Said
from mopsmap.currency import currency_sign
from mopsmap.model import VALUE_CLASS_SHORT, Project, Step, ValueStreamMap
from mopsmap.numerals import exact_number, shown
from mopsmap.units import Duration, Estimate, ThreePoint


def line_of(step: Step, one: ValueStreamMap, project: Project | None = None) -> str:
    """The line that says what the step says, as far as a line can: `read` gives the same back.

    Left out is what a line has no words for: a measured distribution, helpers of a step without a
    role, anything that the line would say differently. Flows are not of the step.
    """
    parts: list[str] = []
    for forms, right in _parts(step, one, project):
        for form in forms:
            said = read(f"x {form}", one, project)
            if said.name == "x" and not said.problems and right(said):
                parts.append(form)
                break
    tail = " ".join(parts)
    alike = read(f"x {tail}", one, project)
    for title in _titles(step):
        line = f"{title} {tail}".strip()
        said = read(line, one, project)
        if (said.name, said.kind) == (step.name, step.kind) and _same(said, alike):
            return line
    return f"{step.name} {tail}".strip()


def _same(a: Said, b: Said) -> bool:
    """Whether two lines say the same of a step apart from its name and kind."""
    left_out = {"name", "kind", "text", "tokens"}
    return all(getattr(a, f) == getattr(b, f) for f in Said.__slots__ if f not in left_out)


def _titles(step: Step) -> Iterator[str]:
    """Ways to write the name so that nothing in it is read as anything else."""
    lead = f"{step.kind}: " if step.kind in ("start", "end") else ""
    plain = " ".join(_literal(word) for word in step.name.split())
    for title in (step.name, f'"{step.name}"', plain):
        yield f"{lead}{title}"
        yield f"{lead}{title} ={step.kind}"
    yield f"={step.kind}"


def _literal(word: str) -> str:
    return "\\" + word[:1] + word[1:].replace("\\", "\\\\")


_Part = tuple[Iterable[str], Callable[[Said], bool]]


def _parts(step: Step, one: ValueStreamMap, project: Project | None) -> Iterator[_Part]:
    """What a line says of the step: its forms, the shortest first, and whether one is read so."""
    if step.role is not None:
        yield _role(step.role, one)
    if step.people != 1:
        yield (f"x{_number(step.people)}",), lambda s: s.people == step.people
    yield _times(step.process_time, ""), lambda s: s.process_time == step.process_time
    yield _times(step.wait_time, "w"), lambda s: s.wait_time == step.wait_time
    if step.complete_accurate is not None:
        share = _number(round(step.complete_accurate * 100, 9))
        ends = ("%ca",) if step.kind == "decision" else ("%", "%ca")
        forms = tuple(share + end for end in ends)
        yield forms, lambda s: s.complete_accurate == step.complete_accurate
    if step.fixed_cost:
        currency = project.currency if project else "EUR"
        amount = _number(step.fixed_cost)
        forms = (f"{currency_sign(currency)}{amount}", f"{amount} {currency}")
        yield forms, lambda s: s.fixed_cost == step.fixed_cost
    for tool in step.tools:
        yield (f"[{tool}]",), partial(_is, "tools", (tool,))
    if step.value_class is not None:
        short = VALUE_CLASS_SHORT[step.value_class].lower()
        yield (f"={short}",), lambda s: s.value_class == step.value_class
    for waste in step.wastes:
        yield (f"~{waste.replace('_', '-')}",), partial(_is, "wastes", (waste,))
    if step.lever is not None:
        yield (f"!{step.lever}",), lambda s: s.lever == step.lever
    if step.phase:
        yield _names("#", step.phase), lambda s: s.phase == step.phase
    for helper in step.helpers if step.role is not None else ():
        yield _role(helper.role, one, helper.people)


def _is(field: str, wanted: object, said: Said) -> bool:
    return bool(getattr(said, field) == wanted)


def _role(role_id: str, one: ValueStreamMap, people: float = 1.0) -> _Part:
    number = "" if people == 1 else f" x{_number(people)}"
    forms = (form + number for form in _names("@", one.role_by_id[role_id].name, role_id))

    def right(said: Said) -> bool:
        who = said.role
        same = who is not None and who.here and who.role is one.role_by_id[role_id]
        return same and (said.people or 1.0) == people

    return forms, right


def _names(sign: str, *names: str) -> Iterator[str]:
    for name in names:
        if re.fullmatch(r"[\w&-]+", name):
            yield f"{sign}{name}"
        yield f'{sign}"{name}"'
        yield f"{sign}[{name}]"


def _times(estimate: Estimate | None, lead: str) -> tuple[str, ...]:
    """A time without blanks, as in "2-4-8h"."""
    match estimate:
        case Duration():
            return (lead + _short(estimate),)
        case ThreePoint():
            points = (estimate.min, estimate.likely, estimate.max)
            if len({p.unit for p in points}) == 1:
                numbers = "-".join(_number(p.value) for p in points)
                return (f"{lead}{numbers}{_unit(estimate.min)}",)
            return (lead + "-".join(_short(p) for p in points),)
        case _:
            return ()


def _short(duration: Duration) -> str:
    return f"{_number(duration.value)}{_unit(duration)}"


def _number(value: float) -> str:
    return shown(exact_number(value))


def _unit(duration: Duration) -> str:
    return "m" if duration.unit == "min" else duration.unit
