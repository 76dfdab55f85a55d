"""Amounts in texts are hidden, and nothing of them is lost where such a text is written anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.hiding import MASK, Masks, masked, restored, unmasked
from mopsmap.model import Charter, Flow, Note, Project, Step, ValueStreamMap

NB = "\u202f"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("costs \u20ac 5,000 a day", "costs *** a day"),
        ("costs \u20ac5.000,50", "costs ***"),
        (f"costs 5{NB}000{NB}\u20ac", "costs ***"),
        ("EUR 3k per mail", "*** per mail"),
        ("$1.5m and 20k USD", "*** and ***"),
        ("5-7k EUR", "***"),
        ("\u20ac 5\u20137 k, \u00a3 2 million", "***, ***"),
        ("CHF 12\u2019500.\u2013", "***.\u2013"),
        ("pay 200 euros or 30 dollars", "pay *** or ***"),
        ("Fr. 20", "Fr. 20"),
        ("20 % of 300 mails in 5 d", "20 % of 300 mails in 5 d"),
        ("step 3 in Europe", "step 3 in Europe"),
        ("5 EURO-pallets", "5 EURO-pallets"),
        ("\u20ac per lead", "\u20ac per lead"),
        ("", ""),
    ],
)
def test_an_amount_is_a_number_beside_a_currency(text: str, shown: str) -> None:
    assert masked(text) == shown.replace("***", MASK)


def test_the_currency_of_the_project_counts_too() -> None:
    assert masked("5 Taler", "Taler") == MASK
    assert masked("5 Taler") == "5 Taler"
    assert masked("5 EUR", "EUR") == MASK


@pytest.mark.parametrize(
    ("before", "written", "stored"),
    [
        ("costs \u20ac 5", "costs *** a week", "costs \u20ac 5 a week"),
        ("first \u20ac 1, then \u20ac 2", "then ***", "then \u20ac 2"),
        ("first \u20ac 1, then \u20ac 2", "first ***", "first \u20ac 1"),
        ("first \u20ac 1, then \u20ac 2", "*** and ***", "\u20ac 1 and \u20ac 2"),
        ("costs \u20ac 5", "costs *** or ***", "costs \u20ac 5 or ***"),
        ("costs \u20ac 5", "costs \u20ac 6", "costs \u20ac 6"),
        ("costs \u20ac 5", "is free", "is free"),
        ("is free", "costs ***", "costs ***"),
        ("*** \u20ac 5", "*** *** a day", "*** \u20ac 5 a day"),
    ],
)
def test_amounts_come_back_where_the_text_is_changed(
    before: str, written: str, stored: str
) -> None:
    written, before = written.replace("***", MASK), before.replace("***", MASK)
    assert restored(written, before) == stored.replace("***", MASK)


WORDS = st.sampled_from(
    ["\u20ac 5,000", "3k EUR", "$ 7", "a", "of", "20 %", "4 h", "12", ",", "EUR", "\u20ac", "-"]
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@given(TEXTS, st.sampled_from(["", "EUR", "SEK"]))
@settings(deadline=None, max_examples=150)
def test_hiding_twice_hides_nothing_more_and_all_comes_back(text: str, currency: str) -> None:
    hidden = masked(text, currency)
    assert masked(hidden, currency) == hidden
    assert restored(hidden, text, currency) == text


@pytest.fixture
def priced() -> Project:
    one = ValueStreamMap(
        id="m",
        name="As-is",
        charter=Charter(
            problem="Costs \u20ac 9", targets=("Lead time at most 3 d", "Save \u20ac 7")
        ),
        steps=(Step(id="a", name="Pay \u20ac 5"), Step(id="b", name="Write")),
        flows=(Flow(id="f", source="a", target="b", label="over \u20ac 100"),),
        notes=(Note(id="n", text="Too much: 3k EUR", step="a"),),
    )
    return Project(title="For \u20ac 1", maps=(one,))


def test_every_free_text_of_a_project_is_masked(priced: Project) -> None:
    hidden = Masks().over(priced)
    one = hidden.maps[0]
    assert hidden.title == f"For {MASK}"
    assert one.charter.problem == f"Costs {MASK}"
    assert one.charter.targets == ("Lead time at most 3 d", f"Save {MASK}")
    assert [step.name for step in one.steps] == [f"Pay {MASK}", "Write"]
    assert (one.flows[0].label, one.notes[0].text) == (f"over {MASK}", f"Too much: {MASK}")


def test_what_names_no_amount_stays_the_very_same(priced: Project) -> None:
    masks = Masks()
    hidden = masks.over(priced)
    assert hidden.maps[0].steps[1] is priced.maps[0].steps[1]
    assert masks.over(priced).maps[0] is hidden.maps[0]
    one = priced.maps[0]
    other = priced.replace(maps=(one.replace(steps=(one.steps[0], Step(id="b", name="Send"))),))
    again = masks.over(other).maps[0]
    assert again.steps[0] is hidden.maps[0].steps[0]
    assert again.charter is hidden.maps[0].charter
    plain = Project(maps=(ValueStreamMap(id="m", steps=(Step(id="a", name="Write"),)),))
    assert Masks().over(plain) is plain


def test_a_project_stored_as_it_was_seen_loses_nothing(priced: Project) -> None:
    hidden = Masks().over(priced)
    assert unmasked(hidden, priced) == priced
    assert unmasked(priced, priced) is priced
    one = hidden.maps[0]
    charter = one.charter.replace(targets=(f"Save {MASK}", "Lead time at most 2 d"))
    changed = hidden.replace(maps=(one.replace(charter=charter),))
    back = unmasked(changed, priced).maps[0].charter.targets
    assert back == ("Save \u20ac 7", "Lead time at most 2 d")
