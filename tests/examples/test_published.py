"""Published figures, worked out again through maps and the public functions.

Every value that an example expects is checked within the tolerance of the example, or is excused
with a reason; what its source has wrong is not had again.
"""

from __future__ import annotations

import pytest

from tests.examples.excuses import EXCUSES, WRONG
from tests.examples.published import EXAMPLES, Example, Sampled

ALL = [pytest.param(one, id=name) for name, one in EXAMPLES.items()]


@pytest.mark.parametrize("one", ALL)
def test_what_is_found_is_what_is_expected(one: Example) -> None:
    checked = [path for path in one.expected if path in one.found]
    far = {p: (one.found[p], one.expected[p]) for p in checked if not one.agrees(p)}
    assert not far, "found, expected"


@pytest.mark.parametrize("one", ALL)
def test_every_value_is_checked_or_excused_or_wrong_and_never_two_of_these(one: Example) -> None:
    for path in one.expected:
        ways = (path in one.found, one.excuse(path) is not None, path in one.refuted)
        assert sum(ways) == 1, (path, "checked, excused, wrong", ways)
    top = {path.partition("/")[0] for path in one.expected}
    assert {path.partition("/")[0] for path in one.found} <= top, "found what nobody expects"


@pytest.mark.parametrize("name", sorted({*EXCUSES, *WRONG}))
def test_no_excuse_is_left_over(name: str) -> None:
    one = EXAMPLES[name]
    for path in EXCUSES.get(name, {}):
        if path == "*":
            assert {*one.expected} - {*one.found, *one.refuted}
        else:
            assert any(f"{known}/".startswith(f"{path}/") for known in one.expected), path


@pytest.mark.parametrize("one", [e for e in EXAMPLES.values() if e.printed or e.role == "negative"])
def test_what_a_source_has_wrong_is_not_had_again(one: Example) -> None:
    for wrong, ours in one.refuted.items():
        assert ours in one.found, ours
        assert not one.near(ours, one.wrong_value(wrong), one.found[ours]), (wrong, ours)
    assert one.refuted or not one.found
    assert {*one.printed} <= {*one.refuted} or not one.found


def test_a_tolerance_lets_nothing_wrong_through() -> None:
    one = EXAMPLES["vsm-acme-current"]
    assert one.tolerance == {"abs": 0.005}
    assert one.near("va_ratio_vs_working_time", 0.00014419, 0.000144190)
    assert not one.near("va_ratio_vs_working_time", 0.00014419, 0.0)
    assert not one.near("lead_time_days", 23.6196, 23.63)
    assert not one.near("inventory_days", [5, 2], [5, 2, 3])
    sampled = EXAMPLES["criticality-exp-pair"]
    assert sampled.near("criticality", [0.4, 0.6], Sampled([0.405, 0.595]))
    assert not sampled.near("criticality", [0.4, 0.6], [0.405, 0.595])
