"""The project file: what is written comes back, what is wrong is refused in one sentence."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import storage
from mopsmap.model import (
    Charter,
    Countermeasure,
    Flow,
    Helper,
    Note,
    Position,
    Project,
    Role,
    Step,
    ValueStreamMap,
    new_project,
)
from mopsmap.storage import ChangedError, StorageError, clear_unfinished, dump, load, save
from mopsmap.units import UNITS, Calendar, Duration, Spread, ThreePoint

GOOD: dict[str, Any] = {
    "format": "mopsmap",
    "version": 1,
    "maps": [
        {
            "id": "as-is",
            "roles": [{"id": "mops", "name": "Marketing operations"}],
            "steps": [
                {"id": "brief", "name": "Write brief", "role": "mops"},
                {"id": "build", "name": "Build e-mails", "process_time": "4 h"},
            ],
            "flows": [{"id": "f1", "source": "brief", "target": "build"}],
        }
    ],
}


def changed(*path: str | int, to: Any) -> str:
    """The good file with one value set."""
    raw = json.loads(json.dumps(GOOD))
    place = raw
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(raw)


def without(*path: str | int) -> str:
    raw = json.loads(json.dumps(GOOD))
    place = raw
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return json.dumps(raw)


def swapped(old: str, new: str) -> str:
    """The good file's text with one part replaced by text that JSON writers do not write."""
    text = json.dumps(GOOD)
    assert old in text
    return text.replace(old, new, 1)


