"""Renders every screen and state from the samples into out/screens/, to be looked at one by one.

`python -m tests.screens [word ...]`, or `make screens`; words choose screens by parts of names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.screens.looks import LOOKS, Look

HERE = Path(__file__).resolve().parents[2]
OUT = HERE / "out" / "screens"


def main(words: list[str]) -> int:
    """Render in one process per look, as no window can change its screen."""
    failed = 0
    for name, look in LOOKS.items():
        command = [sys.executable, "-m", "tests.screens.grab", name, *words]
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, **desk(look, home)}
            done = subprocess.run(command, cwd=HERE, env=environment, check=False)
        failed = failed or done.returncode
    print(f"The pictures are in {OUT.relative_to(HERE)}.")
    return failed


def desk(look: Look, home: str) -> dict[str, str]:
    """A screen of that size, and settings of nobody."""
    screen = {"name": "screen", "x": 0, "y": 0, "width": look.width, "height": look.height}
    config = Path(home) / "screen.json"
    config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return {
        **{f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "CACHE", "STATE")},
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "QT_SCALE_FACTOR": str(look.percent / 100),
        "HOME": home,
        "TZ": "UTC",
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
