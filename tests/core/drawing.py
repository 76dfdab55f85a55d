"""Maps in few words, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration

KINDS = {">": "forward", "~": "rework", "-": "information"}


def draw(flows: str, steps: Mapping[str, Any] | str = "", **fields: Any) -> ValueStreamMap:
    """A map from lines such as "a>b, a>c .7, c~a .3" (forward, rework, information a-b).

    `steps` gives process hours or fields of a step by id, or ids alone; steps that only flows name
    are added in the order met. Flows are called by their text without the probability.
    """
    given = {step: {} for step in steps.split()} if isinstance(steps, str) else dict(steps)
    drawn = []
    for text in filter(None, (part.strip() for part in flows.split(","))):
        ends, _, share = text.partition(" ")
        sign = next(s for s in KINDS if s in ends)
        source, target = ends.split(sign)
        drawn.append(
            Flow(
                id=ends,
                source=source,
                target=target,
                kind=KINDS[sign],
                probability=float(share) if share else None,
            )
        )
        for step in (source, target):
            given.setdefault(step, {})
    return ValueStreamMap(
        id="map",
        steps=tuple(_step(name, what) for name, what in given.items()),
        flows=tuple(drawn),
        **{"roles": (Role(id="team", name="Team", hourly_cost=10.0),), **fields},
    )


def _step(name: str, what: Any) -> Step:
    if isinstance(what, int | float):
        what = {"process_time": float(what)}
    times = {
        key: Duration(value) if isinstance(value, float) else value for key, value in what.items()
    }
    for key in ("people", "fixed_cost", "complete_accurate"):
        if key in times and isinstance(times[key], Duration):
            times[key] = times[key].value
    return Step(id=name, **{"role": "team", **times})


def project(one: ValueStreamMap, **fields: Any) -> Project:
    """A project with one map."""
    return Project(maps=(one,), **fields)
