"""What a drawing means, before any arithmetic: which flows go forward, which are rework, which
steps exist only on the way back, and which share of the items takes each way out.

Pure and fast, without a graph library, because the first painted map needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Literal

from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import Flow, Step, StepKind, ValueStreamMap
from mopsmap.numerals import Numerals, in_use, shown
from mopsmap.units import Calendar, Duration, ThreePoint

Severity = Literal["error", "warning", "info"]
_SEVERITY_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_TOLERANCE = 1e-6
_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at: `ids` are the records it concerns, `text` says what and what to do;
    `said` says it of each of them, where `text` begins with their names."""

    code: str
    severity: Severity
    ids: tuple[str, ...]
    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A map as it is analyzed. All collections are in file order where order is not said.

    `forward` are the flows the item goes forward by and `order` the steps they reach, in
    topological order. `rework` are the flows that take it back, those that enter and leave return
    steps included. `drawn_forward` and `drawn_order` also hold what is connected to no start, for
    placing it on the map. `chooses` are the steps that take exactly one of several forward flows,
    `parallel_splits` those that take all of several, `joins` those that can wait for several.
    `shares` is, by flow, the share of all executions of its source that take it, scaled and
    completed, 0..1. `numbers` counts the steps from 1 in the order of the work. Readings with the
    very same `shares` differ in their problems at most: only names, times and the like changed.
    """

    forward: tuple[Flow, ...]
    rework: tuple[Flow, ...]
    drawn_forward: tuple[Flow, ...]
    active_steps: frozenset[str]
    return_steps: frozenset[str]
    disconnected: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    chooses: frozenset[str]
    parallel_splits: frozenset[str]
    joins: frozenset[str]
    shares: Mapping[str, float]
    order: tuple[str, ...]
    drawn_order: tuple[str, ...]
    numbers: Mapping[str, int]
    endless: bool
    problems: tuple[Problem, ...]

    def rework_share(self) -> dict[str, float]:
        """By step with rework, the share of its executions that go back, 0..1."""
        found: dict[str, float] = {}
        for flow in self.rework:
            if flow.source not in self.return_steps:
                found[flow.source] = found.get(flow.source, 0.0) + self.shares[flow.id]
        return found


_KEPT = 6
_kept: tuple[tuple[ValueStreamMap, tuple[Calendar, Numerals], Reading], ...] = ()


def read_map(one: ValueStreamMap, calendar: Calendar | None = None) -> Reading:
    """Read a drawing: flows, starts, ends, shares and every structural problem.

    `calendar` is only used to compare the three points of an estimate in different units.
    Steps connected to nothing are left out, unless the map has no forward flow at all.
    A map never changes, so the readings of the last maps are kept: one edit asks for several.
    """
    global _kept
    setting = calendar or Calendar(), in_use()
    for known, known_setting, reading in _kept:
        if known is one and known_setting == setting:
            return reading
    reading = _read(one, setting[0])
    _kept = ((one, setting, reading), *_kept[: _KEPT - 1])
    return reading


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What kinds of steps and flows alone say; names and times only add problems.

    `problems` name the step that comes first among their ids by `_STEP`.
    """

    kinds: tuple[tuple[str, StepKind], ...]
    flows: tuple[Flow, ...]
    reading: Reading
    problems: tuple[Problem, ...]
    unmarked: tuple[Flow, ...]
    ignored: tuple[Flow, ...]
    islands: tuple[tuple[str, ...], ...]


_STEP = "{step}"
_drawings: tuple[_Drawing, ...] = ()


def _drawing_of(one: ValueStreamMap) -> _Drawing:
    """The drawing of a map; the last ones are kept, because most edits draw nothing."""
    global _drawings
    kinds = tuple((step.id, step.kind) for step in one.steps)
    for known in _drawings:
        if known.flows == one.flows and known.kinds == kinds:
            return known
    drawing = _draw(kinds, one.flows)
    _drawings = (drawing, *_drawings[: _KEPT - 1])
    return drawing


