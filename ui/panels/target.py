"""What the inspector's fields stand for, and the edit that gives an attribute of it a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from mopsmap import edits, rules
from mopsmap.model import Charter, Flow, Note, Project, Role, Step, ValueStreamMap
from mopsmap.record import Attribute, Record
from mopsmap.units import Calendar

Kind = Literal["steps", "flows", "notes", "role", "map"]
Source = Literal["steps", "flows", "notes", "role", "map", "charter", "project", "calendar"]
Change = Callable[[Project], Project]

RECORD_TYPES: dict[Source, type[Record]] = {
    "steps": Step,
    "flows": Flow,
    "notes": Note,
    "role": Role,
    "map": ValueStreamMap,
    "charter": Charter,
    "project": Project,
    "calendar": Calendar,
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the fields stand for."""

    kind: Kind
    map_id: str
    ids: tuple[str, ...] = ()

    def records(self, source: Source, project: Project) -> tuple[Record, ...]:
        """The records behind a source; those that are gone are left out."""
        one = project.map_by_id.get(self.map_id)
        if one is None:
            return ()
        known: dict[str, Any] = {
            "steps": one.step_by_id,
            "flows": one.flow_by_id,
            "notes": one.note_by_id,
            "role": one.role_by_id,
        }
        if source in known:
            return tuple(known[source][i] for i in self.ids if i in known[source])
        single: dict[str, Record] = {
            "map": one,
            "charter": one.charter,
            "project": project,
            "calendar": project.calendar,
        }
        return (single[source],)

    def change(self, source: Source, attribute: Attribute, value: Any) -> Change:
        """The edit that gives an attribute a value, or a value made from each record's own."""
        name = attribute.name
        if callable(value):
            return lambda p: self._change_each(p, source, name, value)
        if attribute.kind == "role":
            return lambda p: edits.place(p, self.map_id, self._lanes(p, value))
        if source == "flows" and attribute.kind == "step":
            return lambda p: self._redirect(p, name, value)
        return lambda p: self._set(p, source, **{name: value})

    def _set(self, project: Project, source: Source, **changes: Any) -> Project:
        match source:
            case "steps":
                return edits.set_steps(project, self.map_id, self.ids, **changes)
            case "flows":
                return edits.set_flows(project, self.map_id, self.ids, **changes)
            case "notes":
                return edits.set_notes(project, self.map_id, self.ids, **changes)
            case "role":
                return edits.set_roles(project, self.map_id, self.ids, **changes)
            case "map":
                return edits.set_map(project, self.map_id, **changes)
            case "charter":
                return edits.set_charter(project, self.map_id, **changes)
            case "calendar":
                return edits.set_calendar(project, **changes)
        return edits.set_project(project, **changes)

    def _change_each(
        self, project: Project, source: Source, name: str, turn: Callable[[Any], Any]
    ) -> Project:
        records = self.records(source, project)
        if source in ("steps", "flows", "notes"):
            one, chosen = project.map_by_id[self.map_id], set(self.ids)
            changed = tuple(
                r.replace(**{name: turn(getattr(r, name))}) if r.id in chosen else r
                for r in getattr(one, source)
            )
            return edits.set_map(project, self.map_id, **{source: changed})
        return self._set(project, source, **{name: turn(getattr(records[0], name))})

    def _lanes(self, project: Project, role: str | None) -> dict[str, Any]:
        steps = project.map_by_id[self.map_id].step_by_id
        return {i: (role, steps[i].position) for i in self.ids}

    def _redirect(self, project: Project, name: str, step: str) -> Project:
        one = project.map_by_id[self.map_id]
        for flow in (one.flow_by_id[i] for i in self.ids):
            ends = {"source": flow.source, "target": flow.target, name: step}
            others = one.replace(flows=tuple(f for f in one.flows if f.id != flow.id))
            reason = rules.may_connect(others, ends["source"], ends["target"])
            if reason:
                raise edits.EditError(reason)
        return edits.set_flows(project, self.map_id, self.ids, **{name: step})
