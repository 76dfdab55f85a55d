"""Cases: the combinations of choices an item can meet, as columns of numpy arrays.

All cases are enumerated up to `LIMIT`; beyond it they are sampled with a fixed seed. Sampled cases
are led by three chosen ones (most probable, longest, shortest ways) that carry no weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mopsmap.analysis.graph import Loop, Shape
from mopsmap.model import Flow

LIMIT = 10_000
_SEED = 7
_SAMPLED_CELLS = 4_000_000
_FEWEST_SAMPLES = 1_000
_LED = 3

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ways = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Network:
    """An acyclic piece of a map: the whole forward map, or the body of one loop.

    `ways` are, by choosing step, the flows it can take; `shares` their probabilities.
    """

    order: Sequence[str]
    starts: frozenset[str]
    before: Mapping[str, Sequence[Flow]]
    ways: Mapping[str, Sequence[Flow]]
    shares: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases of a network. `weight` adds up to 1; `probability` is that of the case itself.

    `active[step]` says in which cases the step is met (rows may be shared between steps);
    `choices[step]` which of its ways a choosing step takes, -1 where it is not met. `left[step]`
    counts the flows that leave a step. `always` is the one row of all steps that every case meets
    (None where there are none). `led` are the ways of the chosen cases before sampled ones.
    """

    network: Network
    probability: Floats
    weight: Floats
    choices: Mapping[str, Ways]
    active: Mapping[str, Bools]
    always: Bools | None
    sampled: bool
    left: Mapping[str, int]
    led: Mapping[str, Ways]
    _chances: dict[int, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of cases."""
        return len(self.weight)

    def takes(self, flow: Flow) -> Bools:
        """In which cases the item takes a forward flow."""
        return _taken(self.network, self.active, self.choices, flow)

    def led_by(self, goal: str | None, hours: Mapping[str, float]) -> bool:
        """Whether `cases_of` would give the same cases for another goal and other hours."""
        if not self.sampled:
            return True
        led = _led_choices(self.network, goal, hours)
        return all(np.array_equal(ways, self.led[step]) for step, ways in led.items())

    def everywhere(self, step: str) -> bool:
        """Whether a step is met in all cases."""
        return self.active[step] is self.always

    def chance(self, step: str) -> float:
        """Weight of the cases in which a step is met."""
        row = self.active[step]
        if id(row) not in self._chances:
            self._chances[id(row)] = 1.0 if row is self.always else float(self.weight[row].sum())
        return self._chances[id(row)]


def whole_network(shape: Shape) -> Network:
    """The forward map with its starts."""
    reading = shape.reading
    return _network(shape, reading.order, frozenset(reading.starts), shape.before)


def body_network(shape: Shape, loop: Loop) -> Network:
    """The body of a loop, entered where the rework leads back to."""
    steps = shape.steps_of(loop.body)
    inside = set(steps)
    before = {
        step: tuple(f for f in shape.before.get(step, ()) if f.source in inside) for step in steps
    }
    return _network(shape, steps, frozenset({loop.target}), before)


def _network(
    shape: Shape,
    order: Sequence[str],
    starts: frozenset[str],
    before: Mapping[str, Sequence[Flow]],
) -> Network:
    ways, shares = {}, {}
    chooses = shape.reading.chooses
    for step in order:
        if step in chooses:
            possible = [f for f in shape.after[step] if shape.conditional[f.id] > 0]
            if possible:
                chances = np.array([shape.conditional[f.id] for f in possible])
                ways[step], shares[step] = tuple(possible), chances / chances.sum()
    return Network(order, starts, before, ways, shares)


def cases_of(
    network: Network, goal: str | None = None, hours: Mapping[str, float] | None = None
) -> Cases:
    """All cases, in the order of the choices met and of their flows in the file.

    `goal` and `hours` only choose which cases lead the sampled ones.
    """
    found = _enumerated(network)
    if found is not None:
        probability, choices = found
        active = _activity(network, choices, len(probability))
        return _cases(network, probability, probability, choices, active, {})
    count = min(LIMIT, max(_FEWEST_SAMPLES, _SAMPLED_CELLS // len(network.order)))
    random = np.random.default_rng(_SEED)
    led = _led_choices(network, goal, hours or {})
    drawn: dict[str, Ways] = {}
    for step, shares in network.shares.items():
        bounds = np.cumsum(shares)[:-1]
        ways = np.searchsorted(bounds, random.random(count), side="right").astype(np.int16)
        drawn[step] = np.concatenate((led[step], ways))
    active = _activity(network, drawn, count + _LED)
    probability = np.ones(count + _LED)
    for step, ways in drawn.items():
        met = active[step]
        probability *= np.where(met, network.shares[step][ways], 1.0)
        drawn[step] = np.where(met, ways, np.int16(-1))
    weight = np.full(count + _LED, 1 / count)
    weight[:_LED] = 0.0
    return _cases(network, probability, weight, drawn, active, led)


def _cases(
    network: Network,
    probability: Floats,
    weight: Floats,
    choices: Mapping[str, Ways],
    active: Mapping[str, Bools],
    led: Mapping[str, Ways],
) -> Cases:
    left: dict[str, int] = {}
    for flows in network.before.values():
        for flow in flows:
            left[flow.source] = left.get(flow.source, 0) + 1
    always = next((row for row in active.values() if row.all()), None)
    return Cases(network, probability, weight, choices, active, always, bool(led), left, led)


def _taken(
    network: Network, active: Mapping[str, Bools], choices: Mapping[str, Ways], flow: Flow
) -> Bools:
    row = active[flow.source]
    if flow.source in network.ways:
        ways = network.ways[flow.source]
        at = next((i for i, way in enumerate(ways) if way.id == flow.id), -2)
        taken: Bools = row & (choices[flow.source] == at)
        return taken
    return row


def _enumerated(network: Network) -> tuple[Floats, dict[str, Ways]] | None:
    """(probability, choices) of every case; None where there are more than LIMIT."""
    probability = np.ones(1)
    live: dict[str, Bools] = {}
    splits: list[tuple[str, NDArray[np.intp], Ways]] = []
    after: dict[str, list[Flow]] = {}
    for flows in network.before.values():
        for flow in flows:
            after.setdefault(flow.source, []).append(flow)
    for step in network.order:
        row = _any([live.pop(f.id) for f in network.before.get(step, ())], len(probability))
        if step in network.starts:
            row = np.ones(len(probability), dtype=np.bool_)
        ways = network.ways.get(step)
        if ways is None:
            for flow in after.get(step, ()):
                live[flow.id] = row
            continue
        copies = np.where(row, len(ways), 1)
        total = int(copies.sum())
        if total > LIMIT:
            return None
        parent = np.repeat(np.arange(len(row)), copies)
        first = np.repeat(np.cumsum(copies) - copies, copies)
        row = row[parent]
        way = np.where(row, np.arange(total) - first, -1).astype(np.int16)
        probability = probability[parent] * np.where(row, network.shares[step][way], 1.0)
        live = {key: old[parent] for key, old in live.items()}
        splits.append((step, parent, way))
        for flow in after.get(step, ()):
            at = next((i for i, w in enumerate(ways) if w.id == flow.id), -2)
            live[flow.id] = way == at
    choices: dict[str, Ways] = {}
    back = np.arange(len(probability))
    for step, parent, way in reversed(splits):
        choices[step] = way[back]
        back = parent[back]
    return probability, choices


def _any(rows: Sequence[Bools], count: int) -> Bools:
    if not rows:
        return np.zeros(count, dtype=np.bool_)
    found = rows[0]
    for row in rows[1:]:
        if row is not found:
            found = found | row
    return found


def _activity(network: Network, choices: Mapping[str, Ways], count: int) -> dict[str, Bools]:
    always = np.ones(count, dtype=np.bool_)
    found: dict[str, Bools] = {}
    for step in network.order:
        if step in network.starts:
            found[step] = always
            continue
        row = _any([_taken(network, found, choices, f) for f in network.before[step]], count)
        found[step] = always if row.all() else row
    return found


def _led_choices(network: Network, goal: str | None, hours: Mapping[str, float]) -> dict[str, Ways]:
    """Choices of the most probable, the longest and the shortest ways, as far as can be told
    going backward through the map; ways that cannot reach the goal come last."""
    longest: dict[str, float] = {}
    shortest: dict[str, float] = {}
    after: dict[str, list[str]] = {}
    for step, flows in network.before.items():
        for flow in flows:
            after.setdefault(flow.source, []).append(step)
    found: dict[str, Ways] = {}
    never = float("inf")
    for step in reversed(network.order):
        own = hours.get(step, 0.0)
        if step in network.ways:
            targets = [f.target for f in network.ways[step]]
            far = [longest[t] for t in targets]
            near = [shortest[t] for t in targets]
            chances = [
                share if longest[t] > -never else -1.0
                for share, t in zip(network.shares[step], targets, strict=True)
            ]
            picks = [chances.index(max(chances)), far.index(max(far)), near.index(min(near))]
            found[step] = np.array(picks, dtype=np.int16)
            longest[step], shortest[step] = own + max(far), own + min(near)
        elif step in after:
            longest[step] = own + max(longest[t] for t in after[step])
            reaching = [shortest[t] for t in after[step] if shortest[t] < never]
            shortest[step] = own + (max(reaching) if reaching else never)
        else:
            longest[step] = own if goal is None else -never
            shortest[step] = own if goal is None else never
        if step == goal:
            longest[step] = shortest[step] = own
    return found


def join_weights(cases: Cases) -> dict[str, float]:
    """By step with several flows in: P(step is met) / sum of P(flow is taken).

    1 where the flows are alternatives, 1/k where k parallel flows join; 1 where never met.
    """
    found = {}
    for step in cases.network.order:
        flows = cases.network.before.get(step, ())
        if len(flows) < 2 or step in cases.network.starts:
            continue
        coming = sum(float(cases.weight[cases.takes(f)].sum()) for f in flows)
        met = cases.chance(step)
        if coming > 0:
            ratio = met / coming
            found[step] = 1.0 if abs(ratio - 1) < 1e-9 else ratio
    return found


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What each case comes to, as arrays over the cases.

    `reaches` says where the goal is reached, `lead_time` (h) is read only there. `rolled` is the
    product of %C&A, `first_time` of the shares without rework, `received` the product of %C&A of
    what comes into a gate.
    """

    lead_time: Floats
    reaches: Bools
    cost: Floats
    rolled: Floats
    first_time: Floats
    received: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Per step and case: hours and cost in a case, %C&A, share without rework."""

    hours: Mapping[str, float]
    cost: Mapping[str, float]
    complete_accurate: Mapping[str, float]
    first_time: Mapping[str, float]
    goal: str | None
    gates: Sequence[str]


def sweep(cases: Cases, hours: Mapping[str, float]) -> Iterator[tuple[str, Floats | float, Floats]]:
    """(step, start, finish) hours of every step in all cases at once; finish is 0 where not met."""
    network = cases.network
    finish: dict[str, Floats] = {}
    waiting = dict(cases.left)
    for step in network.order:
        row = cases.active[step]
        start: Floats | float = 0.0
        for flow in network.before.get(step, ()):
            come = finish[flow.source]
            if flow.source in network.ways:
                come = np.where(cases.takes(flow), come, 0.0)
            start = come if isinstance(start, float) else np.maximum(start, come)
            waiting[flow.source] -= 1
            if not waiting[flow.source]:
                del finish[flow.source]
        done = start + hours[step]
        if isinstance(done, float):
            done = np.full(cases.count, done)
        finish[step] = done if cases.everywhere(step) else np.where(row, done, 0.0)
        yield step, start, finish[step]


def outcomes(cases: Cases, inputs: Inputs) -> Outcomes:
    """Go once through the map with all cases side by side."""
    count = cases.count
    always = np.ones(count, dtype=np.bool_)
    lead = np.zeros(count)
    cost, rolled, first_time = np.zeros(count), np.ones(count), np.ones(count)
    for step, _, finish in sweep(cases, inputs.hours):
        row = cases.active[step]
        everywhere = cases.everywhere(step)
        if step == inputs.goal or (inputs.goal is None and step not in cases.left):
            lead = np.maximum(lead, finish)
        cost += inputs.cost[step] if everywhere else inputs.cost[step] * row
        for product, value in (
            (rolled, inputs.complete_accurate[step]),
            (first_time, inputs.first_time[step]),
        ):
            if value != 1.0:
                product *= value if everywhere else np.where(row, value, 1.0)
    reaches = always if inputs.goal is None else cases.active.get(inputs.goal, ~always)
    return Outcomes(
        lead_time=lead,
        reaches=reaches,
        cost=cost,
        rolled=rolled,
        first_time=first_time,
        received={gate: _received(cases, gate, inputs.complete_accurate) for gate in inputs.gates},
    )


def _received(cases: Cases, gate: str, complete_accurate: Mapping[str, float]) -> Floats:
    """Product of %C&A of the steps that hand over to a gate in each case."""
    found = np.ones(cases.count)
    for flow in cases.network.before.get(gate, ()):
        value = complete_accurate[flow.source]
        if value != 1.0:
            found *= np.where(cases.takes(flow), value, 1.0)
    return found


def loops_beside_other_work(cases: Cases, shape: Shape) -> list[Loop]:
    """Loops of which, in some case, a part goes on side by side with work outside their body."""
    reading = shape.reading
    if not reading.parallel_splits and len(reading.starts) < 2:
        return []
    everything = (1 << len(reading.order)) - 1
    groups: dict[int, tuple[Bools, int]] = {}
    for step, at in shape.place.items():
        row = cases.active[step]
        groups[id(row)] = row, groups.get(id(row), (row, 0))[1] | 1 << at

    def beside(step: str, body: int) -> bool:
        others = everything & ~(shape.ancestors[step] | shape.descendants[step] | body)
        if not others:
            return False
        mine = cases.active[step]
        return any(
            members & others and bool((row & mine).any()) for row, members in groups.values()
        )

    return [
        loop
        for loop in shape.loops
        if any(beside(step, loop.body) for step in shape.steps_of(loop.body))
    ]
