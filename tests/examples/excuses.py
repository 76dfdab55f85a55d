"""What of the published examples is not checked, and why; and what their sources have wrong.

Paths are those of the expected values; "*" stands for all of an example that has no reason of its
own.
"""

from __future__ import annotations

from collections.abc import Mapping

_QUEUES = "needs a simulation with limited people, which this version has not"
_OUTPUT = "statistics of simulation output, which this version does not make"

EXCUSES: Mapping[str, Mapping[str, str]] = {
    "vsm-insurer-inconsistent": {
        "stated_total_mismatch": "a map holds no total that somebody typed: totals are computed",
    },
    "vsm-pce-benchmarks": {"*": "rules of thumb by kind of process; the program shows none"},
    "q-rossetti-mfg": {"published_sim": _QUEUES, "our_des": _QUEUES},
    "toc-pq": {"*": "which of several products to make is not asked of one value stream"},
    "weinberg-switching": {"*": "a rule of thumb without data; the program does not apply it"},
    "cd3-icecream": {"*": "which of several projects goes first is not asked of a value stream"},
    "ged-marketing": {
        "*": "maps are matched by ids and `replaces`, never by likeness of graphs: no such index"
    },
    "name-similarity": {
        "*": "steps are matched by ids and `replaces`, never by likeness of their names"
    },
    "hbr-birkinshaw": {"*": "an anecdote about fifteen people; no saving is assumed from it"},
    "sim-two-designs": {"*": _OUTPUT},
    "sim-paired-crn": {"*": _OUTPUT},
    "sim-law-paired": {"*": _OUTPUT},
    "sim-sample-size": {"*": _OUTPUT},
    "sim-mm1-replications": {"*": _OUTPUT},
    "sim-mser5": {"*": _OUTPUT},
}
"""By example, by path, why a value is not checked."""

WRONG: Mapping[str, Mapping[str, str]] = {
    "vsm-martin-refrigeration": {
        "printed/pt_h": "sum_pt_h",
        "printed/activity_ratio": "activity_ratio",
    },
    "vsm-insurer-inconsistent": {
        "printed/total": "sum_days",
        "printed/pce": "pce_if_sum",
        "pce_if_stated": "pce_if_sum",
    },
    "vsm-vitalo-parallel": {"naive_pce": "critical_path_pce"},
    "vsm-igrafx-column-max": {"wrong_column_max": "lead_time"},
    "takt-flow-loans": {
        "printed/net_min": "net_min_per_week",
        "printed/takt_min": "takt_min",
    },
    "cpm-projmanr-two-cp": {"printed/buggy": "duration"},
    "flow-viettel": {"printed/cost_vnd": "expected_cost_vnd"},
    "flow-and-of-xor-bias": {"flow_analysis": "true_E"},
    "npv-2m": {"printed/npv": "npv", "printed/arr": "arr_on_initial_after_depreciation"},
    "q-pharmacy-mm3": {"printed/Lq": "Lq", "printed/Ls": "L", "printed/Ws": "W"},
    "q-fork-join-2": {"flow_analysis_max_of_means": "R"},
    "q-shared-role-mg1": {"wrong_mm1": "Wq"},
    "q-rossetti-mfg": {
        "printed/Wq_line1": "Wq_approx/line1",
        "printed/Wq_line2": "Wq_approx/line2",
        "printed/ET": "system_time_before_pallet_approx",
    },
    "flow-traffic-and-join": {"naive_traffic_equation_t": "visits/t"},
}
"""By example, what is wrong (printed by its source, or what a wrong way would give) and the path of
ours that must be another."""
