"""The scene: a mirror of the map shown, kept by diffs, never a source of anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import zip_longest
from typing import Any, TypeVar

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from mopsmap.diff import MapDiff, only_moved
from mopsmap.language import translated as _
from mopsmap.layout import Lane, hops
from mopsmap.model import Flow, ValueStreamMap
from mopsmap.reading import Reading, read_map, step_numbers
from ui.canvas.blocks import Blocks
from ui.canvas.captions import REACH
from ui.canvas.crowd import lay_over
from ui.canvas.far import FarPicture
from ui.canvas.folding import Folding
from ui.canvas.ghosts import GhostItem, ghost_places
from ui.canvas.items import (
    ALL_OVER,
    FlowItem,
    JunctionItems,
    Manner,
    PillItem,
    StepItem,
    let_hop,
)
from ui.canvas.lines import spare_place
from ui.canvas.marks import (
    BlockLook,
    Facts,
    FlowLook,
    LaneLook,
    Looks,
    StepLook,
    block_looks,
    flow_look,
    flows_with_share,
    ghost_looks,
    lane_looks,
)
from ui.canvas.moving import Cards
from ui.canvas.notes import NoteItem, NoteItems
from ui.canvas.overlay import Laid, Scale, identical
from ui.canvas.paint import FAR, pill_size
from ui.look.theme import Appearance, Theme
from ui.session import Session

MARGIN = 24.0
SEEN = 72.0
"""How far a step's badges and caption stick out of its shape at most."""
NO_TONES: Mapping[str, str] = {}

FlowFacts = tuple[Flow, float | None, bool, bool, str, bool]
"""A flow, its share, whether it is critical, whether another says the same for it, its tone, and
whether it is only proposed."""

T = TypeVar("T", bound=QGraphicsItem)


