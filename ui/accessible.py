"""Parts of painted widgets, such as cards on the map, as objects that a screen reader can go to.

A widget with such parts has a method `accessible_parts`. Nothing is made before somebody asks;
interfaces are kept as long as their widget lives, because Qt holds on to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class Part(NamedTuple):
    """What kind of thing a part is ("step", "flow"), and its id."""

    kind: str
    id: str


class Parts(Protocol):
    """What a widget tells of its parts."""

    role: QAccessible.Role
    """Of the widget itself."""

    def order(self) -> tuple[Part, ...]:
        """All parts, in the order in which one goes through them; the same object while they
        are the same."""

    def name(self, part: Part) -> str:
        """What a screen reader says of it."""

    def role_of(self, part: Part) -> QAccessible.Role:
        """What it is."""

    def place(self, part: Part) -> QRect:
        """Where it is, in pixels of the screen."""

    def chosen(self, part: Part) -> bool:
        """Whether it is selected."""

    def current(self) -> Part | None:
        """The part that the keyboard is at."""

    def at(self, point: QPoint) -> Part | None:
        """The part at a pixel of the screen."""


class PartInterface(QAccessibleInterface):
    """One part as Qt's accessibility sees it."""

    def __init__(self, host: HostInterface, part: Part) -> None:
        super().__init__()
        self._host, self.part = host, part

    def isValid(self) -> bool:
        """Whether the part is still there."""
        return self._host.has(self.part)

    def object(self) -> QObject | None:  # type: ignore[override]
        """Parts are no objects of Qt."""
        return None

    def window(self) -> QWindow:
        """The window of the widget."""
        return self._host.window()

    def parent(self) -> QAccessibleInterface:
        """The widget that it is a part of."""
        return self._host

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Parts have no parts."""
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Parts have no parts."""
        return None

    def childCount(self) -> int:
        """Parts have no parts."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Parts have no parts."""
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        """Its name."""
        return (
            self._host.parts.name(self.part)
            if kind == QAccessible.Text.Name and self.isValid()
            else ""
        )

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are changed on the map."""

    def rect(self) -> QRect:
        """Where it is on the screen."""
        return self._host.parts.place(self.part) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        """What it is."""
        return self._host.parts.role_of(self.part)

    def state(self) -> QAccessible.State:
        """Selected, at the keyboard, out of sight."""
        state, parts = QAccessible.State(), self._host.parts
        if not self.isValid():
            state.invalid = True
            return state
        here = parts.current() == self.part
        widget = self._host.widget()
        flags = {
            "selectable": True,
            "focusable": True,
            "selected": parts.chosen(self.part),
            "focused": here and widget.hasFocus(),
            "offscreen": not self._host.rect().intersects(self.rect()),
        }
        for flag, on in flags.items():
            setattr(state, flag, on)
        return state


class HostInterface(QAccessibleWidget):
    """A widget with parts: these come before the widgets that it holds."""

    def __init__(self, widget: QWidget, parts: Parts) -> None:
        super().__init__(widget, parts.role, widget.accessibleName())
        self.parts = parts
        self._made: dict[Part, PartInterface] = {}
        self._order: tuple[Part, ...] = ()
        self._places: dict[Part, int] = {}

    def _index(self) -> dict[Part, int]:
        order = self.parts.order()
        if order is not self._order:
            self._order, self._places = order, {part: at for at, part in enumerate(order)}
        return self._places

    def has(self, part: Part) -> bool:
        """Whether there is such a part now."""
        return part in self._index()

    def of(self, part: Part) -> PartInterface:
        """The interface of a part, always the same one."""
        if part not in self._made:
            self._made[part] = PartInterface(self, part)
        return self._made[part]

    def childCount(self) -> int:
        """Parts and widgets."""
        return len(self._index()) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface:
        """The part or widget with that index."""
        order = self.parts.order()
        if 0 <= index < len(order):
            return self.of(order[index])
        return super().child(index - len(order))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The index of a part or widget, -1 of anything else."""
        index = self._index()
        if isinstance(child, PartInterface):
            return index.get(child.part, -1)
        found = super().indexOfChild(child)
        return found + len(index) if found >= 0 else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """What is at a pixel of the screen."""
        part = self.parts.at(QPoint(x, y))
        return super().childAt(x, y) if part is None else self.of(part)

    def focusChild(self) -> QAccessibleInterface:
        """The part or widget that has the keyboard."""
        current = self.parts.current() if self.widget().hasFocus() else None
        return super().focusChild() if current is None else self.of(current)


