"""What is selected on the map shown."""

from __future__ import annotations

from dataclasses import dataclass

from mopsmap.model import ValueStreamMap


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected on the map shown: steps and flows, or one role, or nothing (the map)."""

    steps: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    role: str | None = None

    def __bool__(self) -> bool:
        return bool(self.steps or self.flows or self.role)

    def within(self, one: ValueStreamMap) -> Selection:
        """What of it a map has, each once."""
        return Selection(
            tuple(s for s in dict.fromkeys(self.steps) if s in one.step_by_id),
            tuple(f for f in dict.fromkeys(self.flows) if f in one.flow_by_id),
            self.role if self.role in one.role_by_id else None,
        )
