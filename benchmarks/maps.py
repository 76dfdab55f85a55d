"""Maps of any size that look like real ones: lanes, parallel work, decisions and rework."""

from __future__ import annotations

from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration, Estimate, ThreePoint

LANES = 12
BLOCK = 10
"""Steps 3 and 4 of a block lie parallel, its step 7 decides, its step 9 may go back to step 6."""


def large_map(steps: int) -> ValueStreamMap:
    """A map with so many steps in blocks of ten that follow one another."""
    roles = [
        Role(id=f"role-{i}", name=f"Team {i}", headcount=60.0, hourly_cost=50.0 + i)
        for i in range(LANES)
    ]
    return ValueStreamMap(
        id="as-is",
        name="As-is",
        demand_per_year=40.0,
        roles=tuple(roles),
        steps=tuple(_step(number) for number in range(steps)),
        flows=tuple(flow for number in range(steps) for flow in _flows(number, steps)),
    )


def large_project(steps: int) -> Project:
    """A project with one large map."""
    return Project(title=f"{steps} steps", item="campaign", maps=(large_map(steps),))


def square_project(steps: int) -> Project:
    """The same steps in as many lanes as columns, so that far away all of them are in sight."""
    one, side = large_map(steps), round(steps**0.5)
    roles = tuple(Role(id=f"lane-{i}", name=f"Team {i}") for i in range(side))
    placed = tuple(
        step.replace(role=f"lane-{i % side}", position=Position(x=24 + 140 * (i // side), y=8))
        for i, step in enumerate(one.steps)
    )
    return Project(title=f"{steps} steps", maps=(one.replace(roles=roles, steps=placed),))


def uncertain_project(steps: int) -> Project:
    """The same with three points for every time."""
    one = large_map(steps)
    uncertain = tuple(
        step.replace(process_time=_around(step.process_time), wait_time=_around(step.wait_time))
        for step in one.steps
    )
    return Project(maps=(one.replace(steps=uncertain),))


def _around(time: Estimate | None) -> ThreePoint:
    assert isinstance(time, Duration)
    return ThreePoint(
        min=Duration(time.value / 2, time.unit),
        likely=time,
        max=Duration(time.value * 3, time.unit),
    )


def many_cases_project(decisions: int, ways: int) -> Project:
    """Decisions in a row, each with so many ways that meet again: ways ^ decisions cases."""
    steps, flows = [], []

    def flow(source: str, target: str, share: float | None = None) -> None:
        flows.append(Flow(id=f"{source}-{target}", source=source, target=target, probability=share))

    for i in range(decisions):
        steps.append(Step(id=f"decide-{i}", kind="decision"))
        for way in range(ways):
            work = f"work-{i}-{way}"
            steps.append(Step(id=work, process_time=Duration(1 + way), wait_time=Duration(1, "d")))
            flow(f"decide-{i}", work, 1 / ways)
            flow(work, f"decide-{i + 1}")
    steps.append(Step(id=f"decide-{decisions}", kind="end"))
    return Project(maps=(ValueStreamMap(id="as-is", steps=tuple(steps), flows=tuple(flows)),))


def _step(number: int) -> Step:
    classes = ("value_adding", "necessary", "waste")
    return Step(
        id=f"step-{number}",
        name=f"Prepare and review the part {number}",
        role=f"role-{(number * 5 + number // BLOCK) % LANES}",
        process_time=Duration(1 + number % 7),
        wait_time=Duration(1 + number % 3, "d"),
        value_class=classes[number % 3],
        complete_accurate=0.9 + number % 10 / 100,
        tools=("Mail", "Spreadsheet"),
        wastes=("waiting",) if number % 4 == 0 else (),
    )


def _flows(number: int, steps: int) -> list[Flow]:
    """The flows that leave a step."""
    ways: dict[int, list[tuple[int, float | None]]] = {
        2: [(3, None), (4, None)],
        3: [(5, None)],
        4: [(5, None)],
        7: [(8, 0.8), (9, 0.2)],
        8: [(10, None)],
        9: [(10, None), (6, 0.1)],
    }
    first, place = number - number % BLOCK, number % BLOCK
    found = []
    for to, share in ways.get(place, [(place + 1, None)]):
        target = first + to
        if target < steps:
            back = target < number
            found.append(
                Flow(
                    id=f"flow-{number}-{target}",
                    source=f"step-{number}",
                    target=f"step-{target}",
                    kind="rework" if back else "forward",
                    probability=share,
                    label={0.8: "Yes", 0.2: "No"}.get(share or 0.0, ""),
                )
            )
    return found
