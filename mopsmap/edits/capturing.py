"""What a captured line changes on the map: a step with its flows, or flows of existing steps.

Capturing only adds: existing steps stay as they are, but for what a line without a title says of
the selected one; of flows at most the way to the next step changes, where a new step goes into it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from mopsmap.capture import Said, line_of, read
from mopsmap.edits.drawing import Asked, Captured, Drawing, Place
from mopsmap.edits.ground import EditError
from mopsmap.language import translated as _
from mopsmap.model import Helper, Project, Step
from mopsmap.refusals import refusal


def capture(
    project: Project,
    map_id: str,
    said: Said,
    anchor: str | None,
    place: Place = "after",
    asked: Asked | None = None,
    *,
    lane: str | None = None,
    branch: bool = False,
) -> Captured:
    """Do what a line says at a step. Raises EditError, with one sentence, where it cannot be done.

    "after" goes on from the anchor: into its only way on, as the next open answer of a decision,
    else as one more branch. "beside" makes a branch parallel to the anchor, from and to the same
    steps. "before" goes into every way to the anchor. Without an anchor a step stands alone, in
    the `lane` given (a role id) or the first. With `branch` "after" always makes one more branch.
    """
    one = project.map_by_id[map_id]
    if anchor is not None and anchor not in one.step_by_id:
        raise EditError(_("The step to go on from is no longer there."))
    drawing = Drawing(project, map_id, dict(asked or {}), lane, branch)
    try:
        if said.makes_step:
            return drawing.with_step(said, anchor, place)
        if said.amends and anchor is not None:
            drawing.put(_restated(one.step_by_id[anchor], Said(""), said, drawing))
            if not (said.ways or said.starts_after or said.also_after):
                return drawing.done(anchor)
        return drawing.with_flows(said, anchor)
    except ValidationError as error:
        raise EditError(refusal(error)) from error


def restate(project: Project, map_id: str, step_id: str, said: Said) -> Captured:
    """Change a step to what its line says now, where that is not what `line_of` said before.

    What the line left out then stays. A role or name that is no longer said stays too. Answers and
    flows that are said are drawn. Raises EditError as `capture` does.
    """
    one = project.map_by_id[map_id]
    step = one.step_by_id.get(step_id)
    if step is None:
        raise EditError(_("The step to change is no longer there."))
    if said.unread and not said.makes_step:
        raise EditError(said.problems[0])
    before = read(line_of(step, one, project), one, project)
    drawing = Drawing(project, map_id)
    try:
        drawing.put(_restated(step, before, said, drawing))
        drawing.answer(step, said.answers)
        for way in said.ways:
            drawing.way(step_id, way)
    except ValidationError as error:
        raise EditError(refusal(error)) from error
    return drawing.done(step_id)


_EMPTY: dict[str, Any] = {
    "kind": "step",
    "people": 1.0,
    "phase": "",
    "process_time": None,
    "wait_time": None,
    "complete_accurate": None,
    "fixed_cost": 0.0,
    "tools": (),
    "value_class": None,
    "wastes": (),
    "lever": None,
}
"""What a step holds where its line says nothing."""


def _restated(step: Step, before: Said, said: Said, drawing: Drawing) -> Step:
    changes: dict[str, Any] = {}
    if said.amends:  # tools and wastes come to those that were said before
        tools = tuple(dict.fromkeys((*step.tools, *said.tools)))
        wastes = tuple(dict.fromkeys((*step.wastes, *said.wastes)))
        said = replace(
            said, tools=tools if said.tools else (), wastes=wastes if said.wastes else ()
        )
    for name, empty in _EMPTY.items():
        now = getattr(said, name)
        if now != getattr(before, name):
            changes[name] = empty if now is None else now
    if said.name and said.name != before.name:
        changes["name"] = said.name
    if said.role is not None and said.role != before.role:
        changes["role"] = drawing.role(said.role)
    role = changes.get("role", step.role)
    helpers = {h.role: h.people for h in step.helpers}
    if said.helpers != before.helpers:
        helpers = {drawing.role(who): who.people for who in said.helpers}
    helpers.pop(role or "", None)
    changes["helpers"] = tuple(Helper(role=r, people=n) for r, n in helpers.items())
    return step.replace(**changes)
