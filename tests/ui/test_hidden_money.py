"""While rates and costs are hidden no amount is read anywhere in the window; files keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from mopsmap import edits
from mopsmap.hiding import MASK
from mopsmap.model import Project, Role
from mopsmap.record import attribute_of
from mopsmap.storage import dump
from tests.ui.hand import Hand, Key, Mod
from tests.ui.seen import look_everywhere
from tests.ui.seen import painted as painted
from ui.panels.entry import unit_of, written
from ui.panels.readout import hourly_cost

SIGN = "\u20ac"
AMOUNTS = ("21 000", "21,000", "21\u202f000")


@pytest.fixture
def hidden(hand: Hand) -> Iterator[Hand]:
    hand.open("campaign")
    hand.key(Key.Key_M, Mod.ControlModifier | Mod.ShiftModifier)
    hand.settle()
    yield hand
    hand.window.actions_by_name["hide_money"].setChecked(False)
    hand.session.veil.hide(False)


def money_in(words: set[str] | list[str]) -> list[str]:
    return [text for text in words if SIGN in text or any(a in text for a in AMOUNTS)]


def test_there_is_money_to_hide(hand: Hand, painted: list[str]) -> None:
    hand.open("campaign")
    assert money_in(look_everywhere(hand))
    assert money_in(painted)


def test_no_amount_is_seen_anywhere(hidden: Hand, painted: list[str]) -> None:
    assert money_in(look_everywhere(hidden)) == []
    assert money_in(painted) == []
    hidden.key(Key.Key_F5)
    hidden.settle()
    hidden.window.grab()
    assert money_in(painted) == []
    assert "hidden" in painted
    hidden.window.workshop.leave()


def test_no_amount_is_left_beside_what_is_being_typed(hand: Hand, painted: list[str]) -> None:
    hand.open("campaign")
    hand.session.select((hand.map.steps[0].id,))
    hand.key(Key.Key_Return)
    hand.type("Brief agency 4h")
    hand.settle()
    painted.clear()
    for hides in (True, False):
        hand.key(Key.Key_M, Mod.ControlModifier | Mod.ShiftModifier)
        hand.settle()
        painted.clear()
        hand.view.viewport().grab()
        assert bool(money_in(painted)) is not hides


def test_a_compared_map_shows_no_amounts(hidden: Hand, painted: list[str]) -> None:
    hidden.session.show_map("to-be")
    assert money_in(look_everywhere(hidden)) == []
    assert money_in(painted) == []


def test_what_is_saved_and_exported_is_the_project_itself(hidden: Hand) -> None:
    assert hidden.session.committed.currency == "EUR"
    assert '"currency"' not in dump(hidden.session.committed)  # the usual one is not written
    assert not hidden.session.modified
    before = hidden.session.committed
    hidden.session.select((hidden.map.steps[0].id,))
    hidden.key(Key.Key_3)
    assert hidden.session.committed.currency == "EUR"
    assert hidden.session.committed is not before


def test_an_export_says_that_it_holds_what_is_hidden(hidden: Hand, tmp_path: Path) -> None:
    hidden.window.filing.picture_to(tmp_path / "map.svg")
    assert hidden.window.status.said.endswith("map.svg, with rates and costs.")
    hidden.session.veil.hide(False)
    hidden.window.filing.picture_to(tmp_path / "map.svg")
    assert hidden.window.status.said.endswith("map.svg.")


def test_a_hidden_field_takes_no_amount(hidden: Hand) -> None:
    step = hidden.map.steps[0]
    hidden.session.select((step.id,))
    hidden.settle()
    field = next(
        f for f in hidden.window.findChildren(QLineEdit) if f.accessibleName() == "Fixed cost"
    )
    assert field.text() == "hidden"
    field.setFocus()
    field.selectAll()
    hidden.type("700")
    hidden.key(Key.Key_Return)
    assert hidden.map.steps[0].fixed_cost == step.fixed_cost
    hidden.esc()


def test_they_come_back(hidden: Hand, painted: list[str]) -> None:
    hidden.key(Key.Key_M, Mod.ControlModifier | Mod.ShiftModifier)
    hidden.settle()
    hidden.window.grab()
    assert money_in(painted)


@pytest.fixture
def priced(small: Hand) -> Iterator[Hand]:
    """A window that hides the amounts in the texts of a small map."""

    def price(project: Project) -> Project:
        project = edits.set_steps(project, "as-is", ("write",), name=f"Pay {SIGN} 21,000")
        project = edits.add_note(project, "as-is", "21,000 EUR a year", "issue", "write")
        project = edits.add_note(project, "as-is", f"{SIGN} 21,000 more", "parking_lot")
        return edits.set_charter(project, "as-is", problem=f"Costs {SIGN} 21,000")

    small.session.edit("Price", price)
    small.key(Key.Key_M, Mod.ControlModifier | Mod.ShiftModifier)
    small.settle()
    yield small
    small.window.actions_by_name["hide_money"].setChecked(False)
    small.session.veil.hide(False)


def test_amounts_in_texts_are_not_seen_either(priced: Hand, painted: list[str]) -> None:
    priced.key(Key.Key_F5)
    priced.session.select(("write",))
    priced.settle()
    priced.window.grab()
    for keys in ((Key.Key_V, Mod.ShiftModifier), (Key.Key_F7, Mod.ShiftModifier)):
        priced.key(*keys)
        priced.settle()
        priced.window.grab()
        priced.esc()
    priced.key(Key.Key_F5, Mod.ShiftModifier)
    priced.window.grab()
    priced.window.workshop.leave()
    assert money_in(look_everywhere(priced)) == []
    assert money_in(painted) == []
    assert any(MASK in text for text in painted)


def test_a_title_changed_while_amounts_are_hidden_keeps_them(priced: Hand) -> None:
    priced.session.select(("write",))
    priced.key(Key.Key_F2)
    assert priced.view.naming.text() == f"Pay {MASK}"
    priced.key(Key.Key_End)
    priced.type(" now")
    priced.key(Key.Key_Return)
    stored = priced.session.committed.maps[0].step_by_id["write"].name
    assert stored == f"Pay {SIGN} 21,000 now"
    assert priced.map.step_by_id["write"].name == f"Pay {MASK} now"
    priced.key(Key.Key_M, Mod.ControlModifier | Mod.ShiftModifier)
    assert priced.map.step_by_id["write"].name == stored
    priced.undo()
    assert priced.map.step_by_id["write"].name == f"Pay {SIGN} 21,000"


def test_hiding_changes_nothing_that_is_stored(priced: Hand) -> None:
    before = priced.session.committed
    priced.session.select(("brief",))
    priced.key(Key.Key_3)
    after = priced.session.committed
    assert after.maps[0].notes == before.maps[0].notes
    assert after.maps[0].charter == before.maps[0].charter
    assert MASK not in dump(after)


def test_a_line_that_would_name_an_amount_stays_closed(priced: Hand) -> None:
    priced.session.select(("write",))
    priced.key(Key.Key_F2, Mod.ShiftModifier)
    assert not priced.window.capturing.active
    priced.session.select(("check",))
    priced.key(Key.Key_F2, Mod.ShiftModifier)
    assert priced.window.capturing.active
    priced.esc()


def test_copies_made_while_amounts_are_hidden_hold_them(priced: Hand) -> None:
    priced.session.select(("write",))
    priced.key(Key.Key_D, Mod.ControlModifier)
    priced.session.select(("write",))
    priced.key(Key.Key_C, Mod.ControlModifier)
    priced.key(Key.Key_V, Mod.ControlModifier)
    names = [step.name for step in priced.session.committed.maps[0].steps]
    assert names.count(f"Pay {SIGN} 21,000") == 3
    assert MASK not in dump(priced.session.committed)


def test_a_hidden_hourly_cost_has_no_unit(hidden: Hand) -> None:
    shown, cost = hidden.project, attribute_of(Role, "hourly_cost")
    role = next(role for role in hidden.map.roles if role.hourly_cost is not None)
    assert written(cost, role.hourly_cost, shown, hidden.map) == "hidden"
    assert unit_of(cost, shown) == ""
    assert hourly_cost(shown, role) == "hidden"
