"""What a drawing means, before any arithmetic: which flows go forward, which are rework, which
steps exist only on the way back, and which share of the items takes each way out.

Pure and fast, without a graph library, because the first painted map needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at: `ids` are the records it concerns, `text` says what and what to do."""

    code: str
    severity: Severity
    ids: tuple[str, ...]
    text: str
