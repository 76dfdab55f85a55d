"""Where automatic steps stand: columns left to right, rows within lanes, beside fixed ones.

Every step is put as far left as its forward flows allow. While placing, the channels its flows will
need between the cards are kept free, so that the router finds short lines with few bends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import ceil

from mopsmap.layout.swimlanes import (
    CLEAR,
    LOOP_ROOM,
    Band,
    BandKey,
    Card,
    Frame,
    Lanes,
    Places,
    lane_heights,
    loop_rooms,
)
from mopsmap.model import Flow, ValueStreamMap
from mopsmap.reading import Reading

GAP = 18.0
NEW_ROW, OTHER_ROW = 100.0, 24.0
JOIN_ROOM = 30.0
FORK_ROOM = 12.0
APART = 12.0
LOW = 40.0
MANY = 1_500
TRIES = 12


@dataclass(frozen=True, slots=True)
class Channel:
    """A stretch of a band (lane, row) that a flow will cross or, for a pill, write on."""

    band: BandKey
    left: float
    right: float
    pill: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place found for a step, and the channels its flows need there."""

    x: float
    row: int
    channels: tuple[Channel, ...] = ()


def place(
    one: ValueStreamMap,
    reading: Reading,
    cards: Mapping[str, Card],
    labels: Mapping[str, float],
    frame: Frame,
) -> Places:
    """Places for all steps; `labels` are pill widths by flow. Fixed steps stay where they are."""
    at = {step: card.fixed for step, card in cards.items() if card.fixed is not None}
    if len(at) < len(cards):
        return Board(one, reading, cards, labels, frame).run()
    bands = {s: (card.lane, at[s][1] + card.height / 2) for s, card in cards.items()}
    rooms = loop_rooms(one.flows, bands, {step: x for step, (x, _) in at.items()})
    return Places(at, lane_heights(cards, at, bands, rooms, frame))


