"""A monkey at the keyboard: whatever it does in whatever order, nothing breaks or is lost."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import BaseModel, ValidationError

from mopsmap import edits
from mopsmap.analysis import analyze, compare
from mopsmap.diff import MapDiff, ProjectDiff, RecordsDiff
from mopsmap.document import Document
from mopsmap.edits import EditError
from mopsmap.layout import Layout, lay_out, positions
from mopsmap.model import (
    Helper,
    Note,
    Position,
    Project,
    Role,
    ValueStreamMap,
    new_project,
)
from mopsmap.reading import read_map
from mopsmap.storage import dump, load, save
from tests.core.drawing import draw

MOST_STEPS, MOST_MAPS = 40, 4
RECORDS = ("roles", "steps", "flows", "countermeasures", "notes")
LANES = (Role(id="team", name="Team"), Role(id="legal", name="Legal"), Role(id="web", name="Web"))
LOOPS = draw(
    "a>b, b>c, b>d, c>e, d>e, e~b .2, e~fix .1, fix~b",
    {"a": {"role": "legal"}, "fix": {"role": "web", "helpers": (Helper(role="legal"),)}},
    roles=LANES,
    goal="e",
    notes=(Note(id="n1", step="c"), Note(id="n2")),
)
ODD = draw("a>b .5, a>c .7, b>d, d>a", {"a": {"kind": "decision"}}, roles=LANES)
BEGINNINGS = (
    Project(maps=(LOOPS,)),
    edits.copy_map(Project(maps=(LOOPS,)), "map", "to-be", "To-be", "to_be"),
    Project(maps=(ODD, LOOPS.replace(id="as-is"))),
    new_project(),
    Project(),
)

numbers = st.integers(0, 1000)
many = st.lists(numbers, max_size=3)
one_or_more = st.lists(numbers, min_size=1, max_size=3)
chance = st.sampled_from([None, 0.0, 0.2, 0.5, 0.999999999, 1.0])
amounts = st.sampled_from([0.0, 0.5, 1.0, 7.0, 1e12])
times = st.sampled_from(
    [None, "0 h", "4 h", "1 s", "1000000 h", {"min": "2 d", "likely": "1 h", "max": "3 d"},
     {"distribution": "gamma", "mean": "2 h", "sd": "9 h"}]
)  # fmt: skip
words = st.sampled_from(["", "Brief", "Prüfen ✓", "=1+1", 'a"b', "x" * 300])
kinds = st.sampled_from(["start", "step", "decision", "end"])
places = st.none() | st.builds(
    Position, x=st.sampled_from([0.0, 130.0, 1e6]), y=st.sampled_from([-50.0, 0.0, 400.0])
)
step_fields = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "kind": kinds,
        "people": amounts,
        "process_time": times,
        "wait_time": times,
        "wait_reason": st.sampled_from(["person", "approval"]),
        "value_class": st.sampled_from([None, "value_adding", "waste"]),
        "complete_accurate": chance,
        "fixed_cost": amounts,
        "tools": st.sampled_from([(), ("CRM",), ("CRM", "CMS")]),
    },
)
flow_fields = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["forward", "rework", "information"]),
        "probability": chance,
        "label": words,
    },
)
role_fields = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "headcount": st.none() | amounts,
        "hourly_cost": st.none() | amounts,
        "availability": st.sampled_from([0.0, 0.5, 1.0]),
        "other_hours_per_year": amounts,
        "kind": st.sampled_from(["internal", "system"]),
    },
)


def pick(records: Mapping[str, Any], number: int) -> str | None:
    """The id of one record, or None where there is none."""
    return list(records)[number % len(records)] if records else None


def some(records: Mapping[str, Any], picks: list[int]) -> list[str]:
    return [found for n in picks if (found := pick(records, n)) is not None]


class View:
    """What a window would show: made anew from nothing but the diffs it hears."""

    def __init__(self, of: Document) -> None:
        self.document = of
        self.maps: dict[str, dict[str, Any]] = {}
        self.layouts: dict[str, Layout] = {}
        self.touched: dict[str, set[str]] = {}
        self.fields = self.fields_of(of.current)
        for one in of.current.maps:
            self.add(one)
        of.listen(self.follow)

    @staticmethod
    def fields_of(record: BaseModel) -> dict[str, Any]:
        left_out = (*RECORDS, "maps")
        return {n: getattr(record, n) for n in type(record).model_fields if n not in left_out}

    def add(self, one: ValueStreamMap) -> None:
        shown: dict[str, Any] = {n: {r.id: r for r in getattr(one, n)} for n in RECORDS}
        self.maps[one.id] = {**shown, "fields": self.fields_of(one)}
        self.layouts[one.id] = lay_out(one)

    def follow(self, found: ProjectDiff) -> None:
        now = self.document.current
        self.fields.update((name, getattr(now, name)) for name in found.fields)
        for gone in found.removed:
            del self.maps[gone], self.layouts[gone]
            self.touched.pop(gone, None)
        for new in found.added:
            self.add(now.map_by_id[new])
        for changed, touched in found.maps.items():
            self.follow_map(now.map_by_id[changed], touched)
        if found.added or found.moved:
            self.maps = {i: self.maps[i] for i in now.map_by_id}

    def follow_map(self, one: ValueStreamMap, touched: MapDiff) -> None:
        shown = self.maps[one.id]
        shown["fields"].update((name, getattr(one, name)) for name in touched.fields)
        for name in RECORDS:
            part: RecordsDiff = getattr(touched, name)
            for gone in part.removed:
                del shown[name][gone]
            now = {r.id: r for r in getattr(one, name)}
            shown[name].update((i, now[i]) for i in part.added + part.changed)
            if part.added or part.moved:
                shown[name] = {i: shown[name][i] for i in now}
        if touched.roles:
            self.layouts[one.id] = lay_out(one)
        self.touched.setdefault(one.id, set()).update(touched.steps.ids, touched.flows.ids)

    def lay_out(self) -> None:
        """Draw what was touched again, and leave the rest where it is."""
        for one, ids in self.touched.items():
            now = self.document.current.map_by_id[one]
            self.layouts[one] = lay_out(now, self.layouts[one], frozenset(ids))
        self.touched.clear()

    def shown(self) -> Project:
        maps = (
            ValueStreamMap(**m["fields"], **{n: tuple(m[n].values()) for n in RECORDS})
            for m in self.maps.values()
        )
        return Project(**self.fields, maps=tuple(maps))


def finite(value: Any) -> bool:
    """Whether every number within is finite."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(finite, value.values()))
    if isinstance(value, tuple | list | frozenset):
        return all(map(finite, value))
    if dataclasses.is_dataclass(value):
        return all(finite(getattr(value, f.name)) for f in dataclasses.fields(value))
    return True