def _read(one: ValueStreamMap, calendar: Calendar) -> Reading:
    drawing, steps = _drawing_of(one), one.step_by_id
    reading = drawing.reading
    problems = [
        replace(p, text=p.text.replace(_STEP, _name(steps[p.ids[0]]))) for p in drawing.problems
    ]
    problems += _loop_problems(steps, drawing.unmarked, drawing.ignored, reading.shares)
    problems += _end_problems(one, reading)
    problems += _goal_problems(one, reading)
    problems += _connection_problems(steps, reading, drawing.islands)
    problems += _gaps(one, reading.active_steps | reading.return_steps, calendar)
    problems.sort(key=lambda p: _SEVERITY_ORDER[p.severity])
    return replace(reading, problems=tuple(problems))


def _draw(kinds: tuple[tuple[str, StepKind], ...], flows: tuple[Flow, ...]) -> _Drawing:
    steps = dict(kinds)
    drawn = [f for f in flows if f.kind == "forward"]
    marked = [f for f in flows if f.kind == "rework"]
    loops, drawn_forward = set[str](), drawn
    drawn_order = topological_order(list(steps), drawn)
    if len(drawn_order) < len(steps):
        loops = _loops(steps, drawn, _starts(steps, drawn, marked))
        drawn_forward = [f for f in drawn if f.id not in loops]
        drawn_order = topological_order(list(steps), drawn_forward)
    starts = _starts(steps, drawn_forward, marked)
    out = _by_source(drawn_forward)
    active = _reached(drawn_order, out, starts)
    order, forward = drawn_order, drawn_forward
    if len(active) < len(steps):
        order = tuple(s for s in drawn_order if s in active)
        forward = [f for f in drawn_forward if f.source in active]
        out = {s: flows for s, flows in out.items() if s in active}
    before = _by_target(forward)
    unmarked = [f for f in drawn if f.id in loops and f.source in active] if loops else []
    rework, ignored, return_steps = _rework(active, order, before, marked, unmarked, drawn_forward)
    problems: list[Problem] = []
    ways = _ways(steps, out, rework, return_steps, loops, problems)
    splits = {s for s, ways_on in out.items() if len(ways_on) > 1} - ways.chooses
    reading = Reading(
        forward=tuple(forward),
        rework=tuple(rework),
        drawn_forward=tuple(drawn_forward),
        active_steps=frozenset(active),
        return_steps=frozenset(return_steps),
        disconnected=tuple(s for s in steps if s not in active and s not in return_steps),
        starts=tuple(starts),
        ends=_ends(steps, active, out),
        chooses=frozenset(ways.chooses),
        parallel_splits=frozenset(splits),
        joins=_joins(order, before, ways.chooses),
        shares=ways.shares,
        order=order,
        drawn_order=drawn_order,
        numbers=_numbers(steps, order, forward, rework, return_steps),
        endless=any(p.code == "endless_rework" for p in problems),
        problems=(),
    )
    return _Drawing(
        kinds,
        flows,
        reading,
        tuple(problems),
        tuple(unmarked),
        tuple(ignored),
        _islands(order, (*forward, *rework)) if len(starts) > 1 else (),
    )


def topological_order(ids: Sequence[str], flows: Iterable[Flow]) -> tuple[str, ...]:
    """The ids with every flow's source before its target, ties as given.

    Steps on a loop are left out: `flows` should have none.
    """
    at = {step: i for i, step in enumerate(ids)}
    coming = [0] * len(ids)
    after: list[list[int]] = [[] for _ in ids]
    for flow in flows:
        target = at[flow.target]
        after[at[flow.source]].append(target)
        coming[target] += 1
    ready = [i for i, count in enumerate(coming) if not count]
    heapify(ready)
    found = []
    while ready:
        i = heappop(ready)
        found.append(ids[i])
        for target in after[i]:
            coming[target] -= 1
            if not coming[target]:
                heappush(ready, target)
    return tuple(found)


def step_numbers(one: ValueStreamMap) -> Mapping[str, int]:
    """By step, its number from 1 in the order of the work, which all screens and reports show.

    A return step follows the first step that sends items to it; unconnected steps come last.
    """
    return read_map(one).numbers


