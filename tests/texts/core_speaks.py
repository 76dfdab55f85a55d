"""Says on standard output, as JSON, what the core leaves in English in the made-up language.

Run as a program with the catalog as its argument ("" for English), because a language is chosen
before modules with texts are loaded: [how many texts were looked at, [[where, text], ...],
{what files and JSON hold}].
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mopsmap import language

language.speak(Path(sys.argv[1]) if sys.argv[1] else None)

from mopsmap import capture, edits, exchange, rules, storage, targets  # noqa: E402
from mopsmap.analysis import analyze  # noqa: E402
from mopsmap.analysis.unknown import unknown_figures  # noqa: E402
from mopsmap.model import (  # noqa: E402
    Calendar,
    Charter,
    Countermeasure,
    Flow,
    Note,
    Project,
    Role,
    Step,
    ValueStreamMap,
    new_project,
)
from mopsmap.record import attributes, choice_label  # noqa: E402
from mopsmap.report import write_report  # noqa: E402
from mopsmap.units import read_estimate, refuse_two_meanings  # noqa: E402
from tests.core.drawing import draw, project  # noqa: E402
from tests.texts.pseudo import left_in_english  # noqa: E402

HERE = Path(__file__).parent.parent.parent
SAMPLES = sorted((HERE / "samples").glob("*.mopsmap"))
RECORDS = (Project, Calendar, ValueStreamMap, Charter, Step, Flow, Role, Note, Countermeasure)
SHORT = {"VA", "BNVA", "NVA", "h", "d", "min", "s", "w", "x"}
"""What is written in the same way in every language: classes and units."""

GIVEN = re.compile(r"""\{item\}|'[^']*'|"[^"]*"|\(Expecting[^)]*\)|\.[a-z]+|steps\[0\]|x:""")
"""What stands for a project's word, what was given and is quoted, what a library says of it."""

Said = Iterator[tuple[str, str]]


