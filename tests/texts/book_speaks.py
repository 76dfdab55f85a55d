"""Writes the workbook of a sample: `book_speaks CATALOG SAMPLE TARGET`, "" for English.

A program, because a language is chosen before modules with texts are loaded.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from mopsmap import language

language.speak(Path(sys.argv[1]) if sys.argv[1] else None)

from mopsmap.report import write_report  # noqa: E402
from mopsmap.storage import load  # noqa: E402
from tests.core.test_excel import draw  # noqa: E402

if __name__ == "__main__":
    project = load(Path(sys.argv[2])).project
    write_report(project, "as-is", "to-be", Path(sys.argv[3]), draw, date(2026, 1, 31))