Covered = Callable[[], Collection[QWidget]]
"""What holds widgets that cannot be seen for the time being."""


class CoverInterface(QAccessibleWidget):
    """A widget some of whose children another one covers: they are not there meanwhile."""

    def __init__(self, widget: QWidget, covered: Covered) -> None:
        window = QAccessible.Role.Window
        super().__init__(widget, window if widget.isWindow() else QAccessible.Role.Client)
        self._covered = covered

    def _seen(self) -> list[QAccessibleInterface]:
        covered = self._covered()
        found = (super(CoverInterface, self).child(at) for at in range(super().childCount()))
        return [one for one in found if one is not None and one.object() not in covered]

    def childCount(self) -> int:
        """How many can be seen."""
        return len(self._seen())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """One of those that can be seen."""
        seen = self._seen()
        return seen[index] if 0 <= index < len(seen) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The index among those that can be seen, -1 of anything else."""
        objects = [one.object() for one in self._seen()]
        return objects.index(child.object()) if child.object() in objects else -1


_hosts: dict[int, HostInterface | CoverInterface] = {}
_covers: dict[int, Covered] = {}


def cover(widget: QWidget, covered: Covered) -> None:
    """Keep screen readers away from those children of a widget that are covered."""
    number = id(widget)
    _covers[number] = covered
    widget.destroyed.connect(lambda: _covers.pop(number, None))


def install() -> None:
    """Let Qt ask here what parts a widget has."""
    QAccessible.installFactory(_interface)


def _interface(key: str, of: QObject) -> QAccessibleInterface | None:
    number = id(of)
    made: HostInterface | CoverInterface
    if key != type(of).__name__:
        return None
    if isinstance(of, QWidget) and number in _covers:
        made = CoverInterface(of, _covers[number])
    elif hasattr(of, "accessible_parts"):
        made = HostInterface(of, of.accessible_parts())  # type: ignore[arg-type]
    else:
        return None
    _hosts[number] = made
    of.destroyed.connect(lambda: _hosts.pop(number, None))
    return made


def host_of(widget: QWidget) -> HostInterface | None:
    """The interface of a widget with parts, made if need be; None while nobody listens."""
    if not QAccessible.isActive():
        return None
    found = QAccessible.queryAccessibleInterface(widget)
    return found if isinstance(found, HostInterface) else None


def tell_focus(widget: QWidget) -> None:
    """Tell that the keyboard is at another part."""
    host = host_of(widget)
    current = host.parts.current() if host is not None else None
    if host is not None and current is not None and widget.hasFocus():
        _tell(host.of(current), QAccessible.Event.Focus)


def tell_names(widget: QWidget) -> None:
    """Tell that the part at the keyboard may have another name, and that parts came or went."""
    host = host_of(widget)
    if host is None:
        return
    current = host.parts.current()
    if current is not None:
        _tell(host.of(current), QAccessible.Event.NameChanged)
    _tell(host, QAccessible.Event.ObjectReorder)


def tell_children(widget: QWidget) -> None:
    """Tell that other children of a widget can be seen."""
    if QAccessible.isActive():
        _tell(QAccessible.queryAccessibleInterface(widget), QAccessible.Event.ObjectReorder)


def _tell(interface: QAccessibleInterface, event: QAccessible.Event) -> None:
    QAccessible.updateAccessibility(QAccessibleEvent(interface, event))


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say a sentence when it has said what it is at."""
    event = QAccessibleAnnouncementEvent(widget, sentence)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)