class Board:
    """The lanes while they fill up."""

    def __init__(
        self,
        one: ValueStreamMap,
        reading: Reading,
        cards: Mapping[str, Card],
        labels: Mapping[str, float],
        frame: Frame,
    ) -> None:
        self.one, self.reading, self.cards = one, reading, cards
        self.labels, self.frame = labels, frame
        self.lanes = Lanes()
        self.x: dict[str, float] = {}
        self.rows: dict[str, int] = {}
        self.before: dict[str, list[Flow]] = {}
        self.after: dict[str, list[Flow]] = {}
        for flow in reading.drawn_forward:
            self.before.setdefault(flow.target, []).append(flow)
            self.after.setdefault(flow.source, []).append(flow)
        self.back: dict[str, list[Flow]] = {}
        for flow in reading.rework:
            self.back.setdefault(flow.source, []).append(flow)
        self.detailed = len(one.steps) <= MANY
        self.beside = self._returns()
        self.base = self._bases()

    def run(self) -> Places:
        """Place every step."""
        self.take_fixed()
        for step in self._sequence():
            self._settle(step, self.find(step))
        loose = [s for s in self.cards if s not in self.x]
        ends = {lane: self._lane_end(lane) for lane in {self.cards[s].lane for s in loose}}
        for step in loose:
            x = self._free_in(0, step, ends[self.cards[step].lane])
            self._settle(step, Spot(x, 0))
        return self._offsets()

    def _sequence(self) -> Iterator[str]:
        """Connected automatic steps, left ones first, long remaining chains before short ones."""
        free = [step for step in self.cards if step not in self.x]
        returning = self.beside
        linked = self.before.keys() | self.after.keys() | returning.keys()
        if len(free) == 1 and not any(step in self.after for step in returning):
            # it waits for nothing, not even for itself, as on a way back that goes forward
            yield from (step for step in free if step in linked)
            return
        order, depth, tail = self.reading.drawn_order, self._depths(), self._tails()
        waiting = {s: len(self.before.get(s, ())) for s in order}
        follow: dict[str, list[str]] = {}
        for step, anchor in returning.items():
            waiting[step] = waiting.get(step, 0) + 1
            follow.setdefault(anchor, []).append(step)
        rank = {s: i for i, s in enumerate(self.cards)}
        ready = [(depth.get(s, 0), -tail.get(s, 0), rank[s], s) for s in waiting if not waiting[s]]
        heapify(ready)
        while ready:
            *_, step = heappop(ready)
            if step in linked and step not in self.x:
                yield step
            found = [f.target for f in self.after.get(step, ())] + follow.get(step, [])
            for target in found:
                waiting[target] -= 1
                if not waiting[target]:
                    key = (depth.get(target, 0), -tail.get(target, 0), rank[target], target)
                    heappush(ready, key)

    def _depths(self) -> dict[str, int]:
        """Flows from a start to each step; a start that joins later stands just before it."""
        depth: dict[str, int] = {}
        for step in self.reading.drawn_order:
            flows = self.before.get(step, ())
            depth[step] = max((depth[f.source] + 1 for f in flows), default=0)
        for step in self.reading.drawn_order:
            if not self.before.get(step) and self.after.get(step):
                depth[step] = max(0, min(depth[f.target] for f in self.after[step]) - 1)
        return depth

    def _tails(self) -> dict[str, int]:
        tail: dict[str, int] = {}
        for step in reversed(self.reading.drawn_order):
            tail[step] = max((tail[f.target] + 1 for f in self.after.get(step, ())), default=0)
        return tail

    def _returns(self) -> dict[str, str]:
        """For each return step the step it is placed beside: the one it goes back to."""
        known = set(self.reading.drawn_order) - self.reading.return_steps
        anchors: dict[str, str] = {}
        pending = [s for s in self.cards if s in self.reading.return_steps]
        while pending:
            left = []
            for step in pending:
                near = [f.target for f in self.back.get(step, ()) if f.target in known]
                near += [f.target for f in self.after.get(step, ()) if f.target in known]
                near += [
                    f.source for f in self.reading.rework if f.target == step and f.source in known
                ]
                if near:
                    anchors[step] = near[0]
                else:
                    left.append(step)
            known |= anchors.keys()
            if len(left) == len(pending):
                break
            pending = left
        return anchors

    def find(self, step: str) -> Spot:
        """The cheapest place: further right in this row, or in another row of the lane."""
        flows = [f for f in self.before.get(step, ()) if f.source in self.x]
        if self.beside.get(step) in self.x:
            return self._find_return(step)
        rows = self.lanes.rows(self.cards[step].lane)
        home = self._home_row(step, flows)
        spots = []
        for row in range(min(len(rows) + 1, 6)):
            bound = self._bound(step, row, flows)
            spot = self._try(step, row, bound, flows)
            extra = 0.0 if row == home else OTHER_ROW * abs(row - home)
            extra += NEW_ROW if row == len(rows) else 0.0
            spots.append((spot.x + extra, row, spot))
            if row == home and spot.x <= bound + 4:
                break
        return min(spots, key=lambda found: found[:2])[2]

    def _home_row(self, step: str, flows: Sequence[Flow]) -> int:
        """The row of the nearest predecessor in the same lane whose line goes on straight."""
        lane = self.cards[step].lane
        same = [f.source for f in flows if self.cards[f.source].lane == lane]
        return min((self.rows[s] for s in same), default=0)

    def _find_return(self, step: str) -> Spot:
        """Beside the step a return step goes back to, with room for the labels between them."""
        anchor = self.beside[step]
        card, base = self.cards[step], self.cards[anchor]
        if card.lane != base.lane:
            return self._free(step, self.x[anchor])
        flows = [f for f in self.reading.rework if step in (f.source, f.target)]
        wide = max((self.labels.get(f.id, 0.0) for f in flows), default=0.0)
        right = self.x[anchor] + base.width
        bound = right + max(GAP, wide + 32)
        rows = range(len(self.lanes.rows(card.lane)))
        x, row = min((self._free_in(row, step, bound) + OTHER_ROW * row, row) for row in rows)
        x -= OTHER_ROW * row
        here = (card.lane, row)
        if row != self.rows[anchor] or not self.lanes.clear(here, right, x):
            return Spot(x, row)
        return Spot(x, row, (Channel(here, right, x), Channel(here, right + 4, x - 4, pill=True)))

    def _bound(self, step: str, row: int, flows: Sequence[Flow]) -> float:
        """The least left edge that the flows into `step` allow."""
        here = (self.cards[step].lane, row)
        needs = [self.need(step, row, flow, merging=len(flows) > 1) for flow in flows]
        bound = max(self.frame.margin, *needs) if needs else self.frame.margin
        bound = self._ways_back(step, here, bound)
        if step in self.reading.joins and len(flows) > 1:
            nearest = max(self.x[f.source] + self.cards[f.source].width for f in flows)
            bound = max(bound, min(nearest + GAP + JOIN_ROOM, bound + JOIN_ROOM))
        if not flows:
            later = self.x and step not in self.reading.starts[:1]
            reached = max(self.x.values()) - self.frame.width if later else 0.0
            inset = max(0.0, (self.frame.width - self.cards[step].width) / 2)
            bound = max(bound + inset, reached)
        return bound

    def need(self, step: str, row: int, flow: Flow, merging: bool) -> float:
        """The least left edge that one flow into `step` allows, where `merging` one of several."""
        here, source, label = (self.cards[step].lane, row), flow.source, self._label(flow)
        card, left = self.cards[source], self.x[source]
        there = (card.lane, self.rows[source])
        if here == there:
            merges = 2 * GAP if merging else 0.0
            return left + card.width + max(GAP, label + merges + 28 if label else 0.0)
        forks = FORK_ROOM if source in self.reading.parallel_splits else 0.0
        if self._goes_back(source, there < here):
            column = left + card.width + CLEAR
            if label and not self.lanes.between(there, here):
                back = self._back_label(source, there < here)
                column = max(column, left + card.width / 2 + back / 2 + 6 + label / 2)
            return column + max(GAP, label / 2 + 6) + forks
        flat = here[0] == there[0] and self.cards[step].height < LOW
        room = label + 32 if flat and label else label / 2 + 6
        return left + card.width / 2 + max(GAP + forks, room)

    def _label(self, flow: Flow) -> float:
        """Width of a flow's pill; parallel flows share theirs."""
        if flow.source not in self.reading.parallel_splits:
            return self.labels.get(flow.id, 0.0)
        return max(self.labels.get(f.id, 0.0) for f in self.after[flow.source])

    def _goes_back(self, step: str, down: bool) -> bool:
        """Whether a rework flow needs the lower (else upper) side of a step for itself."""
        lane = self.cards[step].lane
        return any(
            flow.target in self.x
            and self.cards[flow.target].lane != lane
            and (self.cards[flow.target].lane > lane) == down
            for flow in self.back.get(step, ())
        )

    def _back_label(self, step: str, down: bool) -> float:
        """Width of the widest pill of rework flows on the lower (else upper) side of a step."""
        lane = self.cards[step].lane
        flows = [f for f in self.back.get(step, ()) if f.target in self.x]
        flows = [f for f in flows if (self.cards[f.target].lane > lane) == down]
        return max((self.labels.get(f.id, 0.0) for f in flows), default=0.0)

    def _ways_back(self, step: str, here: BandKey, bound: float) -> float:
        """The left edge, from `bound` on, that leaves room for rework flows and their labels."""
        half = self.cards[step].width / 2
        for flow in self.back.get(step, ()):
            if flow.target not in self.x:
                continue
            card, left = self.cards[flow.target], self.x[flow.target]
            there, right = (card.lane, self.rows[flow.target]), left + card.width
            label = self.labels.get(flow.id, 0.0)
            if here == there:
                bound = max(bound, left + card.width / 2 + label + 2 * CLEAR - half)
                continue
            beside = card.width / 2 if self.lanes.between(here, there) else 0.0
            bound = max(bound, right - beside + label / 2 + 6 - half)
            if right - card.width / 2 < bound + half < right + GAP:
                bound = right + GAP - half
        return bound

    def _try(self, step: str, row: int, bound: float, flows: Sequence[Flow]) -> Spot:
        """The first place from `bound` on where card and channels are free."""
        x = self._free_in(row, step, bound)
        if not self.detailed:
            return Spot(x, row)
        first: Spot | None = None
        for _ in range(TRIES):
            channels, further = self._channels(step, row, x, flows)
            spot = Spot(x, row, channels)
            first = first or spot
            if further is None or further - bound > 2 * self.frame.width:
                return spot if further is None else first
            x = self._free_in(row, step, further)
        return first or Spot(x, row)

    def _channels(
        self, step: str, row: int, x: float, flows: Sequence[Flow]
    ) -> tuple[tuple[Channel, ...], float | None]:
        """The channels of the flows into `step` at `x`; where one is blocked, the next x to try."""
        there = (self.cards[step].lane, row)
        found: list[Channel] = []
        further: float | None = None
        for flow in flows:
            here = (self.cards[flow.source].lane, self.rows[flow.source])
            right = self.x[flow.source] + self.cards[flow.source].width
            if here == there:
                found.append(Channel(there, right, x))
                if flow.id in self.labels:
                    found.append(Channel(there, right + 4, x - 4, pill=True))
                continue
            near = x - (GAP if step not in self.reading.joins else GAP + APART)
            crossed = self.lanes.between(here, there)
            stairs = self._stairs(flow, here, there, x, crossed)
            if stairs is not None:
                found += stairs
            elif near >= right + CLEAR - 1 and self.lanes.open(crossed, near):
                found += [Channel(band, near - CLEAR, near + CLEAR) for band in crossed]
                found.append(Channel(here, right, near + CLEAR))
            else:
                need = max(self.lanes.blocked_until(crossed, near), right) + CLEAR + x - near
                further = max(further or 0.0, need if need > x else x + GAP)
        return tuple(found), further

    def _stairs(
        self, flow: Flow, here: BandKey, there: BandKey, x: float, crossed: Sequence[BandKey]
    ) -> list[Channel] | None:
        """The way from the middle of a card's top or bottom into the left of the next, if free."""
        card = self.cards[flow.source]
        middle = self.x[flow.source] + card.width / 2
        if self._goes_back(flow.source, here < there) or middle > x - GAP + 1:
            return None
        if not self.lanes.open(crossed, middle) or not self.lanes.clear(there, middle, x):
            return None
        found = [Channel(band, middle - CLEAR, middle + CLEAR) for band in crossed]
        found.append(Channel(there, middle - CLEAR, x))
        wide = self.labels.get(flow.id, 0.0) / 2 + 4
        roomy = [b for b in crossed if self.lanes.clear(b, middle - wide, middle + wide)]
        if roomy and wide > CLEAR:
            found.append(Channel(roomy[0], middle - wide, middle + wide, pill=True))
        return found

    def _free(self, step: str, bound: float) -> Spot:
        rows = self.lanes.rows(self.cards[step].lane)
        spots = [
            (self._free_in(row, step, bound) + OTHER_ROW * row, row) for row in range(len(rows))
        ]
        spots.append((bound + NEW_ROW, len(rows)))
        row = min(spots)[1]
        return Spot(self._free_in(row, step, bound), row)

    def _free_in(self, row: int, step: str, bound: float) -> float:
        """The first left edge from `bound` on with room for the card in this row."""
        band = self.lanes.band((self.cards[step].lane, row))
        x, width = bound, self.cards[step].width
        while True:
            end = band.cards.hit(x - GAP, x + width + GAP)
            if end is not None:
                x = ceil(end + GAP)
                continue
            if not self.detailed:
                return x
            line = band.lines.hit(x, x + width) or band.pills.hit(x, x + width)
            if line is None:
                return x
            x = line + 1

    def _settle(self, step: str, spot: Spot) -> None:
        """Put the card there and keep its channels free."""
        card = self.cards[step]
        rows = self.lanes.rows(card.lane)
        while len(rows) <= spot.row:
            rows.append(Band())
        x = round(spot.x)
        rows[spot.row].cards.add(x, x + card.width)
        self.x[step], self.rows[step] = x, spot.row
        if not self.detailed:
            return
        for channel in spot.channels:
            if channel.right > channel.left:
                band = self.lanes.band(channel.band)
                (band.pills if channel.pill else band.lines).add(channel.left, channel.right)
        for flow in self.back.get(step, ()):
            if flow.target in self.x:
                self._keep_way_back(step, flow)

    def _keep_way_back(self, step: str, flow: Flow) -> None:
        """A rework flow leaves at the top or bottom and enters its step from the right."""
        here = (self.cards[step].lane, self.rows[step])
        there = (self.cards[flow.target].lane, self.rows[flow.target])
        middle = self.x[step] + self.cards[step].width / 2
        wide = max(CLEAR, self.labels.get(flow.id, 0.0) / 2 + 4)
        crossed = self.lanes.between(here, there)
        for band in crossed:
            self.lanes.band(band).lines.add(middle - CLEAR, middle + CLEAR)
        roomy = [b for b in crossed if self.lanes.clear(b, middle - wide, middle + wide)]
        if roomy:
            self.lanes.band(roomy[len(roomy) // 2]).pills.add(middle - wide, middle + wide)
        right = self.x[flow.target] + self.cards[flow.target].width
        if here != there and middle > right and self.lanes.clear(there, right, middle):
            self.lanes.band(there).lines.add(right, middle)

    def _bases(self) -> dict[int, float]:
        """Offset of the first row by lane: that of the user's highest card, where it is usual."""
        found: dict[int, float] = {}
        for card in self.cards.values():
            if card.fixed is not None:
                y = card.fixed[1] - (self.frame.height - card.height) / 2
                found[card.lane] = min(found.get(card.lane, y), y)
        low, high = self.frame.padding, self.frame.padding + LOOP_ROOM + 24
        return {lane: y if low <= y <= high else low for lane, y in found.items()}

    def take_fixed(self, away: Collection[str] = ()) -> None:
        """Keep free every row that a card at a place of the user's own touches, unless `away`."""
        touched: dict[tuple[float, float], tuple[int, int]] = {}
        for step, card in self.cards.items():
            if card.fixed is None:
                continue
            x, y = card.fixed
            key = y - self.base[card.lane], card.height
            if key not in touched:
                touched[key] = self._touched(*key)
            self.x[step], self.rows[step] = x, touched[key][0]
            if step not in away:
                self.lanes.keep(card.lane, x, x + card.width, touched[key])

    def _touched(self, y: float, height: float) -> tuple[int, int]:
        """The first and the last row that a card so high touches `y` below the first row."""
        frame = self.frame
        first = max(0, int((y - 1 + frame.padding) // frame.row))
        last = max(first, min(40, int((y + height + frame.padding - 1) // frame.row)))
        return (first, last) if y + height > 0 else (0, 0)

    def _lane_end(self, lane: int) -> float:
        ends = [band.cards.ends[-1] for band in self.lanes.rows(lane) if band.cards.ends]
        return max(ends) + GAP if ends else self.frame.margin

    def _offsets(self) -> Places:
        """Turn rows into offsets; a row gets room where flows loop over or under its cards."""
        frame = self.frame
        bands = {s: (card.lane, self.rows[s]) for s, card in self.cards.items()}
        rooms = loop_rooms(self.one.flows, bands, self.x)
        lanes = {card.lane for card in self.cards.values() if card.fixed is None}
        tall: dict[BandKey, float] = {}
        for step, card in self.cards.items():
            if card.lane in lanes:
                tall[bands[step]] = max(tall.get(bands[step], 0.0), card.height)
        offsets: dict[BandKey, float] = {}
        for lane in lanes:
            y = self.base.get(lane, frame.padding)
            for row in range(self.lanes.count(lane)):
                above, below = rooms.get((lane, row), (0.0, 0.0))
                above = 0.0 if lane in self.base else above
                offsets[lane, row] = y + above
                full = tall.get((lane, row), 0.0)
                full = max(full, frame.height) if lane in self.base or not row else full
                y += above + full + frame.padding + below
                tall[lane, row] = full
        at: dict[str, tuple[float, float]] = {}
        for step, card in self.cards.items():
            if card.fixed is not None:
                at[step] = card.fixed
            else:
                middle = (tall[bands[step]] - card.height) / 2
                at[step] = self.x[step], offsets[bands[step]] + middle
        return Places(at, lane_heights(self.cards, at, bands, rooms, frame))
