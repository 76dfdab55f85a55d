"""A timer for breaks and rounds: minutes that run down, be paused and prolonged."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from mopsmap.language import translated as _

LONGEST = 24 * 60
"""Minutes."""


class Countdown:
    """Minutes that run down. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._left = 0.0
        self._since: float | None = None
        self.set = False
        """Whether there is anything to show: it was started and not put away."""

    @property
    def running(self) -> bool:
        """Whether it runs down now."""
        return self._since is not None and not self.over

    @property
    def left(self) -> float:
        """Seconds that are left, never less than none."""
        gone = self.clock() - self._since if self._since is not None else 0.0
        return max(0.0, self._left - gone)

    @property
    def over(self) -> bool:
        """Whether it ran down to the end."""
        return self.set and self.left <= 0

    @property
    def text(self) -> str:
        """What is left: "4:05", "1:04:05"."""
        whole = -int(-self.left // 1)  # a second that has begun counts
        hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def start(self, minutes: float) -> None:
        """Begin with so many minutes."""
        self.set, self._left, self._since = True, minutes * 60, self.clock()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self.running:
            self._left, self._since = self.left, None
        elif self.left > 0:
            self._since = self.clock()

    def add(self, minutes: float) -> None:
        """Let it run longer; one that is over runs again."""
        again = self._since is not None
        self._left = min(LONGEST * 60, self.left + minutes * 60)
        self._since = self.clock() if again else None

    def put_away(self) -> None:
        """Show nothing."""
        self.set, self._left, self._since = False, 0.0, None


def read_minutes(text: str) -> float:
    """Minutes as people type them; raises ValueError with one sentence.

    >>> read_minutes("15"), read_minutes("1h"), read_minutes("1:30"), read_minutes("2,5 min")
    (15.0, 60.0, 90.0, 2.5)
    """
    said = text.strip().casefold().replace(",", ".")
    clock = re.fullmatch(r"(\d{1,2}):(\d{1,2})", said)
    plain = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)\s*(h|m|min|)", said)
    if clock:
        minutes = int(clock[1]) * 60.0 + int(clock[2])
    elif plain:
        minutes = float(plain[1]) * (60 if plain[2] == "h" else 1)
    else:
        raise ValueError(_("Type minutes, such as 15, or a time, such as 1h."))
    if not 0 < minutes <= LONGEST:
        raise ValueError(_("Type more than 0 minutes and at most a day."))
    return minutes