def _numbers(
    steps: Collection[str],
    order: Sequence[str],
    forward: Sequence[Flow],
    rework: Iterable[Flow],
    return_steps: Collection[str],
) -> dict[str, int]:
    if len(order) == len(steps):
        return {step: number for number, step in enumerate(order, 1)}
    sent: dict[str, Flow] = {}
    for flow in rework:
        if flow.target in return_steps:
            sent.setdefault(flow.target, flow)
    used = {*order, *return_steps}
    found = topological_order([s for s in steps if s in used], [*forward, *sent.values()])
    known = set(found)
    rest = [s for s in steps if s not in known]
    return {step: number for number, step in enumerate((*found, *rest), 1)}


def ancestor_masks(order: Sequence[str], flows: Iterable[Flow]) -> dict[str, int]:
    """By step, itself and all steps before it as the bits of their places in `order`."""
    masks = {step: 1 << i for i, step in enumerate(order)}
    before = _by_target(flows)
    for step in order:
        mask = masks[step]
        for flow in before.get(step, ()):
            mask |= masks[flow.source]
        masks[step] = mask
    return masks


def _by_source(flows: Iterable[Flow]) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(flow.source, []).append(flow)
    return found


def _by_target(flows: Iterable[Flow]) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(flow.target, []).append(flow)
    return found


def _starts(
    steps: Mapping[str, StepKind], forward: Sequence[Flow], marked: Sequence[Flow]
) -> list[str]:
    """Drawn starts, else steps without incoming forward flows, return steps excepted."""
    found = [s for s, kind in steps.items() if kind == "start"]
    if found:
        return found
    between = [f for f in forward if f.source != f.target]
    entered = {f.target for f in between}
    left = {f.source for f in between}
    sent_back = {f.target for f in marked if f.source != f.target}
    return [s for s in steps if s not in entered and (s in left or not (between or s in sent_back))]


def _loops(steps: Iterable[str], drawn: Sequence[Flow], starts: Sequence[str]) -> set[str]:
    """Ids of the flows that close a loop, met in a depth-first search in file order."""
    out = _by_source(drawn)
    found: set[str] = set()
    open_steps: set[str] = set()
    seen: set[str] = set()
    for root in (*starts, *steps):
        if root in seen:
            continue
        seen.add(root)
        open_steps.add(root)
        stack = [(root, iter(out.get(root, ())))]
        while stack:
            step, rest = stack[-1]
            for flow in rest:
                if flow.target in open_steps:
                    found.add(flow.id)
                elif flow.target not in seen:
                    seen.add(flow.target)
                    open_steps.add(flow.target)
                    stack.append((flow.target, iter(out.get(flow.target, ()))))
                    break
            else:
                open_steps.remove(step)
                stack.pop()
    return found


def _reached(
    order: Iterable[str], out: Mapping[str, Iterable[Flow]], starts: Iterable[str]
) -> set[str]:
    found = set(starts)
    for step in order:
        if step in found:
            for flow in out.get(step, ()):
                found.add(flow.target)
    return found


