"""Cases: the combinations of choices an item can meet, as columns of numpy arrays.

All cases are enumerated up to `LIMIT`; beyond it they are sampled with a fixed seed. Sampled cases
are led by three chosen ones (most probable, longest, shortest ways) that carry no weight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mopsmap.analysis.network.graph import Loop, Shape
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

    `active[step]` says in which cases the step is met, `taken[flow]` in which a flow that leaves a
    choosing step is taken. Steps and flows of the same cases share their row where that is easily
    told, `always` is that of all cases. `choices[step]` says which of its ways a choosing step
    takes, -1 where it is not met. `left[step]` counts the flows that leave a step. `led` are the
    ways of the chosen cases before sampled ones.
    """

    network: Network
    probability: Floats
    weight: Floats
    choices: Mapping[str, Ways]
    active: Mapping[str, Bools]
    taken: Mapping[str, Bools]
    always: Bools
    sampled: bool
    left: Mapping[str, int]
    led: Mapping[str, Ways]
    _weights: dict[int, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of cases."""
        return len(self.weight)

    def takes(self, flow: Flow) -> Bools:
        """In which cases the item takes a forward flow."""
        taken = self.taken.get(flow.id)
        return self.active[flow.source] if taken is None else taken

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
        return 1.0 if row is self.always else self.weight_of(row)

    def weight_of(self, row: Bools) -> float:
        """Weight of the cases of a row of `active` or `taken`."""
        found = self._weights.get(id(row))
        if found is None:
            mine = self.weight[row] if not self.sampled else self._sampled_weights(row)
            found = self._weights[id(row)] = float(mine.sum())
        return found

    def _sampled_weights(self, row: Bools) -> Floats:
        """What `weight[row]` is: nothing for those that lead, and all others weigh the same."""
        leading, others = np.count_nonzero(row[:_LED]), np.count_nonzero(row[_LED:])
        return self.weight[_LED - leading : _LED + others]


def whole_network(shape: Shape) -> Network:
    """The forward map with its starts."""
    reading = shape.reading
    return _network(shape, reading.order, frozenset(reading.starts), shape.before)


def body_network(shape: Shape, loop: Loop) -> Network:
    """The body of a loop, entered where the rework leads back to."""
    return part_network(shape, shape.steps_of(loop.body), {loop.target})


def part_network(shape: Shape, steps: Sequence[str], starts: Collection[str]) -> Network:
    """Some steps of the forward map, in topological order, entered at `starts`."""
    inside = set(steps)
    before = {
        step: tuple(f for f in shape.before.get(step, ()) if f.source in inside) for step in steps
    }
    return _network(shape, steps, frozenset(starts), before)


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
        activity = _activity(network, choices, len(probability))
        return _cases(network, probability, probability, choices, activity, {})
    count = min(LIMIT, max(_FEWEST_SAMPLES, _SAMPLED_CELLS // len(network.order)))
    random = np.random.default_rng(_SEED)
    led = _led_choices(network, goal, hours or {})
    drawn: dict[str, Ways] = {}
    for step, shares in network.shares.items():
        chance = random.random(count)
        ways = np.zeros(count, dtype=np.int16)
        for bound in np.cumsum(shares)[:-1]:
            ways += chance >= bound
        drawn[step] = np.concatenate((led[step], ways))
    activity = _activity(network, drawn, count + _LED)
    probability = np.ones(count + _LED)
    for step, ways in drawn.items():
        met = activity.active[step]
        share = network.shares[step].take(ways)
        if met is activity.always:
            probability *= share
        else:
            probability *= np.where(met, share, 1.0)
            drawn[step] = np.where(met, ways, np.int16(-1))
    weight = np.full(count + _LED, 1 / count)
    weight[:_LED] = 0.0
    return _cases(network, probability, weight, drawn, activity, led)


def _cases(
    network: Network,
    probability: Floats,
    weight: Floats,
    choices: Mapping[str, Ways],
    activity: _Activity,
    led: Mapping[str, Ways],
) -> Cases:
    left: dict[str, int] = {}
    for flows in network.before.values():
        for flow in flows:
            left[flow.source] = left.get(flow.source, 0) + 1
    active, taken, always = activity
    return Cases(network, probability, weight, choices, active, taken, always, bool(led), left, led)


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


class _Activity(NamedTuple):
    active: Mapping[str, Bools]
    taken: Mapping[str, Bools]
    always: Bools


def _activity(network: Network, choices: Mapping[str, Ways], count: int) -> _Activity:
    always = np.ones(count, dtype=np.bool_)
    active: dict[str, Bools] = {}
    taken: dict[str, Bools] = {}

    def known(row: Bools) -> Bools:
        return always if row is not always and row.all() else row

    for step in network.order:
        rows = []
        for flow in network.before.get(step, ()):
            row, ways = active[flow.source], network.ways.get(flow.source)
            if ways is not None:
                at = next((i for i, way in enumerate(ways) if way.id == flow.id), -2)
                chosen = choices[flow.source] == at
                row = taken[flow.id] = known(chosen if row is always else row & chosen)
            rows.append(row)
        if step in network.starts:
            active[step] = always
        elif len(rows) == 1:
            active[step] = rows[0]
        else:
            active[step] = known(_any(rows, count))
    return _Activity(active, taken, always)


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
            longest[step] = own + max([longest[t] for t in after[step]])
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
        coming = sum(cases.weight_of(cases.takes(f)) for f in flows)
        met = cases.chance(step)
        if coming > 0:
            ratio = met / coming
            found[step] = 1.0 if abs(ratio - 1) < 1e-9 else ratio
    return found


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What each case comes to, as arrays over the cases.

    `reaches` says where the goal is reached, `lead_time` (h) is read only there. `rolled` is the
    product of %C&A, `first_time` of the shares without rework.
    """

    lead_time: Floats
    reaches: Bools
    rolled: Floats
    first_time: Floats


@dataclass(frozen=True, slots=True)
class Inputs:
    """Per step: hours in a case that meets it, %C&A, share without rework."""

    hours: Mapping[str, float]
    complete_accurate: Mapping[str, float]
    first_time: Mapping[str, float]
    goal: str | None


def part_of(cases: Cases, kept: slice | NDArray[np.intp]) -> Cases:
    """Some of the cases by their places, with the weights that they have among all."""
    different = {id(row): row for of in (cases.active, cases.taken) for row in of.values()}
    rows = {key: row[kept] for key, row in (different | {id(cases.always): cases.always}).items()}

    def cut(of: Mapping[str, Bools]) -> dict[str, Bools]:
        return {key: rows[id(row)] for key, row in of.items()}

    return replace(
        cases,
        probability=cases.probability[kept],
        weight=cases.weight[kept],
        choices={step: ways[kept] for step, ways in cases.choices.items()},
        always=rows[id(cases.always)],
        active=cut(cases.active),
        taken=cut(cases.taken),
        sampled=False,
        led={},
        _weights={},
    )


def sweep(
    cases: Cases, hours: Mapping[str, float | Floats]
) -> Iterator[tuple[str, Floats | float, Floats]]:
    """(step, start, finish) hours of every step in all cases at once; finish is 0 where not met,
    start is anything there. `hours` of a step are one number, or an array over the cases or one
    whose last axis is that."""
    network = cases.network
    active, taken, always = cases.active, cases.taken, cases.always
    finish: dict[str, Floats] = {}
    waiting = dict(cases.left)
    for step in network.order:
        row = active[step]
        start: Floats | float = 0.0
        for flow in network.before.get(step, ()):
            come = finish[flow.source]
            chosen = taken.get(flow.id, row)
            if chosen is not row:
                come = come * chosen
            start = come if isinstance(start, float) else np.maximum(start, come)
            waiting[flow.source] -= 1
            if not waiting[flow.source]:
                del finish[flow.source]
        done = start + hours[step]
        if isinstance(done, float):
            done = np.full(cases.count, done)
        finish[step] = done if row is always else done * row
        yield step, start, finish[step]


def longest_times(cases: Cases, hours: Mapping[str, float], goal: str | None) -> Floats:
    """Hours until the goal, or the last end, is done in every case; 0 where it is not met."""
    lead = np.zeros(cases.count)
    for step, _, finish in sweep(cases, hours):
        if step == goal or (goal is None and step not in cases.left):
            lead = np.maximum(lead, finish)
    return lead


def outcomes(cases: Cases, inputs: Inputs) -> Outcomes:
    """Go once through the map with all cases side by side."""
    never = np.zeros(cases.count, dtype=np.bool_)
    return Outcomes(
        lead_time=longest_times(cases, inputs.hours, inputs.goal),
        reaches=cases.always if inputs.goal is None else cases.active.get(inputs.goal, never),
        rolled=_product(cases, inputs.complete_accurate),
        first_time=_product(cases, inputs.first_time),
    )


def _product(cases: Cases, values: Mapping[str, float]) -> Floats:
    """The product over the steps of each case."""
    shared, found = 1.0, np.ones(cases.count)
    for step, row in cases.active.items():
        value = values[step]
        if row is cases.always:
            shared *= value
        elif value != 1.0:
            found *= np.array((1.0, value)).take(row)  # np.where is slow on rows without pattern
    return found * shared


def case_sums(cases: Cases, values: Mapping[str, float]) -> Floats:
    """The sum over the steps of each case."""
    found = np.zeros(cases.count)
    for step in cases.network.order:
        value = values[step]
        found += value if cases.everywhere(step) else value * cases.active[step]
    return found


def weighted(weight: Floats, values: Floats) -> float:
    """The sum of weight x value: a scalar product, which numpy would start threads for."""
    return float((weight * values).sum())


def mean_received(cases: Cases, gate: str, complete_accurate: Mapping[str, float]) -> float:
    """Product of %C&A of the steps that hand over to a gate, on average of the cases that meet it
    (some do)."""
    row = cases.active[gate]
    found: Floats | float = 1.0
    for flow in cases.network.before.get(gate, ()):
        value, taken = complete_accurate[flow.source], cases.takes(flow)
        if value != 1.0:
            found = found * (value if taken is row else np.where(taken, value, 1.0))
    if isinstance(found, float):
        return found
    weight = cases.weight[row]
    return weighted(weight, found[row]) / float(weight.sum())