def data_of(value: Any) -> set[str]:
    """Every text of a project, the longest of which are taken out of what is said."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {text for inner in value.values() for text in data_of(inner)}
    return (
        {text for inner in value for text in data_of(inner)} if isinstance(value, list) else set()
    )


def records() -> Said:
    """Labels, explanations and choices of every field."""
    for kind in RECORDS:
        for attribute in attributes(kind):
            if attribute.kind != "hidden":
                place = f"{kind.__name__}.{attribute.name}"
                yield place, attribute.label
                yield place, attribute.help
                yield from ((place, label) for _value, label in attribute.choices)
    yield "no choice", choice_label(None)


def figures(one: Project, map_id: str) -> Said:
    """What all analyses of one map say."""
    analyzed = analyze(one, map_id)
    for problem in analyzed.problems:
        yield problem.code, problem.text
    for result in analyzed.ready:
        yield result.key, result.title
        for metric in result.metrics:
            place = f"{result.key}.{metric.key}"
            yield place, metric.label
            yield place, metric.definition
            yield place, metric.note
            yield from ((place, entry.label) for entry in metric.inputs)
            yield from ((place, e.value) for e in metric.inputs if isinstance(e.value, str))
        for table in result.tables:
            place = f"{result.key}.{table.key}"
            yield place, table.title
            yield place, table.finding
            yield from ((place, column.label) for column in table.columns)
            yield from (
                (place, cell) for row in table.rows for cell in row if isinstance(cell, str)
            )
        for overlay in result.overlays:
            yield result.key, overlay.label
            for mark in overlay.marks:
                yield f"{result.key}.{overlay.key}", mark.badge
                yield f"{result.key}.{overlay.key}", mark.text
    yield from unknown_figures(one.map_by_id[map_id]).items()
    for metric in targets.FIGURES:
        yield metric, targets.label_of(metric, one)


def drawings() -> Iterator[Project]:
    """Maps with everything that can be wrong."""
    end = {"end": {"kind": "end"}}
    for flows, steps in (
        ("a>b, b~a", {}),
        ("a>b, b~a .2, b>c", end),
        ("a>b, a>c, b>d", {"a": {"kind": "decision"}}),
        ("a>b .5, a>c .9", {}),
        ("a>b .5, a>c, a>d", {}),
        ("a>b, b>a, b>c", {}),
        ("a>b, b>c, c~a 1.0", {}),
        ("a>b, c>d, e>f", {"g": {"role": None}}),
        ("a>b .3, a>c .7, b>d, c>d, d~a .4", {"a": {"complete_accurate": 0.5}, "b": 4.0, "d": 2.0}),
        ("", {"a": {}, "b": {}}),
    ):
        yield project(draw(flows, steps, demand_per_year=900.0))
        yield project(
            draw(flows, steps, demand_per_year=9.0, roles=(Role(id="team", headcount=0),))
        )


def refused(action: Callable[[], Any]) -> Said:
    """The sentence of an error that people read."""
    try:
        action()
    except ValueError as error:
        yield "refused", str(error)
    except storage.StorageError as error:
        yield "refused", str(error)


def refusals(folder: Path) -> Said:
    """What is said of times, flows, files and tables that cannot be."""
    for text in ("abc", "1,000 h", "-1 h", "9999999 h", "1-2-3-4 h", "h"):
        yield from refused(lambda text=text: (refuse_two_meanings(text), read_estimate(text, "h")))
    one = draw("a>b", {"s": {"kind": "start"}, "e": {"kind": "end"}})
    for ends in (("a", "a"), ("a", "b"), ("e", "a"), ("a", "s"), ("a", "?")):
        yield "rules", rules.may_connect(one, *ends) or ""
    yield from refused(lambda: edits.delete_map(project(one), "map"))
    good = json.loads(SAMPLES[0].read_text(encoding="utf-8"))
    bad: list[Any] = [{}, [], {**good, "version": 99, "maps": 1}, {**good, "version": 0}]
    wrong = (("title", 3), ("maps", 3), ("calendar", {"hours_per_day": 0}))
    bad += [{**good, key: value} for key, value in wrong]
    first = good["maps"][0]
    for steps in (
        [{"id": ""}],
        [{"id": "a", "role": "?"}],
        [{"id": "a"}, {"id": "a"}],
        [{}],
        ["x"],
    ):
        bad.append({**good, "maps": [{**first, "steps": steps, "flows": []}]})
    for number, content in enumerate(["", "{", "x", *map(json.dumps, bad)]):
        file = folder / f"{number}.mopsmap"
        file.write_text(content, encoding="utf-8")
        yield from refused(lambda file=file: storage.load(file))
    yield from refused(lambda: storage.load(folder / "none.mopsmap"))
    yield from refused(lambda: storage.load(folder))
    yield from refused(lambda: storage.save(new_project(), folder / "none" / "x.mopsmap"))


def tables(folder: Path) -> Said:
    """What is said of tables that are read and written."""
    for number, rows in enumerate(
        (
            "", "a,b\n1,2", "Step,PT\n", "Step,PT\nA,abc", "Step,PT,Next\nA,1,nowhere",
            "Step,PT (h),Wait,C&A,Cost,x\nA,1,2,80,9,9\nB,2,3,0.5,9,9\n,,,,,\nTotal,,,,,",
            "Step,Cycle time,Lead time,People\nA,2-3-4 h,1 h,1", "Step,Value class\nA,great",
            "Step,C&A\nA,300", "Step,People\nA,many", "Step,PT\nA,4 h +- (normal)",
        )
    ):  # fmt: skip
        file = folder / f"{number}.csv"
        file.write_text(rows, encoding="utf-8")
        try:
            found = exchange.format_of(file).read
            assert found is not None
            yield from ((f"table {number}", remark) for remark in found(file).remarks)
        except exchange.ExchangeError as error:
            yield f"table {number}", str(error)
    read = exchange.format_of(Path("x.xlsx")).read
    assert read is not None
    for number, sign in enumerate((b"", "EncryptedPackage".encode("utf-16-le"))):
        file = folder / f"{number}.xlsx"
        file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + sign)
        yield from refused(lambda file=file: read(file))
    yield from refused(lambda: exchange.format_of(Path("x.xls")))
    yield from refused(lambda: exchange.format_of(Path("x")))
    yield from refused(lambda: exchange.format_of(Path("x.docx")))
    for one in exchange.FORMATS:
        yield one.key, one.label
        for sample in SAMPLES:
            assert one.write is not None
            written = folder / f"out{one.suffixes[0]}"
            yield from ((one.key, t) for t in one.write(storage.load(sample).project, written))


def lines(one: Project) -> Said:
    """What the line of quick capture is understood as."""
    for text in (
        "Write copy @content 4h w2d 80%", "decide? yes 30%: to 1, no", "x back to 1 30%",
        "x 9999999h",
        "x ~waiting =va !automate [Excel] x3 +design 5 EUR", "x 4h 5h", "start: go", "", "x 300%",
    ):  # fmt: skip
        said = capture.read(text, one.maps[0], one)
        yield from ((f"line {text}", token.meaning) for token in said.tokens)
        yield from ((f"line {text}", problem) for problem in said.problems)


def files(folder: Path) -> dict[str, Any]:
    """What is written for other programs, which is English in every language."""
    from openpyxl import load_workbook

    written: dict[str, Any] = {}
    for path in SAMPLES:
        one = storage.load(path).project
        written[path.stem] = storage.dump(one)
        reached = targets.Target("cost_per_item", "at_most", 10.0)
        written[f"{path.stem} target"] = targets.with_target((), "cost_per_item", reached, one)
        analyzed = analyze(one, one.maps[0].id)
        written[f"{path.stem} keys"] = [
            (
                r.key,
                [m.key for m in r.metrics],
                [[t.key, *(c.key for c in t.columns)] for t in r.tables],
            )
            for r in analyzed.ready
        ]
        for kind in exchange.FORMATS:
            table = folder / f"{path.stem}{kind.suffixes[0]}"
            assert kind.write is not None
            assert kind.read is not None
            kind.write(one, table)
            again = kind.read(table).project
            written[f"{table.name} again"] = storage.dump(again)
            if kind.key == "csv":
                written[table.name] = table.read_text(encoding="utf-8")
            else:
                written[table.name] = [
                    [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                    for sheet in load_workbook(table)
                ]
    one, report = storage.load(SAMPLES[0]).project, folder / "report.xlsx"
    write_report(one, one.maps[0].id, one.maps[1].id, report)
    read = exchange.format_of(report).read
    assert read is not None
    written["report again"] = storage.dump(read(report).project)
    return written


def left(said: Said, data: set[str]) -> tuple[int, list[tuple[str, str]]]:
    """How many texts there were, and those that hold English words beside `data`."""
    known = sorted(filter(str.strip, data), key=len, reverse=True)
    names = re.compile("|".join(map(re.escape, known)) or r"(?!)")
    number, found = 0, {}
    for place, text in said:
        number += 1
        parts = left_in_english(names.sub(" ", GIVEN.sub("", text)))
        words = [w for part in parts for w in re.findall(r"[^\W\d_]{2,}", part) if w not in SHORT]
        if words:
            found[text] = place
    return number, [(place, text) for text, place in found.items()]


def main() -> None:
    """Look at everything."""
    number, found = 0, []

    def look(said: Said, data: set[str]) -> None:
        nonlocal number
        more, english = left(said, data)
        number += more
        found.extend(english)

    look(records(), set())
    for path in SAMPLES:
        one = storage.load(path).project
        data = data_of(json.loads(storage.dump(one)))
        for state in one.maps:
            look(figures(one, state.id), data)
    for drawn in drawings():
        look(figures(drawn, "map"), data_of(json.loads(storage.dump(drawn))) | {"a", "b"})
    sample = storage.load(SAMPLES[0]).project
    with tempfile.TemporaryDirectory() as folder:
        keys = {"title", "maps", "calendar", "hours_per_day", "steps", "id", "As-is"}
        names = {str(Path(folder)), ".mopsmap", ".csv", "none", "x", *keys}
        look(refusals(Path(folder)), names)
        look(tables(Path(folder)), names | {".xlsx"})
        written = files(Path(folder))
    data = data_of(json.loads(storage.dump(sample)))
    look(lines(sample), data | {"yes", "no", "to 1"})
    print(json.dumps([number, found, written]))


if __name__ == "__main__":
    main()