def _rework(
    active: set[str],
    order: Sequence[str],
    before: Mapping[str, Sequence[Flow]],
    marked: Sequence[Flow],
    unmarked: Sequence[Flow],
    drawn_forward: Sequence[Flow],
) -> tuple[list[Flow], list[Flow], set[str]]:
    """(valid rework flows, ignored ones, return steps).

    A rework flow is valid where it, or every way on through return steps, comes back to a step
    before the one it leaves, or to that step itself.
    """
    if not marked:
        return list(unmarked), [], set()
    loose = [f for f in drawn_forward if f.source not in active]
    back = _by_source(f for f in (*marked, *loose) if f.source not in active)
    entries = [f.target for f in (*marked, *loose)]
    place = {step: 1 << i for i, step in enumerate(dict.fromkeys(entries))}
    passed_by: dict[str, int] = {}
    for step in order:
        mask = place.get(step, 0)
        for flow in before.get(step, ()):
            mask |= passed_by[flow.source]
        passed_by[step] = mask
    exits: dict[str, tuple[int, set[str]]] = {}

    def way_back(step: str) -> tuple[int, set[str]]:
        """Bits of the active steps where the return re-enters, and the steps on the way."""
        if step not in exits:
            entered, passed, stack = 0, {step}, [step]
            while stack:
                for flow in back.get(stack.pop(), ()):
                    if flow.target in active:
                        entered |= place[flow.target]
                    elif flow.target not in passed:
                        passed.add(flow.target)
                        stack.append(flow.target)
            exits[step] = entered, passed
        return exits[step]

    valid, ignored, return_steps = list(unmarked), [], set[str]()
    for flow in marked:
        if flow.source not in active:
            continue
        if flow.target in active:
            entered, passed = place[flow.target], set[str]()
        else:
            entered, passed = way_back(flow.target)
        if entered and not entered & ~passed_by[flow.source]:
            valid.append(flow)
            return_steps |= passed
        else:
            ignored.append(flow)
    return_steps = {s for s in return_steps if way_back(s)[0]}
    kept = {f.id for f in valid}
    for step in return_steps:
        kept.update(f.id for f in back[step] if f.target in active or f.target in return_steps)
    chosen = [f for f in (*marked, *drawn_forward, *unmarked) if f.id in kept]
    return chosen, ignored, return_steps


@dataclass(slots=True)
class _Ways:
    shares: dict[str, float]
    chooses: set[str]


def _ways(
    steps: Mapping[str, StepKind],
    out: Mapping[str, Sequence[Flow]],
    rework: Sequence[Flow],
    return_steps: set[str],
    loops: set[str],
    problems: list[Problem],
) -> _Ways:
    """Shares of every flow and the steps that choose; adds what is wrong to `problems`."""
    ways = _Ways({}, set())
    back = _by_source(rework)
    for step, kind in steps.items():
        onward, returns = out.get(step, ()), back.get(step, ())
        given = [f for f in onward if f.probability is not None]
        if not (given or returns or kind == "decision"):
            for flow in onward:
                ways.shares[flow.id] = 1
        elif step in return_steps:
            ways.shares.update(_return_shares(returns))
        elif onward or returns:
            if len(onward) > 1 and (given or kind == "decision"):
                ways.chooses.add(step)
            shares = _shares(step, kind, onward, returns, loops, problems)
            ways.shares.update(shares)
            going_back = sum(shares[f.id] for f in returns)
            asked_back = sum(f.probability or 0.0 for f in returns)
            if returns and max(going_back, asked_back) >= 1 - 1e-9:
                problems.append(
                    _problem(
                        "endless_rework",
                        "error",
                        (step, *(f.id for f in returns)),
                        _always_back(onward, returns),
                    )
                )
    return ways


def _always_back(onward: Sequence[Flow], returns: Sequence[Flow]) -> str:
    if not onward and all(f.probability is None for f in returns):
        return _(
            "The only way out of {step} leads back, so the item never reaches an end. Draw a way "
            "on; or, if {step} is done only on the way back, make the flow into it rework."
        )
    return _(
        "{step} always sends the item back, so it never reaches an end. "
        "Make the rework shares add up to less than 100 %, or add a way on."
    )


def _return_shares(flows: Sequence[Flow]) -> dict[str, float]:
    """Shares of the ways out of a return step: one is always taken."""
    given = sum(f.probability or 0.0 for f in flows)
    missing = sum(f.probability is None for f in flows)
    rest = max(0.0, 1 - given) / missing if missing else 0.0
    raw = {f.id: rest if f.probability is None else f.probability for f in flows}
    total = sum(raw.values())
    return {key: value / total if total > 0 else 1 / len(raw) for key, value in raw.items()}


