"""Steps that are dragged together take the lines between them along, until they are dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mopsmap.layout import Layout, Placed, Point, Route
    from mopsmap.layout.plan import Plan


def carried(
    previous: Layout, plan: Plan, steps: Mapping[str, Placed]
) -> tuple[Layout, frozenset[str]]:
    """The previous layout with the steps that most of those moving go along with where they stand
    now, with the lines, labels and circles between them and where these lines cross; and the flows
    that begin or end there but do not go along."""
    before = previous.steps
    ways = {
        step: (now.x - old.x, now.y - old.y)
        for step, now in steps.items()
        if now is not (old := before.get(step)) and old is not None and old.shape == now.shape
    }
    if len(ways) < 2:
        return previous, frozenset()
    (dx, dy), _number = Counter(ways.values()).most_common(1)[0]
    group = {step for step, way in ways.items() if way == (dx, dy)}
    ends = [(f, (w.source in group) + (w.target in group)) for f, w in plan.wishes.items()]
    inside = {flow for flow, number in ends if number == 2}

    def there(x: float, y: float) -> Point:
        return x + dx, y + dy

    def taken(old: Route) -> Route:
        points, label = tuple(there(*point) for point in old.points), old.label
        return replace(
            old,
            points=points,
            label=label and there(*label),
            left=old.left + dx,
            right=old.right + dx,
        )

    junctions = []
    for j in previous.junctions:
        flows = (plan.forks if j.kind == "fork" else plan.joins).get(j.step, ())
        junctions.append(replace(j, x=j.x + dx, y=j.y + dy) if inside.issuperset(flows) else j)
    crossings = [
        c._replace(x=c.x + dx, y=c.y + dy) if c.level in inside else c
        for c in previous.crossings
        if (c.level in inside) == (c.upright in inside)
    ]
    routes = {f: taken(r) if f in inside else r for f, r in previous.routes.items()}
    moved = {**before, **{step: steps[step] for step in group}}
    found = replace(
        previous,
        steps=moved,
        routes=routes,
        junctions=tuple(junctions),
        crossings=tuple(crossings),
    )
    return found, frozenset(flow for flow, number in ends if number == 1)