STEP = ("maps", 0, "steps", 1)
BUILD = "map 'as-is', step 'build' (Build e-mails)"
BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "bad.mopsmap is empty."),
    "blank": (b" \n\t\n", "bad.mopsmap is empty."),
    "zeros": (b"\0" * 5000, "bad.mopsmap is empty."),
    "binary": (
        bytes(range(256)) * 20,
        "bad.mopsmap is not a MOPsMap file: it is not UTF-8 text (byte 129).",
    ),
    "utf-16": (json.dumps(GOOD).encode("utf-16"), "is not UTF-8 text (byte 1)."),
    "no JSON": ("Dear all,", "bad.mopsmap is not a MOPsMap file: it is not JSON text."),
    "cut off": (json.dumps(GOOD)[:-30], "the JSON text is damaged"),
    "a list": ("[1, 2]", "bad.mopsmap is not a MOPsMap file: it does not hold a project."),
    "a number": ("5", "bad.mopsmap is not a MOPsMap file: it does not hold a project."),
    "other format": (changed("format", to="bpmn"), 'its "format" is not "mopsmap".'),
    "no format": (without("format"), 'its "format" is not "mopsmap".'),
    "no version": (without("version"), "version: a whole number from 1 is needed here."),
    "version text": (changed("version", to="1"), "version: a whole number from 1 is needed here."),
    "version true": (changed("version", to=True), "version: a whole number from 1"),
    "version 0": (changed("version", to=0), "version: a whole number from 1 is needed here."),
    "time as number": (
        changed(*STEP, "process_time", to=4),
        f'{BUILD}, process_time: a time is written as text with its unit, such as "4 h".',
    ),
    "time without unit": (changed(*STEP, "process_time", to="4"), "'4' is not a time."),
    "negative time": (changed(*STEP, "process_time", to="-4 h"), "'-4 h' is not a time."),
    "endless time": (changed(*STEP, "process_time", to="9" * 400 + " h"), "finite"),
    "time too long": (changed(*STEP, "wait_time", to="1000001 h"), "is over 1,000,000 h."),
    "weeks too long": (changed(*STEP, "wait_time", to="30000 w"), "a time over 1,000,000 h"),
    "half an estimate": (
        changed(*STEP, "process_time", to={"min": "1 h", "max": "2 h"}),
        f"{BUILD}, process_time: 'likely' is missing.",
    ),
    "unknown spread": (
        changed(*STEP, "process_time", to={"distribution": "zipf", "mean": "2 h"}),
        "process_time, distribution: 'zipf' is none of 'exponential',",
    ),
    "spread without sd": (
        changed(*STEP, "process_time", to={"distribution": "normal", "mean": "2 h"}),
        "process_time: a normal distribution needs an sd.",
    ),
    "step is text": (changed(*STEP, to="build"), "steps[1]: a record in braces is needed here"),
    "steps are a record": (
        changed("maps", 0, "steps", to={}),
        "map 'as-is', steps: a list in brackets is needed here, not {}.",
    ),
    "name is a number": (changed(*STEP, "name", to=7), "name: text in quotes is needed here"),
    "no id": (
        without(*STEP, "id"),
        "map 'as-is', step number 2 (Build e-mails): 'id' is missing.",
    ),
    "empty id": (changed(*STEP, "id", to=""), "id: a text is needed here, not an empty one."),
    "id is a number": (changed(*STEP, "id", to=5), "id: text in quotes is needed here, not 5."),
    "same id": (changed(*STEP, "id", to="brief"), "map 'as-is': two steps have the id 'brief'."),
    "same map id": (changed("maps", to=[{"id": "a"}, {"id": "a"}]), "two maps have the id 'a'."),
    "same key": (
        swapped('"id": "build"', '"id": "build", "name": "Build"'),
        f"{BUILD}: the key 'name' occurs twice.",
    ),
    "same key outside": (swapped('{"format"', '{"maps": [], "format"'), "'maps' occurs twice."),
    "dangling flow": (
        changed("maps", 0, "flows", 0, "target", to="gone"),
        "map 'as-is': flow 'f1' names the step 'gone', which does not exist.",
    ),
    "dangling role": (changed(*STEP, "role", to="x"), "names the role 'x', which does not exist"),
    "unknown kind": (changed(*STEP, "kind", to="gate"), f"{BUILD}, kind: 'gate' is none of"),
    "unknown waste": (changed(*STEP, "wastes", to=["rest"]), f"{BUILD}, wastes[0]: 'rest' is none"),
    "no day": (
        changed("calendar", to={"hours_per_day": 0}),
        "bad.mopsmap: calendar, hours_per_day: 0 must be more than 0.",
    ),
    "probability 7": (
        changed("maps", 0, "flows", 0, "probability", to=7),
        "map 'as-is', flow 'f1', probability: 7 must be at most 1.",
    ),
    "negative people": (changed(*STEP, "people", to=-1), "people: -1 must be at least 0."),
    "people yes": (changed(*STEP, "people", to=True), "people: a number is needed here, not true."),
    "half a vote": (
        changed("maps", 0, "notes", to=[{"id": "n", "votes": 1.5}]),
        "note 'n', votes: a whole number is needed here, not 1.5.",
    ),
    "4,400 digits": (swapped('"process_time"', f'"x": {"9" * 4400}, "process_time"'), "digits"),
    "400 digits": (swapped('"process_time"', f'"people": {"9" * 400}, "y"'), "too large"),
    "1e400": (
        swapped('"process_time"', '"people": 1e400, "y"'),
        f"{BUILD}, people: the number is not finite.",
    ),
    "NaN": (swapped('"4 h"', "NaN"), f"{BUILD}, process_time: the number is not finite."),
    "Infinity": (swapped('"4 h"', "-Infinity"), "process_time: the number is not finite."),
    "NaN in a strange key": (swapped('"process_time"', '"odd": [NaN], "y"'), "odd[0]: the number"),
    "half a character": (
        swapped('"4 h"', '"4 h", "description": "\\ud83d"'),
        f"{BUILD}, description: the text holds half a character.",
    ),
    "half a key": (swapped('"process_time"', '"\\udc00"'), f"{BUILD}: the text holds half"),
    "deep": ("[" * 100_000, "bad.mopsmap: line 1: it is nested too deeply."),
    "deep and closed": (swapped('"4 h"', "[" * 50_000 + "]" * 50_000), "nested too deeply."),
    "thousands of digits": (
        swapped('"4 h"', "9" * 5_000),
        "a number has thousands of digits.",
    ),
    "deep, but read": (swapped('"process_time"', f'"odd": {"[" * 400}{"]" * 400}, "y"'), "deep"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    content, expected = BAD[case]
    file = tmp_path / "bad.mopsmap"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = file.read_bytes()
    with pytest.raises(StorageError) as caught:
        load(file)
    sentence = str(caught.value)
    assert sentence.startswith("bad.mopsmap")
    assert expected in sentence
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert file.read_bytes() == before


def test_the_good_file_of_the_table_opens(tmp_path: Path) -> None:
    file = tmp_path / "good.mopsmap"
    file.write_text(json.dumps(GOOD), encoding="utf-8-sig")
    loaded = load(file)
    assert loaded.project.maps[0].step_by_id["build"].process_time == Duration(4)
    assert (loaded.path, loaded.read_only, loaded.remarks) == (file, False, ())


def test_several_faults_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "bad.mopsmap"
    file.write_text(changed(*STEP, to={"id": 4, "people": "two", "kind": "gate"}))
    with pytest.raises(StorageError, match=r"step number 2, id: text .*, not 4 \(and 2 more"):
        load(file)


def test_places_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^gone\.mopsmap cannot be opened: it does not exist"):
        load(tmp_path / "gone.mopsmap")
    with pytest.raises(StorageError, match="is a folder, not a file"):
        load(tmp_path)
    with pytest.raises(StorageError, match="its name cannot be used"):
        load(str(tmp_path / "a\0b"))
    with pytest.raises(StorageError, match="its name is too long"):
        load(tmp_path / ("n" * 300))
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="a part of its path is not a folder"):
        load(tmp_path / "file" / "inside.mopsmap")