def _shares(
    step: str,
    kind: StepKind,
    onward: Sequence[Flow],
    returns: Sequence[Flow],
    loops: set[str],
    problems: list[Problem],
) -> dict[str, float]:
    shares = {f.id: f.probability or 0.0 for f in returns}
    open_returns = [f for f in returns if f.probability is None]
    if onward:
        forgotten = [f for f in open_returns if f.id not in loops]
        open_returns = [f for f in open_returns if f.id in loops]
        if forgotten:
            problems.append(
                _problem(
                    "missing_probability",
                    "warning",
                    (step, *(f.id for f in forgotten)),
                    _(
                        "The rework from {step} has no probability and counts as 0 %. Enter "
                        "how often "
                        "the item goes back."
                    ).format(step=_STEP),
                )
            )
    given = [f for f in onward if f.probability is not None]
    if not given and kind != "decision":
        rest = max(0.0, 1 - sum(shares.values()))
        each = rest / (len(onward) + len(open_returns)) if open_returns else 0.0
        shares.update((f.id, each) for f in open_returns)
        going_on = max(0.0, 1 - sum(shares.values()))
        shares.update((f.id, going_on) for f in onward)
        return shares
    shares.update((f.id, f.probability or 0.0) for f in given)
    missing = [f for f in onward if f.probability is None]
    total = sum(shares.values())
    waiting = [*missing, *open_returns]
    rest = max(0.0, 1 - total)
    shares.update((f.id, rest / len(waiting)) for f in waiting)
    if len(missing) > 1:
        problems.append(_missing_shares(step, given, missing))
    if not onward:
        return shares
    total = sum(shares.values())
    if abs(total - 1) > _TOLERANCE:
        problems.append(
            _problem(
                "probability_sum",
                "error",
                (step, *shares),
                _(
                    "The ways out of {step} add up to {percent} % and are scaled to 100 %. Correct "
                    "the probabilities."
                ).format(step=_STEP, percent=shown(f"{total * 100:.4g}")),
            )
        )
    if total <= 0:
        return {**shares, **{f.id: 1 / len(onward) for f in onward}}
    return {key: value / total for key, value in shares.items()}


def _missing_shares(step: str, given: Sequence[Flow], missing: Sequence[Flow]) -> Problem:
    ids = (step, *(f.id for f in missing))
    if given:
        return _problem(
            "mixed_probabilities",
            "error",
            ids,
            _(
                "Some ways out of {step} have a probability and {missing} have none; these "
                "share the rest equally. Enter the missing probabilities."
            ).format(step=_STEP, missing=len(missing)),
        )
    return _problem(
        "assumed_equal",
        "warning",
        ids,
        _(
            "The decision {step} has no probabilities, so its ways out are taken as "
            "equally likely. Enter how often each is taken."
        ).format(step=_STEP),
    )


def _ends(
    steps: Mapping[str, StepKind], reached: Collection[str], out: Mapping[str, Sequence[Flow]]
) -> tuple[str, ...]:
    """Drawn ends that are reached, and every reached step without a way on, in file order."""
    return tuple(s for s, kind in steps.items() if s in reached and (kind == "end" or s not in out))


def _joins(
    order: Sequence[str], before: Mapping[str, Sequence[Flow]], chooses: Collection[str]
) -> frozenset[str]:
    """Steps that can wait for several flows: the ways to them part where no choice is made.

    Two ways in part last at their nearest common dominator (the step every way to both passes);
    there they are alternatives if that step chooses, and parallel if it does not.
    """
    parent: dict[str, str] = {}
    depth = {"": 0}
    found = set()

    def meet(a: str, b: str) -> str:
        while a != b:
            if depth[a] >= depth[b]:
                a = parent[a]
            else:
                b = parent[b]
        return a

    for step in order:
        flows = before.get(step)
        common = flows[0].source if flows else ""
        if flows and len(flows) > 1:
            for flow in flows[1:]:
                common = meet(common, flow.source)
                if common not in chooses:
                    found.add(step)
        parent[step] = common
        depth[step] = depth[common] + 1
    return frozenset(found)


