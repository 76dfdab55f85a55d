"""In a made-up language the core says nothing in English, and writes files as it always does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.texts.pseudo import left_in_english, write_catalog

HERE = Path(__file__).parent.parent.parent


def spoken(catalog: str) -> tuple[int, list[list[str]], dict[str, Any]]:
    """What `core_speaks` finds in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.texts.core_speaks", catalog],
        cwd=HERE,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    number, left, written = json.loads(done.stdout)
    return number, left, written


def test_nothing_is_left_in_english_and_files_stay_as_they_are(tmp_path: Path) -> None:
    number, left, written = spoken(str(write_catalog(tmp_path / "made_up.mo")))
    assert number > 20_000, "texts of records, samples, wrong maps, refusals, tables and lines"
    assert not left, "\n".join(f"{place}: {text}" for place, text in left)
    _number, english, plain = spoken("")
    assert len(english) > 1_000, "in English all of them are English, so the search finds them"
    for name, content in plain.items():
        assert written[name] == content, name


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ŵāīţ", []),
        ("Ŵāīţ: 4 h, ŵ", [": 4 h,"]),
        ("12 %", []),
        ("Ŵāīţ or ŵāīţ", ["or"]),
        ("Wait", ["Wait"]),
    ],
)
def test_what_stands_between_made_up_words_is_english(text: str, left: list[str]) -> None:
    assert left_in_english(text) == left
