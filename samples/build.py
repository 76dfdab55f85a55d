"""Writes the sample projects from samples/source/samples.yaml: `python samples/build.py`.

What the source says in its own words (crews, splits, gates, wastes) is turned into ours here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from mopsmap.model import (  # noqa: E402
    Charter,
    Countermeasure,
    Flow,
    Helper,
    Note,
    Project,
    Role,
    Step,
    ValueStreamMap,
)
from mopsmap.storage import SUFFIX, dump  # noqa: E402
from mopsmap.units import Duration, Estimate, ThreePoint, Unit  # noqa: E402

Source = Mapping[str, Any]

STATES = {"as_is": "As-is", "to_be": "To-be"}
VALUE_CLASSES: Source = {"VA": "value_adding", "BNVA": "necessary", "NVA": "waste"}
WASTES: Source = {
    "defects": "defects",
    "overproduction": "overproduction",
    "waiting": "waiting",
    "unused_talent": "non_used_talent",
    "handoffs": "transportation",
    "wip": "inventory",
    "motion": "motion",
    "overprocessing": "extra_processing",
}
LEVERS: Source = {
    "eliminate": "drop",
    "combine": "combine",
    "parallelise": "parallelize",
    "automate": "automate",
    "standardise": "simplify",
    "level": "simplify",
    "make_visible": "simplify",
}
ROLE_KINDS: Source = {"sys": "system", "ag": "external"}
ITEMS = {
    "campaign": "campaign",
    "nurture": "nurture program",
    "whitepaper": "white paper",
    "webinar": "webinar",
    "lead": "inquiry",
}
AMERICAN = {
    "programme": "program",
    "localis": "localiz",
    "tokenis": "tokeniz",
    "optimis": "optimiz",
    "modelling": "modeling",
    "hand-off": "handoff",
}

GATE_WORDS = re.compile(
    r"\b(approv\w*|review|check|sign[- ]off|accept|confirm|decide|proof)\b", re.IGNORECASE
)
# The words decide, except where they mislead: two rounds of comments are gates without saying so,
# and a look into four calendars is none.
GATES = {"N06": True, "W11": True, "B03": False}
MEETING_PEOPLE = 3


def american(value: Any) -> Any:
    """The same content in American spelling, at any depth; keys and ids stay."""
    if isinstance(value, str):
        for british, ours in AMERICAN.items():
            value = value.replace(british, ours)
            value = value.replace(british.capitalize(), ours.capitalize())
        return value
    if isinstance(value, list):
        return [american(member) for member in value]
    if isinstance(value, dict):
        return {key: inner if key == "kind" else american(inner) for key, inner in value.items()}
    return value


def projects(source: Source) -> dict[str, Project]:
    """The sample projects by key. Every file knows what the other streams ask of its roles."""
    hours = {
        state: {pair["key"]: role_hours(pair, state) for pair in source["pairs"]}
        for state in STATES
    }
    for state, by_stream in hours.items():
        by_stream["overhead"] = {"mo": source["capacity"]["mo_overhead_hours"][state]}
    return {pair["key"]: _project(source, pair, hours) for pair in american(source["pairs"])}


def role_hours(pair: Source, state: str) -> dict[str, float]:
    """Hours a year that one stream asks of each role, from the visits the source states."""
    visits = pair["expected"][state]["visits"]
    total: dict[str, float] = {}
    for step in pair[state]["steps"]:
        for role, people in _crew(step).items():
            each = visits[step["id"]] * sum(step["pt"]) / 3 * people
            total[role] = total.get(role, 0.0) + each * pair["volume_per_year"]
    return total


def _crew(step: Source) -> dict[str, int]:
    crew: dict[str, int] = step.get("crew") or {step["lane"]: step["people"]}
    if step["lane"] not in crew or sum(crew.values()) != step["people"]:
        raise ValueError(f"{step['id']}: the crew is not the people of this step")
    return crew


def _project(source: Source, pair: Source, hours: Source) -> Project:
    company = american(source["company"])
    growth = f"{pair['volume_per_year']:,} a year today, {pair['growth_volume']:,} if it grows"
    return Project(
        title=pair["name"],
        description=(
            f"{company['name']} (fictional): {company['profile']}. "
            f"One item is one {pair['unit']}; {growth}. "
            "Every number is a modeling assumption, calibrated against published benchmarks."
        ),
        item=ITEMS[pair["key"]],
        distribution="triangular",
        maps=tuple(_map(source, pair, state, hours[state]) for state in STATES),
    )


def _map(source: Source, pair: Source, state: str, hours: Source) -> ValueStreamMap:
    drawn = pair[state]
    to_be = state == "to_be"
    flows = tuple(_flows(drawn))
    milestones = pair.get("milestone", {}).get(state, [])
    ends = drawn.get("ends", {})
    return ValueStreamMap(
        id="to-be" if to_be else "as-is",
        name=STATES[state],
        kind="to_be" if to_be else "as_is",
        based_on="as-is" if to_be else None,
        demand_per_year=pair["volume_per_year"],
        goal="end" if ends else None,
        milestones=_ids([milestones] if isinstance(milestones, str) else milestones),
        charter=_charter(pair),
        roles=tuple(_roles(source, pair["key"], drawn, hours)),
        steps=tuple(_steps(pair, drawn, flows)),
        flows=flows,
        countermeasures=tuple(_countermeasures(source, pair)) if to_be else (),
        notes=tuple(
            Note(id=f"n{number}", kind="issue", step=issue["at"].lower(), text=issue["text"])
            for number, issue in enumerate(drawn.get("issues", ()), 1)
        ),
    )


def _ids(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _charter(pair: Source) -> Charter:
    charter = pair["charter"]
    return Charter(
        problem=charter["problem"],
        trigger=pair["trigger"],
        done=pair["done"],
        customer=pair["customer"],
        out_of_scope=charter["scope"]["out"],
        targets=tuple(charter["targets"]),
        team=(
            f"{charter['sponsor']} (sponsor)",
            f"{charter['champion']} (champion)",
            *charter["team"],
        ),
    )


def _roles(source: Source, stream: str, drawn: Source, hours: Source) -> Iterator[Role]:
    """The lanes, then whoever helps without a lane, and the team that all streams share.

    Other work is what the other streams ask of a role.
    """
    needed = {role for step in drawn["steps"] for role in _crew(step)}
    needed |= {key for key, role in source["roles"].items() if role.get("shared_bottleneck")}
    for key in [*drawn["lanes"], *(r for r in source["roles"] if r in needed - {*drawn["lanes"]})]:
        role = source["roles"][key]
        limited = "fte" in role
        other = sum(load.get(key, 0.0) for name, load in hours.items() if name != stream)
        yield Role(
            id=key,
            name=role["name"],
            headcount=role["fte"] if limited else None,
            hourly_cost=role["eur"],
            availability=role["availability"] if limited else 1.0,
            other_hours_per_year=round(other) if limited else 0.0,
            kind=ROLE_KINDS.get(key, "internal"),
        )


def _steps(pair: Source, drawn: Source, flows: tuple[Flow, ...]) -> Iterator[Step]:
    lanes = {step["id"].lower(): step["lane"] for step in drawn["steps"]}
    choosing = {flow.source for flow in flows if flow.probability is not None}
    levers = _levers(pair) if drawn is pair["as_is"] else {}
    if "start" in choosing:
        first = next(flow.target for flow in flows if flow.source == "start")
        yield Step(id="start", name=pair["trigger"], kind="start", role=lanes[first])
    for step in drawn["steps"]:
        crew = dict(_crew(step))
        ident = step["id"]
        planned = step.get("wait_kind") == "planned"
        yield Step(
            id=ident.lower(),
            name=step["name"],
            phase=step["phase"],
            role=step["lane"],
            people=crew.pop(step["lane"]),
            helpers=tuple(Helper(role=role, people=people) for role, people in crew.items()),
            process_time=_estimate(step["pt"], _process_unit(step["pt"])),
            wait_time=_estimate(step["wait"], _wait_unit(step["wait"])),
            wait_reason="planned" if planned else _wait_reason(step, ident.lower() in choosing),
            value_class=VALUE_CLASSES[step["value"]],
            complete_accurate=step["ca"] / 100,
            fixed_cost=step["fixed"],
            tools=tuple(step["tools"]),
            wastes=tuple(WASTES[waste] for waste in step["wastes"]),
            lever=levers.get(ident),
            replaces=_ids(step.get("of", ())),
            countermeasures=_ids(step.get("by", ())),
            description=step["note"],
        )
    for key, name in drawn.get("ends", {}).items():
        before = next(flow.source for flow in flows if flow.target == key.lower())
        yield Step(id=key.lower(), name=name, kind="end", role=lanes[before])


def _levers(pair: Source) -> dict[str, Any]:
    """How each as-is step could be improved: the first countermeasure that aims at it."""
    found: dict[str, Any] = {}
    for measure in pair["countermeasures"]:
        for step in measure["targets"]:
            found.setdefault(step, LEVERS[measure["kind"]])
    return found


def _wait_reason(step: Source, choosing: bool) -> Any:
    gate = GATES.get(step["id"], choosing and GATE_WORDS.search(step["name"]) is not None)
    if gate:
        return "approval"
    return "calendar" if step["people"] >= MEETING_PEOPLE else "person"


_PER_HOUR = {"s": 3600, "min": 60, "h": 1}


def _process_unit(hours: list[float]) -> Unit:
    return "s" if max(hours) < 1 / 60 else "min" if max(hours) <= 1 else "h"


def _wait_unit(hours: list[float]) -> Unit:
    whole_halves = all(hour % 4 == 0 for hour in hours)
    return "d" if min(hours) >= 8 and whole_halves else "h" if max(hours) > 1 else "min"


def _estimate(hours: list[float], unit: Unit) -> Estimate:
    """Three points of time, or one where all are the same."""
    parts = [
        Duration(round(hour / 8 if unit == "d" else hour * _PER_HOUR[unit], 3), unit)
        for hour in hours
    ]
    if len(set(parts)) == 1:
        return parts[0]
    return ThreePoint(min=parts[0], likely=parts[1], max=parts[2])


def _flows(drawn: Source) -> Iterator[Flow]:
    """The flows between steps. Start, end and zero-time splits become implicit.

    What leaves a split leaves the step before it, without a probability: all of it is done as
    soon as no rework is taken.
    """
    steps = {step["id"] for step in drawn["steps"]}
    choosing_start = any(flow["from"] == "START" and "p" in flow for flow in drawn["flows"])
    shown = steps | set(drawn.get("ends", ())) | ({"START"} if choosing_start else set())
    after: dict[str, list[str]] = {}
    for flow in drawn["flows"]:
        after.setdefault(flow["from"], []).append(flow["to"])
    for flow in drawn["flows"]:
        origin, target = flow["from"], flow["to"]
        splits = target not in shown and target in after
        for stop in after[target] if splits else [target]:
            if origin in shown and stop in shown:
                yield Flow(
                    id=f"{origin}-{stop}".lower(),
                    source=origin.lower(),
                    target=stop.lower(),
                    kind=flow.get("kind", "forward"),
                    probability=None if splits else flow.get("p"),
                    label=flow.get("label", ""),
                )


def _countermeasures(source: Source, pair: Source) -> Iterator[Countermeasure]:
    removed = pair["removed"]
    for measure in pair["countermeasures"]:
        yield Countermeasure(
            id=measure["id"].lower(),
            name=measure["name"],
            lever=LEVERS[measure["kind"]],
            effort=measure["effort"],
            weeks=measure["weeks"],
            one_off_cost=measure["one_off_eur"],
            owner=source["roles"][measure["owner"]]["name"],
            removes=_ids(step["id"] for step in removed if measure["id"] in step["by"]),
        )


def texts() -> dict[str, str]:
    """What the sample files hold, by file name."""
    source = yaml.safe_load((FOLDER / "source" / "samples.yaml").read_text(encoding="utf-8"))
    return {f"{key}{SUFFIX}": dump(project) for key, project in projects(source).items()}


def main() -> None:
    """Write the sample files beside this script."""
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