def _loop_problems(
    steps: Mapping[str, Step],
    unmarked: Iterable[Flow],
    ignored: Iterable[Flow],
    shares: Mapping[str, float],
) -> list[Problem]:
    found = [
        _problem(
            "unmarked_loop",
            "warning",
            (f.id, f.source, f.target),
            _(
                "The flow from {source} back to {target} closes a loop and is read as rework "
                "in {percent} % of cases. Mark it as rework and enter its probability."
            ).format(
                source=_name(steps[f.source]),
                target=_name(steps[f.target]),
                percent=shown(f"{shares[f.id] * 100:.3g}"),
            ),
        )
        for f in unmarked
    ]
    found += [
        _problem(
            "rework_not_back",
            "warning",
            (f.id, f.source, f.target),
            _(
                "The rework from {source} to {target} does not lead back to an earlier step "
                "and is ignored. Draw it to the step where the work starts again, or make it a "
                "forward flow."
            ).format(source=_name(steps[f.source]), target=_name(steps[f.target])),
        )
        for f in ignored
    ]
    return found


def _end_problems(one: ValueStreamMap, reading: Reading) -> list[Problem]:
    found = []
    steps, ends = one.step_by_id, reading.ends
    loose = [e for e in ends if steps[e].kind != "end"]
    if loose and any(s.kind == "end" for s in one.steps):
        found.append(
            _alike(
                "disconnected",
                "warning",
                loose,
                _names(steps, loose),
                _("No way on to an end, so read as an end. Connect to what comes next."),
            )
        )
    if one.goal is None and len(ends) > 1 and _alternatives(reading):
        found.append(
            _problem(
                "several_ends",
                "info",
                ends,
                counted(
                    len(ends),
                    "The item can end in {n} way: {names}. Lead time counts all of them; choose a "
                    "goal to count only the one that matters.",
                    "The item can end in {n} ways: {names}. Lead time counts all of them; choose a "
                    "goal to count only the one that matters.",
                    names=_names(steps, ends),
                ),
            )
        )
    return found


def _alternatives(reading: Reading) -> bool:
    """Whether a choice decides which ends are reached."""
    out = _by_source(reading.forward)
    reach = dict.fromkeys(reading.order, 0)
    for i, end in enumerate(reading.ends):
        reach[end] |= 1 << i
    for step in reversed(reading.order):
        ways = [reach[f.target] for f in out.get(step, ())]
        if step in reading.chooses and len(set(ways)) > 1:
            return True
        for way in ways:
            reach[step] |= way
    return False


def _goal_problems(one: ValueStreamMap, reading: Reading) -> list[Problem]:
    if one.goal is None or one.goal in _met(reading):
        return []
    return [
        _problem(
            "goal_not_reached",
            "warning",
            (one.goal,),
            _(
                "No item gets to the goal {goal}, so lead time and critical path are unknown. "
                "Connect it, or choose another goal."
            ).format(goal=_name(one.step_by_id[one.goal])),
        )
    ]


def _met(reading: Reading) -> set[str]:
    """The steps that some item gets to."""
    taken = _by_source(f for f in reading.forward if reading.shares[f.id] > 0)
    return _reached(reading.order, taken, reading.starts)


def _connection_problems(
    steps: Mapping[str, Step], reading: Reading, islands: Iterable[Sequence[str]]
) -> list[Problem]:
    if reading.disconnected:
        return [
            _alike(
                "disconnected",
                "warning",
                reading.disconnected,
                _names(steps, reading.disconnected),
                _("On no way from a start, so not counted. Connect or delete."),
            )
        ]
    if len(steps) > 1 and not reading.forward:
        return [
            _problem(
                "disconnected",
                "warning",
                tuple(steps),
                _(
                    "No step is connected to another, so all are counted side by side. Connect the "
                    "steps in the order of the work."
                ),
            )
        ]
    return [
        _alike(
            "disconnected",
            "warning",
            island,
            _names(steps, island),
            _(
                "Not connected with the other steps, so counted as work beside them. "
                "Connect or delete."
            ),
        )
        for island in islands
    ]


