"""MOPsMap's core: maps, their analysis and their reports, without any window."""

__version__ = "0.1.0"