class MapScene(QGraphicsScene):
    """Lanes, steps and flows of the map shown; `shown` when any of them look otherwise."""

    shown = Signal()

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session = session
        self.appearance = appearance
        self.folding = Folding(session, self)
        self.blocks = Blocks(self)
        self.phases: Mapping[str, BlockLook] = {}
        self.manner = Manner()
        self.steps: dict[str, StepItem] = {}
        self.flows: dict[str, FlowItem] = {}
        self._all_over = lay_over(self, self.manner, self.steps, self.blocks.items)
        self._laid = Laid(session)
        self.notes = NoteItems(self)
        self.cards = Cards(self)
        self.cards.arrived.connect(self._arrive)
        self._pills: dict[str, PillItem] = {}
        self._junctions = JunctionItems(self, self.manner)
        self._ghosts: list[GhostItem] = []
        self._chosen = frozenset[str](), frozenset[str]()
        self._place: str | None = None
        self._compared: tuple[str, dict[str, Any] | None] = ("", None)
        self._shown: tuple[object, ...] = ()
        self._moves = False
        self._mirrored: ValueStreamMap = session.map
        self._lines: tuple[object, ...] = ()
        self._critical: Collection[str] = ()
        self._ends: Collection[tuple[str, str]] = ()
        self._far: tuple[tuple[object, ...], FarPicture] | None = None
        self._ground: tuple[Theme | None, str | None, tuple[Lane, ...]] = (None, None, ())
        self._known: dict[str, tuple[Facts, StepLook]] = {}
        self._looks: Looks
        self._flow_looks: dict[str, tuple[FlowFacts, FlowLook]] = {}
        self._pilled: dict[str, tuple[FlowLook, tuple[float, float]]] = {}
        self.lanes: dict[str | None, LaneLook] = {}
        self.show_critical = self.show_changes = True
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        session.changed.connect(self._on_changed)
        self.folding.changed.connect(self._on_changed)
        told = (session.analyzed, session.project_changed, session.making.made)
        for each in (*told, session.foresight.changed):
            each.connect(self._show_looks)
        session.selection_changed.connect(self._show_selection)
        appearance.changed.connect(self._show_looks)
        self._on_changed()

    def set_overlays(self, *, critical: bool | None = None, changes: bool | None = None) -> None:
        """Show or hide the critical path and the changes against the compared map."""
        self.show_critical = self.show_critical if critical is None else critical
        self.show_changes = self.show_changes if changes is None else changes
        self._show_looks()

    def overlay_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(key, label) of the overlays, under the title of their analysis: see Laid."""
        return self._laid.groups()

    def overlay_labels(self) -> tuple[tuple[str, str], ...]:
        """(key, label) of all overlays, in the order of their groups."""
        return tuple(self._laid.labels().items())

    @property
    def overlay(self) -> str | None:
        """The key of the overlay that fills the cards."""
        return self._laid.key

    def set_overlay(self, key: str | None) -> bool:
        """Fill the cards by an overlay, or by none; False where there is no such overlay."""
        found = self._laid.lay(key)
        self._show_looks()
        return found

    def scale(self) -> Scale | None:
        """What the fills of the overlay mean, one scale for all maps; None without an overlay."""
        return self._laid.scale()

    def computing(self) -> str:
        """The label of the overlay whose values are computed now; "" for none."""
        return self._laid.computing()

    def is_critical(self, shown: str) -> bool:
        """Whether a step or block is marked as critical."""
        block = self.blocks.items.get(shown)
        return block.look.critical if block is not None else self.steps[shown].look.critical

    def looks(self) -> Mapping[str, StepLook]:
        """The look of every step, by id."""
        return {step_id: item.look for step_id, item in self.steps.items()}

    def _on_changed(self, touched: MapDiff | None = None) -> None:
        layout, theme, ways = self.folding.layout, self.appearance.theme, []
        self.cards.drop()
        for gone in [i for i in self.steps if i not in layout.steps]:
            self.removeItem(self.steps.pop(gone))
            self._known.pop(gone, None)
        for step_id, placed in layout.steps.items():
            if placed.shape == "block":
                continue
            step = self.steps.get(step_id)
            if step is None:
                self.steps[step_id] = step = StepItem(placed, theme, self._look_of, self.manner)
                self.addItem(step)
            elif step.placed is not placed and step.placed != placed:
                before = step.pos()
                step.place(placed)
                ways.append((step, before, step.pos()))
        for gone in [i for i in self.flows if i not in layout.routes]:
            self.removeItem(self.flows.pop(gone))
        near = touched is not None and any(view.transform().m11() >= FAR for view in self.views())
        if not self.cards.go(ways, self._sights() if near else []):
            self._place_flows()
        self.notes.mirror(self.folding.map, theme)
        self.setSceneRect(self._paper())
        one = self.session.map
        self._moves = self.folding.folded is None and only_moved(self._mirrored, one, touched)
        self._laid.still = self._moves and self.session.previewing
        self._mirrored = one
        drawn = touched is None or touched.steps or touched.flows or touched.roles or touched.notes
        if drawn and not (self._moves and self.session.previewing):
            self.reading: Reading = read_map(self.session.map)
            self.numbers = step_numbers(self.session.map)
            self.drawn: Reading = read_map(self.folding.map)
        self._show_looks()
        self._leave_room()
        self._show_selection()

    def _place_flows(self) -> None:
        theme = self.appearance.theme
        layout = self.folding.layout
        places = hops(layout.crossings, self._critical)
        for flow_id, route in layout.routes.items():
            flow = self.flows.get(flow_id)
            if flow is None:
                self.flows[flow_id] = flow = FlowItem(route, theme, self.manner)
                self.addItem(flow)
            elif flow.route is not route and flow.route != route:
                flow.place(route, places.get(flow_id, ()))

    def _arrive(self) -> None:
        """Cards are where they belong: now the lines run to them."""
        self._place_flows()
        self._leave_room()
        self._shown, self._far = (), None
        self._show_looks()
        self._show_selection()

    def _leave_room(self) -> None:
        """Tell shapes with a name beside them what else stands there."""
        by_bounds = Qt.ItemSelectionMode.IntersectsItemBoundingRect
        for step in self.steps.values():
            if step.placed.shape != "card":
                step.leave_room(self.items(step.sceneBoundingRect(), by_bounds))

    def whole(self) -> QRectF:
        """The paper and all that sticks out of it."""
        found = self.sceneRect()
        for item in set(self.items()).difference(self._all_over):
            found = found.united(item.sceneBoundingRect())
        return found

    def _paper(self) -> QRectF:
        """The map with a margin; captions of starts and ends stick out of their shapes, and
        lines run beside them."""
        layout = self.folding.layout
        small = (p for p in layout.steps.values() if p.shape in ("diamond", "event"))
        lefts = [route.left - 8 for route in layout.routes.values()]
        left = min([0.0, *lefts, *(p.x - REACH for p in small)])
        ghosts = [item.sceneRect().right() + MARGIN for item in self._ghosts]
        width = max(layout.width + 2 * MARGIN, 400.0, *ghosts)
        paper = QRectF(left, 0, width - left, max(layout.height, 96.0))
        notes = self.notes.box()
        return paper.united(notes.adjusted(-8, 0, 8, 8)) if notes.isValid() else paper

    def _show_looks(self) -> None:
        session, theme = self.session, self.appearance.theme
        one, analyzed = session.map, session.analysis
        comparison, scale = self._comparison(), self.scale()
        layout, folded = self.folding.layout, self.folding.folded
        sources = (session.project, one, layout, analyzed, comparison, scale)
        foreseen = session.foresight.analysis
        shown = (*sources, session.veil.on, session.proposal, foreseen, theme, self.show_critical)
        if identical(shown, self._shown):
            return
        before, self._shown = self._shown, shown
        if self._moves and session.previewing and identical(shown[3:], before[3:]):
            self._show_lines(self._critical)
            return
        self.notes.mirror(self.folding.map, theme)
        self._looks = Looks(
            *(session.project, one, self.numbers, analyzed, comparison, scale),
            *(self.show_critical, self._known, session.proposal, foreseen),
        )
        self._renew_steps()
        self.phases = block_looks(session.project, one, analyzed, self.show_critical)
        self.blocks.show(folded, layout, self.phases, theme)
        critical = analyzed.critical_flows if analyzed and self.show_critical else frozenset[str]()
        if folded is not None:
            critical = folded.drawn_flows(critical)
        self._show_lines(critical)
        self._show_ghosts(None if folded else comparison)
        self.lanes = lane_looks(one, analyzed, scale)
        if folded is not None:
            self.lanes[folded.lane] = LaneLook(folded.lane, _("Phases"), None, False)
        self._repaint_lanes()
        self.shown.emit()

    def _renew_steps(self) -> None:
        """New looks at once for the steps in sight; the others ask when they come into it."""
        theme = self.appearance.theme
        sights = [(r.left(), r.top(), r.right(), r.bottom()) for r in self._sights()]
        for item in self.steps.values():
            at = item.placed
            item.renew(
                theme,
                any(
                    at.right > left and at.x < right and at.bottom > top and at.y < bottom
                    for left, top, right, bottom in sights
                ),
            )

    def _sights(self) -> list[QRectF]:
        """What each view shows, with what sticks into it."""
        return [
            view.mapToScene(view.viewport().rect())
            .boundingRect()
            .adjusted(-SEEN, -SEEN, SEEN, SEEN)
            for view in self.views()
        ]

    def _look_of(self, step_id: str) -> StepLook:
        return self._looks.of(step_id)

    def _show_lines(self, critical: Collection[str]) -> None:
        """Flows with their pills and junctions, unless all of them stay as they are."""
        if self.cards.under_way:
            return
        theme = self.appearance.theme
        before, scale = self._lines, self.scale()
        tones = scale.flows if scale is not None else NO_TONES
        folding = self.folding
        drawn = (folding.map.flows, self.drawn.shares, folding.layout)
        lines = (*drawn, tones, self.session.proposal, theme)
        if identical(lines, before) and critical == self._critical:
            return
        anew = not before or before[-1] is not theme
        same = identical(lines[:2] + lines[3:], before[:2] + before[3:])
        if not same or critical != self._critical:
            self._show_flows(critical, tones, anew)
        self._lines, self._critical = lines, critical
        let_hop(self.flows, hops(folding.layout.crossings, critical))
        self._show_pills(anew)
        self._show_junctions()

    def _show_flows(self, critical: Collection[str], tones: Mapping[str, str], anew: bool) -> None:
        """A look for every flow; a flow of the same facts keeps the one it has."""
        flows, theme = self.folding.map.flow_by_id, self.appearance.theme
        with_share = flows_with_share(self.folding.map, self.drawn)
        proposed = self.session.proposal.flows if self.session.proposal is not None else ()
        said: set[tuple[str, str]] = set()
        before, self._flow_looks = self._flow_looks, {}
        for flow_id, line in self.flows.items():
            flow = flows.get(flow_id)
            if flow is None:
                continue
            forward = flow.kind == "forward"
            share = self.drawn.shares.get(flow_id) if flow_id in with_share else None
            again = forward and (flow.source, flow.label) in said
            tone, new = tones.get(flow_id, ""), flow_id in proposed
            facts = (flow, share, flow_id in critical, again, tone, new)
            found = before.get(flow_id)
            if anew or found is None or found[0] != facts:
                found = facts, flow_look(*facts)
                line.show_look(found[1], theme)
            self._flow_looks[flow_id] = found
            if forward and flow.label == found[1].text:
                said.add((flow.source, flow.label))
        self._ends = {
            (end, kind)
            for (flow, *_), look in self._flow_looks.values()
            if look.critical
            for end, kind in ((flow.source, "fork"), (flow.target, "join"))
        }

    def _show_pills(self, anew: bool) -> None:
        theme, layout = self.appearance.theme, self.folding.layout
        before, self._pilled = self._pilled, {}
        for flow_id, (facts, look) in self._flow_looks.items():
            if look.text:
                if (center := layout.routes[flow_id].label) is None:
                    look = look.short  # needs less room
                    center = spare_place(layout, facts[0], pill_size(look))
                if center is not None:
                    self._pilled[flow_id] = look, center
        for flow_id in before.keys() - self._pilled.keys():
            self.removeItem(self._pills.pop(flow_id))
        for flow_id, found in self._pilled.items():
            pill = self._pills.get(flow_id)
            if pill is None:
                pill = self._pills[flow_id] = PillItem(flow_id, theme, self.manner)
                self.addItem(pill)
            elif not anew and found == before[flow_id]:
                continue
            pill.show_look(*found, theme)

    def _show_junctions(self) -> None:
        theme = self.appearance.theme
        self._junctions.mirror(self.folding.layout.junctions, self._ends, theme)

    def _show_ghosts(self, comparison: dict[str, Any] | None) -> None:
        theme = self.appearance.theme
        wanted = [(*ghost, theme) for ghost in self.ghosts(comparison)]
        if wanted == [(i.look, i.sceneRect(), i.theme) for i in self._ghosts]:
            return
        for item in self._ghosts:
            self.removeItem(item)
        self._ghosts = [GhostItem(*ghost, self.manner) for ghost in wanted]
        for item in self._ghosts:
            self.addItem(item)
        self.setSceneRect(self._paper())

    def ghosts(self, comparison: dict[str, Any] | None) -> list[tuple[StepLook, QRectF]]:
        """The look and place of each step that the map no longer has."""
        session = self.session
        source = session.project.map_by_id.get(session.compared_with() or "")
        looks = ghost_looks(source, session.map, comparison) if source and comparison else {}
        if source is None or not looks:
            return []
        before = session.layout_of(source)
        places = ghost_places(list(looks), source, before, session.map, session.layout)
        return [(looks[step], rect) for step, rect in places.items()]

    def _comparison(self) -> dict[str, Any] | None:
        """What changed, if it is to be shown; while a gesture goes on, as it was at its start."""
        session = self.session
        found = session.comparison
        if found is None and session.previewing and self._compared[0] == session.map_id:
            found = self._compared[1]
        self._compared = (session.map_id, found)
        return found if self.show_changes else None

    def _show_selection(self) -> None:
        chosen = self.session.selection
        steps, flows = frozenset(chosen.steps), frozenset(chosen.flows)
        before, self._chosen = self._chosen, (steps, flows)
        self.blocks.select({self.folding.shown(step) for step in steps})
        for step_id in before[0] | steps:
            if step_id in self.steps:
                self.steps[step_id].set_state(chosen=step_id in steps)
        for flow_id in before[1] | flows:
            if flow_id in self.flows:
                self.flows[flow_id].set_state(chosen=flow_id in flows)
        self.notes.choose(chosen.notes)
        self._repaint_lanes()

    def mark_place(self, step_id: str | None) -> None:
        """Ring the step behind which the next line goes on while none is selected."""
        for one in {self._place or "", step_id or ""} & self.steps.keys():
            self.steps[one].set_state(focused=one == step_id)
        self._place = step_id

    def _repaint_lanes(self) -> None:
        """Items repaint themselves where they change; the ground from the first lane that did."""
        session = self.session
        ground = (self.appearance.theme, session.selection.role, self.folding.layout.lanes)
        before, self._ground = self._ground, ground
        if before[:2] != ground[:2]:
            self.update()
        elif before != ground:
            pairs = zip_longest(before[2], ground[2])
            changed = next((a, b) for a, b in pairs if a != b)
            top = min(lane.top for lane in changed if lane is not None)
            self.update(QRectF(-ALL_OVER, top - 1, 2 * ALL_OVER, ALL_OVER))

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The lanes over the whole width of the view."""
        area, theme = QRectF(rect), self.appearance.theme
        painter.fillRect(area, theme.color("surface.canvas"))
        lines: list[QLineF] = []
        for number, lane in enumerate(self.folding.layout.lanes):
            top = area.y() if number == 0 and area.y() < lane.top else lane.top
            strip = QRectF(area.x(), top, area.width(), lane.top + lane.height - top)
            if not strip.intersects(area):
                continue
            tone = "surface.laneA" if number % 2 == 0 else "surface.laneB"
            painter.fillRect(strip, theme.color(tone))
            if lane.role is not None and lane.role == self.session.selection.role:
                painter.fillRect(strip, theme.color("surface.selected"))
            lines.append(QLineF(strip.bottomLeft(), strip.bottomRight()))
        painter.setPen(QPen(theme.color("border.subtle"), 0))
        painter.drawLines(lines)

    def far_picture(self) -> FarPicture:
        """The whole map as it looks from far away, made once for what is shown."""
        theme = self.appearance.theme
        state = (*self._shown, *self._lines, self._chosen, self._ghosts)
        if self._far is None or not identical(state, self._far[0]):
            cards, lines = self.steps.values(), self.flows.values()
            picture = FarPicture(cards, lines, self._ghosts, self.notes.values(), theme)
            self._far = state, picture
        return self._far[1]

    def step_at(self, point: QPointF) -> StepItem | None:
        """The topmost step at a scene point."""
        return _first(self.items(point), StepItem)

    def note_at(self, point: QPointF) -> NoteItem | None:
        """The sticky note at a scene point, where no step lies above it."""
        found = (i for i in self.items(point) if isinstance(i, StepItem | NoteItem))
        item = next(found, None)
        return item if isinstance(item, NoteItem) else None

    def flow_places(self) -> list[tuple[str, QPainterPath]]:
        """(id, ground) of each flow where it runs now: its line and its pill."""
        found = []
        for flow_id, line in self.flows.items():
            ground = QPainterPath(line.shape())
            pill = self._pills.get(flow_id)
            if pill is not None:
                ground.addRect(pill.sceneBoundingRect())
            found.append((flow_id, ground))
        return found

    def flow_at(self, point: QPointF) -> FlowItem | None:
        """The flow at a scene point, by its line or its pill."""
        for item in self.items(point):
            if isinstance(item, PillItem):
                return self.flows.get(item.flow_id)
        return _first(self.items(point), FlowItem)


def _first(items: list[QGraphicsItem], kind: type[T]) -> T | None:
    return next((item for item in items if isinstance(item, kind)), None)
