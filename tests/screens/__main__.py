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

HERE = Path(__file__).resolve().parents[2]
OUT = HERE / "out" / "screens"
THEMES = ("light", "dark")
SIZES = ((1440, 900), (1920, 1080), (1100, 700))


def main(words: list[str]) -> int:
    """Render in one process per theme and size, as no window can change its screen."""
    failed = 0
    for theme in THEMES:
        for width, height in SIZES:
            command = [sys.executable, "-m", "tests.screens.grab", theme, f"{width}x{height}"]
            with tempfile.TemporaryDirectory() as home:
                screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height}
                config = Path(home) / "screen.json"
                config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
                places = {f"XDG_{k}_HOME": home for k in ("CONFIG", "DATA", "CACHE", "STATE")}
                platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "TZ": "UTC"}
                environment = {**os.environ, **places, **platform, "HOME": home}
                done = subprocess.run([*command, *words], cwd=HERE, env=environment, check=False)
                failed = failed or done.returncode
    print(f"The pictures are in {OUT.relative_to(HERE)}.")
    return failed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