@pytest.mark.skipif(os.name == "nt", reason="devices have other names there")
def test_a_device_is_not_read() -> None:
    with pytest.raises(StorageError, match=r"^/dev/zero is not an ordinary file"):
        load("/dev/zero")


def test_a_path_typed_is_shown_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError, match=r"^sub/gone\.mopsmap cannot be opened"):
        load("sub/gone.mopsmap")
    with pytest.raises(StorageError, match=r"^the third cannot be saved"):
        save(new_project(), tmp_path / "sub" / "x.mopsmap", shown="the third")


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "huge.mopsmap"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was read"))
    with pytest.raises(StorageError, match=r"too large \(200 MB\); .* at most 100 MB"):
        load(file)


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "growing.mopsmap"
    save(new_project("x" * 100), file)
    monkeypatch.setattr(storage, "MAX_BYTES", 300)
    monkeypatch.setattr(Path, "open", lambda *_: io.BytesIO(b" " * 1000))
    with pytest.raises(StorageError, match="is too large"):
        load(file)


def test_no_right_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "locked.mopsmap"
    save(new_project(), file)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError, match=r"^locked\.mopsmap cannot be opened: you have no right"):
        load(file)


def test_unknown_keys_are_named_and_kept(tmp_path: Path) -> None:
    raw = json.loads(json.dumps(GOOD))
    raw["mood"] = {"deep": [1, 2.5, None, {"a": "b"}]}
    raw["calendar"] = {"hours_per_day": 7.5, "moon": "full"}
    raw["maps"][0]["steps"][1]["process_time"] = {
        "min": "1 h", "likely": "2 h", "max": "3 h", "source": "log"
    }  # fmt: skip
    raw["maps"][0]["steps"][0]["helpers"] = [{"role": "mops", "mood": 1}]
    file = tmp_path / "odd.mopsmap"
    file.write_text(json.dumps(raw))
    loaded = load(file)
    (remark,) = loaded.remarks
    assert remark == (
        "odd.mopsmap holds keys unknown here, which are kept: 'mood'; 'moon' (calendar); "
        "'mood' (map 'as-is', step 'brief' (Write brief), helpers[0]); "
        f"'source' ({BUILD}, process_time)."
    )
    written = json.loads(dump(loaded.project))
    assert written == raw


def test_a_newer_file_opens_read_only(tmp_path: Path) -> None:
    file = tmp_path / "next.mopsmap"
    file.write_text(changed("version", to=2))
    loaded = load(file)
    assert loaded.read_only
    (remark,) = loaded.remarks
    assert remark == (
        "next.mopsmap was written by a newer MOPsMap (file version 2), "
        "so it can be looked at but not saved over."
    )


def test_a_newer_file_that_cannot_be_understood(tmp_path: Path) -> None:
    file = tmp_path / "next.mopsmap"
    file.write_text(json.dumps({"format": "mopsmap", "version": 9, "maps": "elsewhere"}))
    with pytest.raises(StorageError, match=r"newer MOPsMap .file version 9. and cannot be read"):
        load(file)


def test_how_a_file_looks() -> None:
    project = Project(
        title="E-mail für alle",
        maps=(
            ValueStreamMap(
                id="as-is",
                roles=(Role(id="mops", hourly_cost=60.0),),
                steps=(
                    Step(id="a", role="mops", process_time=Duration(1.5, "d")),
                    Step(id="b", name="Review", description="A long story. " * 10),
                ),
            ),
        ),
    )
    story = "A long story. " * 10
    assert dump(project) == (
        "{\n"
        '  "format": "mopsmap",\n'
        '  "version": 1,\n'
        '  "title": "E-mail für alle",\n'
        '  "maps": [\n'
        "    {\n"
        '      "id": "as-is",\n'
        '      "roles": [\n'
        '        {"id": "mops", "hourly_cost": 60}\n'
        "      ],\n"
        '      "steps": [\n'
        '        {"id": "a", "role": "mops", "process_time": "1.5 d"},\n'
        "        {\n"
        '          "id": "b",\n'
        '          "name": "Review",\n'
        f'          "description": "{story}"\n'
        "        }\n"
        "      ]\n"
        "    }\n"
        "  ]\n"
        "}\n"
    )


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
amounts = st.floats(0, 1e12) | st.integers(0, 1000).map(float)
fractions = st.none() | st.floats(0, 1)
durations = st.builds(Duration, st.floats(0, 5000) | st.sampled_from([0.0, 1e-7, 1 / 3]),
                      st.sampled_from(UNITS))  # fmt: skip