def _islands(order: Sequence[str], flows: Iterable[Flow]) -> tuple[tuple[str, ...], ...]:
    """Steps that no flow connects with the largest part of the map, part by part."""
    beside: dict[str, list[str]] = {}
    for flow in flows:
        beside.setdefault(flow.source, []).append(flow.target)
        beside.setdefault(flow.target, []).append(flow.source)
    parts: list[list[str]] = []
    seen: set[str] = set()
    for first in order:
        if first in seen:
            continue
        seen.add(first)
        part = [first]
        for step in part:
            for other in beside.get(step, ()):
                if other not in seen:
                    seen.add(other)
                    part.append(other)
        parts.append(part)
    main = max(parts, key=len, default=[])
    return tuple(tuple(part) for part in parts if part is not main)


_TIMES_ORDER = _(
    "The process time of {step} is not in the order minimum, likely, maximum ({estimate}) and is "
    "read as sorted. Correct the estimate."
)
_WAITS_ORDER = _(
    "The wait of {step} is not in the order minimum, likely, maximum ({estimate}) and is "
    "read as sorted. Correct the estimate."
)


def _gaps(one: ValueStreamMap, counted: Collection[str], calendar: Calendar) -> list[Problem]:
    """Data gaps and estimates out of order of the steps that count."""
    steps = one.step_by_id
    mine = [s for s in one.steps if s.id in counted]
    work = [s for s in mine if s.kind == "step"]
    found = []
    for step in mine:
        for text, estimate in ((_TIMES_ORDER, step.process_time), (_WAITS_ORDER, step.wait_time)):
            if not isinstance(estimate, Duration) and isinstance(estimate, ThreePoint):
                points = (estimate.min, estimate.likely, estimate.max)
                typed = [d.hours(calendar) for d in points]
                if typed != sorted(typed):
                    found.append(
                        _problem(
                            "estimate_order",
                            "warning",
                            (step.id,),
                            text.format(step=_name(step), estimate=estimate),
                        )
                    )

    def gap(code: str, severity: Severity, ids: Sequence[str], said: str) -> None:
        if ids:
            found.append(_alike(code, severity, ids, _names(steps, ids), said))

    gap(
        "no_role",
        "warning",
        [s.id for s in work if s.role is None],
        _("No role, so the work costs nothing and loads nobody. Move to a lane."),
    )
    gap(
        "missing_time",
        "info",
        [s.id for s in work if s.process_time is None or s.wait_time is None],
        _("Process or wait time is unknown and counts as 0. Enter an estimate."),
    )
    gap(
        "missing_class",
        "info",
        [s.id for s in work if s.value_class is None],
        _("No value class, so counted as unclassified. Choose one."),
    )
    priced = ("internal", "external")
    free = [r for r in one.roles if r.hourly_cost is None and r.kind in priced]
    used = {role for s in mine for role, people in s.crew if people} if free else ()
    free = [r for r in free if r.id in used]
    if free:
        names = _listed([f"'{r.name or r.id}'" for r in free])
        said = _("Hourly cost is unknown and counts as 0. Enter it for the role.")
        found.append(_alike("missing_rate", "info", [r.id for r in free], names, said))
    return found


def _problem(code: str, severity: Severity, ids: Iterable[str], text: str) -> Problem:
    return Problem(code, severity, tuple(ids), text)


def _alike(code: str, severity: Severity, ids: Iterable[str], names: str, said: str) -> Problem:
    """A problem of several records: their names, then what is wrong with each."""
    text = _("{names}: {said}").format(names=names, said=within(said))
    return Problem(code, severity, tuple(ids), text, said)


def _name(step: Step) -> str:
    return f"'{step.called}'"


def _names(steps: Mapping[str, Step], ids: Sequence[str]) -> str:
    return _listed([_name(steps[i]) for i in ids[: _NAMES_SHOWN + 1]], len(ids))


def _listed(names: Sequence[str], count: int | None = None) -> str:
    total = len(names) if count is None else count
    if total > _NAMES_SHOWN:
        first = ", ".join(names[:_NAMES_SHOWN])
        return _("{names} and {number} more").format(names=first, number=total - _NAMES_SHOWN)
    return ", ".join(names)
