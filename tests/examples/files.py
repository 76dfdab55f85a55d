"""Files as people write them, and what the command line answers about them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mopsmap import cli


def step(name: str, process: Any = None, wait: Any = None, **fields: Any) -> dict[str, Any]:
    """A step with times as the file holds them."""
    return {"id": name, "name": name, "process_time": process, "wait_time": wait, **fields}


def flow(text: str) -> dict[str, Any]:
    """A flow from words such as "a > b", "a > b 0.3", "b ~ a 0.2", "a - b" (information)."""
    source, sign, target, *share = text.split()
    kind = {">": "forward", "~": "rework", "-": "information"}[sign]
    chance = {"probability": float(share[0])} if share else {}
    return {
        "id": f"{source}{sign}{target}",
        "source": source,
        "target": target,
        "kind": kind,
        **chance,
    }


def one_map(steps: Iterable[Any], flows: str = "", **fields: Any) -> dict[str, Any]:
    """A map of a file; flows in words, with commas between them."""
    drawn = [flow(text) for text in flows.split(",") if text.strip()]
    return {"id": "map", "steps": list(steps), "flows": drawn, **fields}


class Desk:
    """Writes files and asks the command line about them."""

    def __init__(self, folder: Path, capsys: Any) -> None:
        self.file = folder / "drawn.mopsmap"
        self._capsys = capsys

    def write(self, *maps: Mapping[str, Any], **project: Any) -> None:
        """Put maps into the file."""
        whole = {"format": "mopsmap", "version": 1, "maps": maps, **project}
        self.file.write_text(json.dumps(whole), encoding="utf-8")

    def ask(self, command: str, *more: str) -> dict[str, Any]:
        """What a command answers about the file, as plain JSON."""
        status = cli.run([command, str(self.file), "--json", *more])
        said = self._capsys.readouterr()
        assert (status, said.err) == (0, "")

        def refuse(text: str) -> float:
            raise AssertionError(text)

        answer: dict[str, Any] = json.loads(said.out, parse_constant=refuse)
        return answer

    def analyze(
        self, one: Mapping[str, Any], case: str = "typical", **project: Any
    ) -> dict[str, Any]:
        """What `analyze --json` answers about a map."""
        self.write(one, **project)
        return self.ask("analyze", "--case", case)