estimates = st.one_of(
    st.none(),
    durations,
    st.builds(ThreePoint, min=durations, likely=durations, max=durations),
    st.builds(Spread, distribution=st.just("gamma"), mean=durations, sd=durations),
    st.builds(Spread, distribution=st.just("exponential"), mean=durations),
)
strange = st.dictionaries(
    text.map("x-{}".format),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | text,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
        max_leaves=4,
    ),
    max_size=1,
)  # fmt: skip
coordinates = st.floats(-1e7, 1e7)
positions = st.none() | st.builds(Position, x=coordinates, y=coordinates)
ROLES, STEPS = ("role", "rôle 2"), ("a", "b", "c")


@st.composite
def maps(draw: st.DrawFn, ident: str) -> ValueStreamMap:
    roles = tuple(
        Role(
            id=role,
            name=draw(text),
            headcount=draw(st.none() | amounts),
            availability=draw(st.floats(0, 1)),
            **draw(strange),
        )
        for role in ROLES
    )
    steps = tuple(
        Step(
            id=step,
            name=draw(text),
            kind=draw(st.sampled_from(["start", "step", "decision", "end"])),
            role=draw(st.none() | st.sampled_from(ROLES)),
            people=draw(amounts),
            helpers=draw(st.sampled_from([(), (Helper(role=ROLES[0], people=0.5),)])),
            process_time=draw(estimates),
            wait_time=draw(estimates),
            complete_accurate=draw(fractions),
            tools=draw(st.tuples() | st.tuples(text)),
            position=draw(positions),
            **draw(strange),
        )
        for step in STEPS
    )
    ends = st.sampled_from(STEPS)
    flows = tuple(
        Flow(id=str(i), source=draw(ends), target=draw(ends), probability=draw(fractions))
        for i in range(draw(st.integers(0, 3)))
    )
    return ValueStreamMap(
        id=ident,
        roles=roles,
        steps=steps,
        flows=flows,
        goal=draw(st.none() | ends),
        charter=Charter(problem=draw(text), **draw(strange)),
        countermeasures=(Countermeasure(id="k", weeks=draw(amounts)),),
        notes=(Note(id="n", step=draw(st.none() | ends), text=draw(text)),),
        **draw(strange),
    )


projects = st.builds(
    lambda title, calendar, both, extra: Project(
        title=title, calendar=calendar, maps=both, **extra
    ),
    text,
    st.builds(Calendar, hours_per_day=st.floats(0.1, 24)),
    st.tuples() | st.tuples(maps("as-is")) | st.tuples(maps("as-is"), maps("to-be")),
    strange,
)


