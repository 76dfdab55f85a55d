"""As-is against to-be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.analysis import compare
from mopsmap.model import Project, Role, ValueStreamMap
from tests.core.drawing import draw
from tests.examples.drawn import minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


@worked("cmp-cve-delta")
def vulnerabilities(given: Given) -> Found:
    maps = tuple(
        row(
            {"fix": minutes(state["pt"], state["lt"]) | {"complete_accurate": state["pca"]}},
            roles=(Role(id="team", headcount=float(state["resources"])),),
        ).replace(id=name)
        for name, state in given.items()
    )
    found = compare(Project(maps=maps), "asis", "tobe")
    of = {metric["name"]: metric for metric in found["metrics"]}
    ratio, quality = of["activity_ratio"], of["rolled_complete_accurate"]
    return {
        "ar": [ratio["from"], ratio["to"]],
        "ar_pp": ratio["change"] * 100,
        "ar_rel": ratio["change_percent"] / 100,
        "pt_rel": of["process_time_hours"]["change_percent"] / 100,
        "lt_rel": of["lead_time_expected"]["change_percent"] / 100,
        "pca_pp": quality["change"] * 100,
        "pca_rel": quality["change_percent"] / 100,
    }


@worked("ged-marketing")
def steps_and_flows(given: Given) -> Found:
    """A to-be step keeps the id of the step it was made from; a flow is called by its two ends."""
    old, new = given["mapping"].partition("; ")[2].split("->")
    before = _drawn("as-is", given["asis"], {})
    after = _drawn("to-be", given["tobe"], {new: old})
    found = compare(Project(maps=(before, after)), "as-is", "to-be")
    removed, flows = found["steps"]["removed"], found["flows"]
    names = {step.id: step.name for step in before.steps}
    return {
        "deleted_nodes": [names[step] for step in removed],
        "skipn": len(removed) + len(found["steps"]["added"]),
        "matched_edges": len(flows["unchanged"]),
        "skipe": len(flows["removed"]) + len(flows["added"]),
    }


def _drawn(name: str, flows: list[list[str]], was: Mapping[str, str]) -> ValueStreamMap:
    steps: dict[str, Any] = {}

    def called(step: str) -> str:
        made_from = was.get(step, step).replace(" ", "_")
        steps[made_from] = {"name": step}
        return made_from

    drawn = ", ".join(f"{called(one)}>{called(other)}" for one, other in flows)
    return draw(drawn, steps).replace(id=name)
