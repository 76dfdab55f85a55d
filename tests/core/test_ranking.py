"""Searching steps and commands by a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.ranking import fit, folded, ranked

COMMANDS = ("Save", "Save as", "Next step", "Previous problem", "Step", "Export workbook")
TEXTS = st.text(st.sampled_from("abcABCéß xyz-12"), max_size=12)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("save", ["Save", "Save as"]),
        ("as", ["Save as"]),
        ("step", ["Step", "Next step"]),
        ("ns", ["Next step"]),
        ("pp", ["Previous problem"]),
        ("prpr", ["Previous problem"]),
        ("work exp", ["Export workbook"]),
        ("xyz", []),
    ],
)
def test_the_best_fit_comes_first(typed: str, wanted: list[str]) -> None:
    found = [COMMANDS[index] for index, _ in ranked(typed, COMMANDS)]
    assert found[: len(wanted)] == wanted
    assert bool(found) == bool(wanted)


def test_a_number_finds_the_step_of_that_number_first() -> None:
    steps = [f"{n} Step {n}" for n in range(1, 40)]
    assert steps[ranked("12", steps)[0][0]] == "12 Step 12"


def test_accents_and_capitals_do_not_matter() -> None:
    assert fit("uberprufen", "Überprüfen") is not None


def test_beginnings_beat_insides_and_those_beat_scattered_letters() -> None:
    order = ["Check copy", "Copy check", "Recheck", "Channel kickoff"]
    assert [order[i] for i, _ in ranked("check", order)] == order
    assert ranked("chk", order)[0][1].score < ranked("che", order)[0][1].score


def test_nothing_typed_fits_everything_in_its_order() -> None:
    assert [i for i, _ in ranked("", ["bb", "aa"])] == [0, 1]


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_what_fits_is_spelled_by_the_letters_marked(typed: str, text: str) -> None:
    found = fit(typed, text)
    if found is None:
        return
    marked = {folded(text)[n] for n in found.at}
    assert marked == set(folded(typed)) - {" "}


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_more_letters_never_find_more(typed: str, text: str) -> None:
    if typed and fit(typed, text) is not None:
        assert fit(typed[:-1], text) is not None


@settings(max_examples=100, deadline=None)
@given(TEXTS.filter(lambda t: bool(t.strip())))
def test_a_text_fits_itself(text: str) -> None:
    assert fit(text, text) is not None