@settings(max_examples=60, deadline=None)
@given(project=projects)
def test_what_is_written_comes_back(project: Project, tmp_path_factory: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "again.mopsmap"
    file.write_text(dump(project), encoding="utf-8", newline="")
    again = load(file).project
    assert again == project
    assert dump(again) == dump(project)


def broken(code: int) -> Any:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return refuse


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_saving_keeps_the_previous_version_beside(tmp_path: Path) -> None:
    file = tmp_path / "map.mopsmap"
    for title in ("one", "two", "three"):
        save(new_project(title), file)
    assert load(file).project.title == "three"
    assert load(tmp_path / "map.mopsmap.bak").project.title == "two"
    assert sorted(contents(tmp_path)) == ["map.mopsmap", "map.mopsmap.bak"]


def test_the_backup_is_a_copy_where_the_disk_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "map.mopsmap"
    monkeypatch.setattr(os, "link", broken(errno.EPERM))
    for title in ("one", "two"):
        save(new_project(title), file)
    assert load(tmp_path / "map.mopsmap.bak").project.title == "one"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "you have no right to"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EIO, "input/output error"),
    ],
)
def test_a_failed_save_changes_nothing(
    call: str, code: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "map.mopsmap"
    for title in ("one", "two"):
        save(new_project(title), file)
    before = contents(tmp_path)
    monkeypatch.setattr(os, call, broken(code))
    with pytest.raises(StorageError) as caught:
        save(new_project("three"), file)
    assert str(caught.value) == f"map.mopsmap cannot be saved: {reason}."
    monkeypatch.undo()
    assert contents(tmp_path) == before


def test_an_interrupted_save_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "map.mopsmap"

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(new_project(), file)
    assert contents(tmp_path) == {}


SAVER = """
import sys
from mopsmap.model import new_project
from mopsmap.storage import save

for number in range(1_000_000):
    save(new_project("x" * 50_000 + f" {number}"), sys.argv[1])
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_file_is_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "map.mopsmap"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 10:
                break
        os.kill(process.pid, signal.SIGKILL)
        last = [10, *(int(line) for line in process.stdout if line.endswith("\n"))][-1]
    found = int(load(file).project.title.split()[1])
    assert found in (last, last + 1)
    assert int(load(tmp_path / "map.mopsmap.bak").project.title.split()[1]) in (
        found - 1,
        found - 2,
    )


def test_a_file_changed_meanwhile_is_not_saved_over(tmp_path: Path) -> None:
    file = tmp_path / "map.mopsmap"
    ours = save(new_project("ours"), file)
    assert load(file).stamp == ours
    save(new_project("theirs"), file)
    before = contents(tmp_path)
    with pytest.raises(ChangedError, match=r"^map\.mopsmap was changed by another window or"):
        save(new_project("ours again"), file, ours)
    assert contents(tmp_path) == before
    save(new_project("ours again"), file)
    assert load(file).project.title == "ours again"
    assert load(tmp_path / "map.mopsmap.bak").project.title == "theirs"


def test_a_file_touched_or_deleted_meanwhile_is_simply_saved(tmp_path: Path) -> None:
    file = tmp_path / "map.mopsmap"
    ours = save(new_project("ours"), file)
    os.utime(file, (1, 1))
    ours = save(new_project("next"), file, ours)
    file.unlink()
    save(new_project("last"), file, ours)
    assert load(file).project.title == "last"


def test_a_file_of_a_newer_version_is_never_saved_over(tmp_path: Path) -> None:
    file = tmp_path / "next.mopsmap"
    file.write_text(changed("version", to=2))
    known = load(file).stamp
    for stamp in (None, "other"):
        with pytest.raises(StorageError, match=r"file version 2\) and is not saved over") as caught:
            save(new_project(), file, stamp)
        assert not isinstance(caught.value, ChangedError)
    assert load(file).stamp == known
    assert list(contents(tmp_path)) == ["next.mopsmap"]


KILLED = """
import os, signal, sys
from mopsmap.model import new_project
from mopsmap.storage import save

os.fsync = lambda _: (print(flush=True), sys.stdin.read(), os.kill(os.getpid(), signal.SIGKILL))
save(new_project("killed"), sys.argv[1])
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_what_a_killed_save_left_is_cleared_by_the_next_one(tmp_path: Path) -> None:
    file, other = tmp_path / "map.mopsmap", tmp_path / "other.mopsmap"
    foreign = tmp_path / ".mopsmap-of-somebody.tmp"
    foreign.touch()
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        saving = set(contents(tmp_path))
        clear_unfinished(file)
        assert set(contents(tmp_path)) == saving, "of a process that lives"
    assert len(contents(tmp_path)) == 3
    save(new_project("other"), other)
    assert len(contents(tmp_path)) == 4
    save(new_project("next"), file)
    assert set(contents(tmp_path)) == {file.name, other.name, foreign.name}


def test_a_file_without_the_right_to_write_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "map.mopsmap"
    save(new_project("one"), file)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StorageError, match=r"map\.mopsmap cannot be saved: you have no right to"):
        save(new_project("two"), file)
    assert load(file).project.title == "one"


def test_places_where_nothing_can_be_saved(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be saved: its folder does not exist"):
        save(new_project(), tmp_path / "gone" / "map.mopsmap")
    with pytest.raises(StorageError, match="cannot be saved: it is a folder"):
        save(new_project(), tmp_path)
    with pytest.raises(StorageError, match="cannot be saved: its name cannot be used"):
        save(new_project(), str(tmp_path / "a\0b"))
    assert contents(tmp_path) == {}


def test_half_a_character_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be saved: a text holds half a character"):
        save(Project.model_construct(title="\ud83d"), tmp_path / "map.mopsmap")
    assert contents(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt", reason="links and permissions of POSIX")
def test_links_are_followed_and_permissions_kept(tmp_path: Path) -> None:
    real = tmp_path / "real" / "map.mopsmap"
    real.parent.mkdir()
    save(new_project("one"), real)
    real.chmod(0o640)
    link = tmp_path / "link.mopsmap"
    link.symlink_to(real)
    save(new_project("two"), link)
    assert link.is_symlink()
    assert load(real).project.title == "two"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(contents(real.parent)) == ["map.mopsmap", "map.mopsmap.bak"]
