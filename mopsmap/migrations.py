"""Numbered upgrades of the file: each turns the raw content of one version into the next.

A file change is a higher CURRENT_VERSION, one function here and one file in tests/formats/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Raw = dict[str, Any]
Upgrade = Callable[[Raw], Raw]

CURRENT_VERSION = 1

UPGRADES: Mapping[int, Upgrade] = MappingProxyType({})
"""The upgrade from version n to n + 1 stands under n, for every n from 1 to CURRENT_VERSION - 1."""


def upgrade(
    raw: Raw,
    version: int,
    upgrades: Mapping[int, Upgrade] = UPGRADES,
    current: int = CURRENT_VERSION,
) -> Raw:
    """The content of a `version` file as the `current` version would hold it.

    Raises LookupError where an upgrade is missing. A newer version comes back as it is.
    """
    for number in range(version, current):
        raw = upgrades[number](raw)
    return raw