class Monkey(RuleBasedStateMachine):
    """Acts on a document as the window does; keeps its own plain list of states beside it."""

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def open(self, beginning: Project) -> None:
        self.folder = TemporaryDirectory()
        self.clipboard: str | None = None
        self.checked: list[ValueStreamMap] = []
        self.open_again(beginning)

    def open_again(self, project: Project) -> None:
        self.document = Document(project)
        self.view = View(self.document)
        self.states = [project]
        self.at = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()
            self.go_to_the_beginning_and_back()

    def map(self, number: int) -> ValueStreamMap | None:
        maps = self.document.committed.maps
        return maps[number % len(maps)] if maps else None

    def act(
        self,
        number: int,
        change: Callable[[Project, ValueStreamMap], Project | None],
        *refusals: type[Exception],
    ) -> None:
        """Commit a change of one map; only `refusals` may stop it."""
        one = self.map(number)
        if one is None:
            return
        try:
            after = change(self.document.committed, one)
        except refusals:
            self.document.cancel()
            return
        if after is not None:
            self.commit(after)

    def commit(self, after: Project) -> None:
        different = after != self.states[self.at]
        assert self.document.commit("Act", after) == different
        if different:
            self.remember(after)

    def remember(self, after: Project) -> None:
        self.states[self.at + 1 :] = [after]
        self.at += 1

    @rule(m=numbers, kind=kinds, after=st.none() | numbers, role=numbers, place=places)
    def add_step(
        self, m: int, kind: Any, after: int | None, role: int, place: Position | None
    ) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            behind = None if after is None else pick(one.step_by_id, after)
            new = edits.fresh_id(p, "step")
            return edits.add_step(
                p, one.id, new, kind=kind, role=pick(one.role_by_id, role), position=place,
                after=behind,
            )  # fmt: skip

        self.act(m, change, EditError)

    @rule(m=numbers, a=numbers, b=numbers)
    def connect(self, m: int, a: int, b: int) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project | None:
            source, target = pick(one.step_by_id, a), pick(one.step_by_id, b)
            return edits.connect(p, one.id, source, target) if source and target else None

        self.act(m, change, EditError)

    @rule(m=numbers, flow=numbers, step=numbers, new=st.booleans())
    def put_into_flow(self, m: int, flow: int, step: int, new: bool) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project | None:
            into, through = pick(one.flow_by_id, flow), pick(one.step_by_id, step)
            if into is None or through is None:
                return None
            if new:
                through = edits.fresh_id(p, "step")
                p = edits.add_step(p, one.id, through)
            return edits.split_flow(p, one.id, into, through)

        self.act(m, change, EditError)

    @rule(m=numbers, steps=many, flows=many, notes=many)
    def delete(self, m: int, steps: list[int], flows: list[int], notes: list[int]) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            ids = {n.id: n for n in one.notes}
            return edits.delete(
                p, one.id, some(one.step_by_id, steps), some(one.flow_by_id, flows),
                some(ids, notes),
            )  # fmt: skip

        self.act(m, change)

    @rule(m=numbers, steps=one_or_more, fields=step_fields)
    def set_steps(self, m: int, steps: list[int], fields: dict[str, Any]) -> None:
        self.act(
            m, lambda p, one: edits.set_steps(p, one.id, some(one.step_by_id, steps), **fields)
        )

    @rule(m=numbers, flows=one_or_more, fields=flow_fields)
    def set_flows(self, m: int, flows: list[int], fields: dict[str, Any]) -> None:
        self.act(
            m, lambda p, one: edits.set_flows(p, one.id, some(one.flow_by_id, flows), **fields)
        )

    @rule(m=numbers, flow=numbers, end=st.sampled_from(["source", "target"]), step=numbers)
    def bend_flow(self, m: int, flow: int, end: str, step: int) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            flows = some(one.flow_by_id, [flow])
            return edits.set_flows(p, one.id, flows, **{end: pick(one.step_by_id, step)})

        self.act(m, change)

    @rule(m=numbers, roles=one_or_more, fields=role_fields)
    def set_roles(self, m: int, roles: list[int], fields: dict[str, Any]) -> None:
        self.act(
            m, lambda p, one: edits.set_roles(p, one.id, some(one.role_by_id, roles), **fields)
        )

    @rule(m=numbers, name=words, index=st.none() | st.integers(0, 5))
    def add_role(self, m: int, name: str, index: int | None) -> None:
        self.act(
            m, lambda p, one: edits.add_role(p, one.id, edits.fresh_id(p, "role"), name, index)
        )

    @rule(m=numbers, role=numbers, index=st.none() | st.integers(-1, 5))
    def move_or_delete_role(self, m: int, role: int, index: int | None) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project | None:
            found = pick(one.role_by_id, role)
            if found is None:
                return None
            if index is None:
                return edits.delete_role(p, one.id, found)
            return edits.move_role(p, one.id, found, index)

        self.act(m, change)

    @rule(m=numbers, text=words, step=st.none() | numbers)
    def add_note(self, m: int, text: str, step: int | None) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            on = None if step is None else pick(one.step_by_id, step)
            return edits.add_note(p, one.id, text, step=on)

        self.act(m, change)

    @rule(m=numbers, note=numbers, step=st.none() | numbers, votes=st.integers(-2, 2))
    def turn_note(self, m: int, note: int, step: int | None, votes: int) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project | None:
            found = pick(one.note_by_id, note)
            if found is None:
                return None
            if votes:
                return edits.vote(p, one.id, [found], votes)
            if step is not None:
                return edits.set_notes(p, one.id, [found], step=pick(one.step_by_id, step))
            return edits.move_notes(p, one.id, {found: Position(x=40.0, y=80.0)})

        self.act(m, change)

    @rule(m=numbers, how=st.sampled_from(["freeze", "tidy", "make room"]))
    def arrange(self, m: int, how: str) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            if how == "tidy":
                return edits.tidy(p, one.id)
            if how == "make room":
                return edits.make_room(p, one.id, 100.0)
            return edits.freeze(p, one.id, positions(self.view.layouts[one.id], one))

        self.act(m, change)

    @rule(
        m=numbers,
        steps=one_or_more,
        role=numbers,
        ways=st.lists(places, min_size=1, max_size=3),
        drop=st.booleans(),
    )
    def drag(
        self, m: int, steps: list[int], role: int, ways: list[Position | None], drop: bool
    ) -> None:
        one = self.map(m)
        if one is None:
            return
        before = self.document.committed
        lane = pick(one.role_by_id, role)
        after = before
        for place in ways:
            after = edits.place(
                before, one.id, dict.fromkeys(some(one.step_by_id, steps), (lane, place))
            )
            self.document.preview(after)
            assert self.document.committed is before
            self.view_is_the_document()
        if drop:
            self.commit(after)
        else:
            self.document.cancel()
            assert self.document.current is before

    @rule(m=numbers, steps=many)
    def copy(self, m: int, steps: list[int]) -> None:
        one = self.map(m)
        if one is not None:
            fragment = edits.copy(
                self.document.committed, one.id, some(one.step_by_id, [*steps, *range(4)])
            )
            self.clipboard = fragment.model_dump_json(exclude_defaults=True)

    @precondition(lambda self: getattr(self, "clipboard", None))
    @rule(m=numbers)
    def paste(self, m: int) -> None:
        assert self.clipboard is not None
        fragment = edits.Fragment.model_validate_json(self.clipboard)

        def change(p: Project, one: ValueStreamMap) -> Project | None:
            if len(one.steps) > MOST_STEPS:
                return None
            pasted = edits.paste(p, one.id, fragment)
            known = {s for each in p.maps for s in each.step_by_id}
            assert not known & set(pasted.steps), "an id of another step"
            assert len(pasted.steps) == len(fragment.steps)
            return pasted.project

        self.act(m, change)

    @rule(m=numbers, kind=st.sampled_from(["as_is", "to_be", "variant"]), fresh=st.booleans())
    def add_map(self, m: int, kind: Any, fresh: bool) -> None:
        project = self.document.committed
        if len(project.maps) >= MOST_MAPS:
            return
        new, source = edits.fresh_id(project, "map"), self.map(m)
        if fresh or source is None:
            self.commit(edits.add_map(project, ValueStreamMap(id=new, kind=kind)))
        else:
            self.commit(edits.copy_map(project, source.id, new, "Copy", kind))

    @rule(m=numbers)
    def delete_map(self, m: int) -> None:
        self.act(m, lambda p, one: edits.delete_map(p, one.id), EditError)

    @rule(m=numbers, title=words, demand=st.none() | amounts, goal=st.none() | numbers)
    def set_map_and_project(
        self, m: int, title: str, demand: float | None, goal: int | None
    ) -> None:
        def change(p: Project, one: ValueStreamMap) -> Project:
            end = None if goal is None else pick(one.step_by_id, goal)
            p = edits.set_map(p, one.id, demand_per_year=demand, goal=end)
            return edits.set_charter(edits.set_project(p, title=title), one.id, problem=title)

        self.act(m, change)

    @rule(m=numbers, hours=st.sampled_from([0.5, 8.0, 24.0]))
    def set_calendar(self, m: int, hours: float) -> None:
        self.act(m, lambda p, _: edits.set_calendar(p, hours_per_day=hours), ValidationError)

    @rule(texts=st.lists(words, min_size=1, max_size=4))
    def type_a_title(self, texts: list[str]) -> None:
        before = self.states[self.at]
        done = [
            self.document.commit("Title", edits.set_project(before, title=text), "title")
            for text in texts
        ]
        self.document.end_merging()
        if any(done):
            del self.states[self.at + 1 :]
        if texts[-1] != before.title:
            self.remember(edits.set_project(before, title=texts[-1]))

    @rule()
    def undo(self) -> None:
        assert self.document.undo() == (self.at > 0)
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        last = len(self.states) - 1
        assert self.document.redo() == (self.at < last)
        self.at = min(last, self.at + 1)

    @rule()
    def go_to_the_beginning_and_back(self) -> None:
        while self.document.undo():
            self.view_is_the_document()
        assert self.document.current == self.states[0]
        for state in self.states[1:]:
            assert self.document.redo()
            assert self.document.current == state
        assert not self.document.redo()
        self.at = len(self.states) - 1

    @rule(again=st.booleans())
    def save_and_open(self, again: bool) -> None:
        file = Path(self.folder.name) / "monkey.mopsmap"
        project = self.document.committed
        save(project, file)
        self.document.mark_saved()
        assert not self.document.modified
        found = load(file)
        assert found.project == project
        assert found.remarks == ()
        assert dump(found.project) == dump(project)
        if again:
            self.open_again(found.project)

    @invariant()
    def view_is_the_document(self) -> None:
        if hasattr(self, "document"):
            assert self.view.shown() == self.document.current

    @invariant()
    def the_document_is_where_the_list_says(self) -> None:
        if hasattr(self, "document"):
            assert self.document.committed == self.states[self.at]
            assert not self.document.previewing

    @invariant()
    def every_map_can_be_read_drawn_and_analyzed(self) -> None:
        if not hasattr(self, "document"):
            return
        self.view.lay_out()
        project = self.document.committed
        for one in project.maps:
            if any(one is known for known in self.checked):
                continue
            self.checked.append(one)
            read_map(one, project.calendar)
            drawn = self.view.layouts[one.id]
            assert drawn.steps.keys() == one.step_by_id.keys()
            assert drawn.routes.keys() <= one.flow_by_id.keys()
            assert finite(drawn)
            assert finite(analyze(project, one.id))
            assert finite(compare(project, project.maps[0].id, one.id))


TestMonkey = Monkey.TestCase
TestMonkey.settings = settings(
    max_examples=45,
    stateful_step_count=45,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
