"""The command line: what it prints, how it ends, and that it leaves nothing half done."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mopsmap import __version__, analysis, cli
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.picture import PictureError
from mopsmap.storage import load, save
from mopsmap.terminal import Page, clean, spelled
from mopsmap.units import read_estimate
from ui import launch

ROOT = Path(__file__).parents[2]
CAMPAIGN = ROOT / "samples" / "campaign.mopsmap"
BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Block())
from ui.launch import main
sys.exit(main(sys.argv[1:]))
"""


def run(
    capsys: pytest.CaptureFixture[str], *argv: object, maker: Any = None
) -> tuple[int, str, str]:
    status = cli.run([str(a) for a in argv], maker)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def draw(project: Project, map_id: str, path: Path, **options: Any) -> None:
    path.write_bytes(f"{map_id} {options}".encode())


def one_map(**more: Any) -> Project:
    steps = (
        Step(id="a", name="Write", role="r", process_time=read_estimate("4 h")),
        Step(id="b", name="Check", role="r", process_time=read_estimate("1 h")),
    )
    flows = (Flow(id="f", source="a", target="b"),)
    roles = (Role(id="r", name="Marketing", headcount=1.0, hourly_cost=50.0),)
    one = ValueStreamMap(id="now", name="Now", roles=roles, steps=steps, flows=flows, **more)
    return Project(title="Brief", maps=(one,))


@pytest.fixture
def single(tmp_path: Path) -> Path:
    save(one_map(), tmp_path / "single.mopsmap")
    return tmp_path / "single.mopsmap"


def test_analyze_prints_the_figures_as_plain_json(capsys: Any) -> None:
    status, out, err = run(
        capsys, "analyze", CAMPAIGN, "--map", "to-be", "--case", "worst", "--json"
    )
    assert (status, err) == (0, "")
    figures = json.loads(out, parse_constant=lambda word: pytest.fail(word))
    found = analysis.analyze(load(CAMPAIGN).project, "to-be", "worst")
    assert figures == json.loads(json.dumps(found.figures))
    assert (figures["map"], figures["case"]) == ("to-be", "worst")


def test_analyze_shows_figures_steps_roles_and_problems(capsys: Any) -> None:
    status, out, _err = run(capsys, "analyze", CAMPAIGN)
    assert status == 0
    for word in (
        "Lead time, expected",
        "Process cycle efficiency",
        "Roles",
        "Problems",
        "108",
        "●",
    ):
        assert word in out
    project = load(CAMPAIGN).project
    assert all(step.name in out for step in project.maps[0].steps)
    assert not any(line != line.rstrip() for line in out.splitlines())
    assert "\x1b" not in out


def test_compare_prints_the_comparison(capsys: Any) -> None:
    status, out, _err = run(capsys, "compare", CAMPAIGN, "--json")
    project = load(CAMPAIGN).project
    assert status == 0
    assert json.loads(out) == json.loads(json.dumps(analysis.compare(project, "as-is", "to-be")))
    status, out, _err = run(capsys, "compare", CAMPAIGN, "--from", "to-be", "--to", "as-is")
    assert status == 0
    assert "Lead time, expected" in out
    assert "To-be → As-is" in out
    assert "Business case" in out
    assert "24 campaigns a year" in out


def test_check_ends_with_1_only_where_there_are_errors(capsys: Any, tmp_path: Path) -> None:
    assert run(capsys, "check", CAMPAIGN)[0] == 0
    project = one_map()
    one = project.maps[0]
    flows = (
        one.flows[0].replace(probability=0.4),
        Flow(id="g", source="a", target="b", probability=0.9),
    )
    bad = project.replace(maps=(one.replace(flows=flows),))
    save(bad, tmp_path / "bad.mopsmap")
    status, out, _err = run(capsys, "check", tmp_path / "bad.mopsmap")
    assert status == 1
    assert "error: " in out
    status, out, _err = run(capsys, "check", tmp_path / "bad.mopsmap", "--json")
    found = json.loads(out)["problems"]
    assert status == 1
    assert {"map", "code", "severity", "ids", "text"} == set(found[0])
    assert "probability_sum" in {one["code"] for one in found}
    assert run(capsys, "analyze", tmp_path / "bad.mopsmap")[0] == 0


def test_report_is_written_whole_and_says_so(capsys: Any, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    status, said, err = run(capsys, "report", CAMPAIGN, "-o", out)
    assert status == 0
    assert "r.xlsx" in said
    assert "no map pictures" in err
    assert out.read_bytes().startswith(b"PK")
    assert [p.name for p in tmp_path.iterdir()] == ["r.xlsx"]


def test_a_map_alone_can_be_reported_but_not_compared(capsys: Any, single: Path) -> None:
    assert run(capsys, "report", single, "-o", single.with_suffix(".xlsx"))[0] == 0
    status, _out, err = run(capsys, "compare", single)
    assert status == 2
    assert "no to-be map" in err


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_picture_hands_the_choices_to_the_picture_maker(
    capsys: Any, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"p{suffix}"
    args = (
        "picture",
        CAMPAIGN,
        "--map",
        "to-be",
        "--theme",
        "dark",
        "--overlay",
        "wait",
        "-o",
        out,
    )
    assert run(capsys, *args, maker=draw)[0] == 0
    assert out.read_text() == "to-be {'theme': 'dark', 'overlay': 'wait'}"


def test_convert_there_and_back(capsys: Any, tmp_path: Path, single: Path) -> None:
    for suffix in (".csv", ".xlsx"):
        table, again = tmp_path / f"t{suffix}", tmp_path / f"again{suffix}.mopsmap"
        assert run(capsys, "convert", single, table)[0] == 0
        status, out, _err = run(capsys, "convert", table, again)
        assert status == 0
        assert "2 steps in 1 map" in out
        assert [s.name for s in load(again).project.maps[0].steps] == ["Write", "Check"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"format": "mopsmap", "version": 999, "maps": []}', "newer MOPsMap (file version 999)"),
        ('{"format": "mopsmap", "version": 999, "maps": 7}', "newer MOPsMap (file version 999)"),
        ('{"format": "mopsmap", "version": 1, "maps": [', "damaged"),
        ("Dear all,", "not a MOPsMap file"),
    ],
)
def test_convert_replaces_no_file_that_it_does_not_understand(
    capsys: Any, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "t.csv").write_text("Step\nA\n")
    out = tmp_path / "x.mopsmap"
    out.write_text(content)
    status, said, err = run(capsys, "convert", tmp_path / "t.csv", out)
    assert (status, said) == (2, "")
    complaint = err.splitlines()[-1]
    assert str(out) in complaint
    assert words in complaint
    assert out.read_text() == content
    assert len(list(tmp_path.iterdir())) == 2
    out.write_text("")
    assert run(capsys, "convert", tmp_path / "t.csv", out)[0] == 0
    assert run(capsys, "convert", tmp_path / "t.csv", out)[0] == 0


def test_converting_a_file_of_a_newer_version_says_so(
    capsys: Any, tmp_path: Path, single: Path
) -> None:
    newer = tmp_path / "newer.mopsmap"
    newer.write_text(json.dumps({**json.loads(single.read_text("utf-8")), "version": 999}))
    for name in ("t.csv", "t.xlsx"):
        status, _out, err = run(capsys, "convert", newer, tmp_path / name)
        assert status == 0
        assert f"{newer} was written by a newer MOPsMap (file version 999)" in err


def test_convert_says_what_it_assumed_on_standard_error(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Step,Owner,Color\nA,me,red\nB,you,blue\n")
    status, _out, err = run(capsys, "convert", tmp_path / "t.csv", tmp_path / "t.mopsmap")
    assert status == 0
    assert "'Color'" in err


REFUSED = [
    (["analyze", "none.mopsmap"], ["none.mopsmap"]),
    (["analyze", CAMPAIGN, "--map", "x"], ["campaign.mopsmap", "'x'", "as-is, to-be"]),
    (["analyze", CAMPAIGN, "--case", "luck"], ["typical"]),
    (["analyze", "."], ["folder"]),
    (["analyze", "/dev/null"], ["/dev/null"]),
    (["analyze", "sub/none.mopsmap"], ["sub/none.mopsmap"]),
    (["convert", CAMPAIGN, "/dev/null"], ["/dev/null"]),
    (["compare", CAMPAIGN, "--to", "as-is"], ["Name two maps"]),
    (["report", CAMPAIGN, "-o", "x.docx"], ["x.docx", ".xlsx"]),
    (["report", CAMPAIGN, "-o", "nowhere/x.xlsx"], ["x.xlsx", "no such file"]),
    (["report", CAMPAIGN], ["-o", "report --help"]),
    (["picture", CAMPAIGN, "-o", "x.bmp"], ["x.bmp", ".png"]),
    (["picture", CAMPAIGN, "-o", "x.png"], ["PySide6"]),
    (["picture", CAMPAIGN, "--overlay", "zz", "-o", "x.png"], ["'zz'", "wait"]),
    (["convert", CAMPAIGN, "x.bpmn"], ["x.bpmn", ".csv"]),
    (["convert", CAMPAIGN, CAMPAIGN], ["itself"]),
    (["convert", "none.csv", "x.mopsmap"], ["none.csv"]),
    (["simulate", CAMPAIGN], ["simulate"]),
    (["--frob"], ["--frob"]),
]


@pytest.mark.parametrize(
    ("argv", "words"), REFUSED, ids=lambda value: " ".join(map(str, value))[:40]
)
def test_bad_input_is_one_or_a_few_lines_and_writes_nothing(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[Any], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *argv)
    assert (status, out) == (2, "")
    assert 1 <= len(err.splitlines()) <= 3
    assert "Traceback" not in err
    for word in words:
        assert word in err
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_not_analyzed_but_the_way_is_shown(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Step\nA\n")
    status, _out, err = run(capsys, "analyze", tmp_path / "t.csv")
    assert status == 2
    assert "mopsmap convert" in err


def test_a_file_without_maps_is_refused(capsys: Any, tmp_path: Path) -> None:
    save(Project(), tmp_path / "e.mopsmap")
    for command in ("analyze", "compare"):
        status, _out, err = run(capsys, command, tmp_path / "e.mopsmap")
        assert status == 2
        assert "no map" in err
    assert run(capsys, "check", tmp_path / "e.mopsmap")[0] == 0


def test_an_empty_map_has_figures_that_are_null(capsys: Any, tmp_path: Path) -> None:
    save(Project(maps=(ValueStreamMap(id="m"),)), tmp_path / "e.mopsmap")
    assert run(capsys, "analyze", tmp_path / "e.mopsmap")[0] == 0
    figures = json.loads(run(capsys, "analyze", tmp_path / "e.mopsmap", "--json")[1])
    assert figures["activity_ratio"] is None

    def numbers(value: Any) -> None:
        if isinstance(value, float):
            assert math.isfinite(value)
        elif isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                numbers(part)

    numbers(figures)


def test_a_failed_picture_leaves_the_old_one(capsys: Any, tmp_path: Path) -> None:
    out = tmp_path / "p.png"
    out.write_text("old")

    def broken(project: Project, map_id: str, path: Path, **_options: Any) -> None:
        path.write_text("half")
        raise PictureError("The map is too large to draw.")

    def full(project: Project, map_id: str, path: Path, **_options: Any) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    for maker, word in ((broken, "too large"), (full, "no space left")):
        status, _out, err = run(capsys, "picture", CAMPAIGN, "-o", out, maker=maker)
        assert status == 2
        assert word in err
        assert out.read_text() == "old"
        assert [p.name for p in tmp_path.iterdir()] == ["p.png"]


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(capsys: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    status, _out, err = run(capsys, "report", CAMPAIGN, "-o", tmp_path / "r.xlsx")
    tmp_path.chmod(0o700)
    assert status == 2
    assert "r.xlsx" in err


def test_ctrl_c_stops_without_a_trace(capsys: Any, tmp_path: Path) -> None:
    def stopped(*_args: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    status, _out, err = run(capsys, "picture", CAMPAIGN, "-o", tmp_path / "p.png", maker=stopped)
    assert (status, err.strip()) == (130, "Stopped.")
    assert list(tmp_path.iterdir()) == []


def test_version_and_help(capsys: Any) -> None:
    assert run(capsys, "--version")[:2] == (0, f"MOPsMap {__version__}\n")
    status, out, _err = run(capsys, "--help")
    assert status == 0
    for command in cli.COMMANDS:
        assert command in out
        assert run(capsys, command, "--help")[0] == 0
    assert "mopsmap [FILE]" in " ".join(out.split())


def process(
    *argv: object, code: str | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    start = [sys.executable, "-c", code] if code else [sys.executable, str(ROOT / "main.py")]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {k: v for k, v in os.environ.items() if k not in hidden} | more.pop("env", {})
    env["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [*start, *map(str, argv)], capture_output=True, timeout=60, check=False, env=env, **more
    )


def test_everything_but_window_and_pictures_works_without_qt(tmp_path: Path) -> None:
    report = tmp_path / "r.xlsx"
    for argv in (
        ["analyze", CAMPAIGN, "--json"],
        ["compare", CAMPAIGN],
        ["check", CAMPAIGN],
        ["convert", CAMPAIGN, tmp_path / "t.csv"],
        ["report", CAMPAIGN, "-o", report],
    ):
        done = process(*argv, code=BLOCKED)
        assert done.returncode == 0, done.stderr.decode()
    assert b"no map pictures" in done.stderr
    assert report.exists()
    for argv in (["picture", CAMPAIGN, "-o", tmp_path / "p.png"], [CAMPAIGN]):
        done = process(*argv, code=BLOCKED, env={"QT_QPA_PLATFORM": "offscreen"})
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert b"PySide6" in done.stderr


def test_commands_do_not_load_qt_and_pictures_need_no_display(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom ui.launch import main\nstatus = main(sys.argv[1:])\n"
        "sys.exit(9 if 'PySide6' in sys.modules else status)"
    )
    assert process("check", CAMPAIGN, code=code).returncode == 0
    picture = tmp_path / "p.png"
    done = process("picture", CAMPAIGN, "-o", picture)
    assert done.returncode == 0, done.stderr.decode()
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display is always there")
def test_without_a_display_the_window_says_one_sentence() -> None:
    for argv in ([], [CAMPAIGN]):
        done = process(*argv)
        assert done.returncode == 2
        assert b"no display" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    done = process(code=BLOCKED)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert b"PySide6, which is not installed" in done.stderr


KILLED = """
import os, signal, sys
from pathlib import Path
from mopsmap import cli

def half_a_picture(project, map_id, path, **_):
    path.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

cli.run(sys.argv[1:], half_a_picture)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_what_a_killed_command_left_is_cleared_by_the_next_one(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        process("picture", CAMPAIGN, "-o", tmp_path / name, code=KILLED)
    left = {path.name for path in tmp_path.iterdir()}
    assert len([name for name in left if name.endswith(".png")]) == 2
    assert process("picture", CAMPAIGN, "-o", tmp_path / "a.png").returncode == 0
    now = {path.name for path in tmp_path.iterdir()}
    assert "a.png" in now
    assert len(now & left) == len(left) / 2


@pytest.mark.skipif(os.name != "posix", reason="pipes end differently")
def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"'{sys.executable}' '{ROOT / 'main.py'}' analyze '{CAMPAIGN}' --json | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    assert (done.stdout[:1], done.stderr) == (b"{", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output() -> None:
    with Path("/dev/full").open("wb") as full:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(ROOT / "main.py"), "analyze", str(CAMPAIGN)]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False, env=env
        )
    assert done.returncode == 2
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_poor_terminals_get_plain_letters(encoding: str) -> None:
    done = process("analyze", CAMPAIGN, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode(encoding)
    assert ("€" in text) == (encoding == "utf-8")
    assert ("EUR 21 000" in text) == (encoding != "utf-8")
    figures = process("analyze", CAMPAIGN, "--json", env={"PYTHONIOENCODING": encoding}).stdout
    assert json.loads(figures.decode(encoding))["map"] == "as-is"


def test_signs_are_spelled_only_where_they_must_be() -> None:
    assert spelled("€\u202f5 → −3", "utf-8") == "€\u202f5 → −3"
    assert spelled("€\u202f5 → −3 …", "ascii") == "EUR 5 -> -3 ..."
    assert clean("a\x1b[31mb\nc") == "a [31mb c"


class Terminal:
    """Standard output as a narrow terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_shortens_names_but_never_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    out: Any = Terminal()
    page = Page(out)
    rows = [("Write a very long brief for everybody", "1 234.5 h", "spare words here")]
    page.table(("Step", "Process", "Note"), rows, "wrl", spare=("Note",))
    page.show()
    assert "1 234.5 h" in out.text
    assert "spare" not in out.text
    assert "Write a very long" in out.text
    monkeypatch.setenv("COLUMNS", "52")
    out.text = ""
    page = Page(out)
    page.table(("Step", "Process", "Note"), rows, "wrl", spare=("Note",))
    page.show()
    assert "1 234.5 h" in out.text
    assert "spare words here" in out.text
    assert "…" in out.text


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    opened: list[Path | None] = []
    monkeypatch.setattr(launch, "_window", lambda path: opened.append(path) or 0)
    return opened


def test_files_open_the_window_and_commands_do_not(
    window: list[Path | None], single: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert launch.main([]) == 0
    assert launch.main([str(single)]) == 0
    assert window == [None, single]
    monkeypatch.chdir(single.parent)
    Path("analyze").write_text("a file named like a command")
    assert launch.main(["analyze"]) == 2
    assert launch.main(["./analyze"]) == 0
    assert window[2:] == [Path("./analyze")]
    assert launch.main(["missing.mopsmap"]) == 2
    assert "no such file" in capsys.readouterr().err
    assert launch.main(["frobnicate"]) == 2
    assert launch.main([str(single), "extra"]) == 2
    assert len(window) == 3


CRAMPED = """
import resource, sys
from ui.launch import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))
for argv in sys.argv[2:]:
    print(main([word.replace("CAMPAIGN", sys.argv[1]) for word in argv.split("|")]), argv)
"""


def test_no_half_written_file_and_no_traceback_where_the_disk_is_full(tmp_path: Path) -> None:
    targets = ("r.xlsx", "p.png", "p.svg", "p.pdf", "t.csv", "t.mopsmap")
    verbs = {"r": "report|CAMPAIGN|-o|", "p": "picture|CAMPAIGN|-o|", "t": "convert|CAMPAIGN|"}
    commands = [verbs[name[0]] + name for name in targets]
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, str(CAMPAIGN), *commands],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.splitlines() == [f"2 {command}" for command in commands], done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == len(targets), done.stderr
    assert all(name in line for name, line in zip(targets, lines, strict=True))
    assert list(tmp_path.iterdir()) == []


def test_analyze_has_no_column_of_empty_notes(capsys: Any) -> None:
    status, out, _err = run(capsys, "analyze", CAMPAIGN)
    assert status == 0
    block = out.split("\n\n")[1]
    assert block.startswith("Timeline")
    assert "Note" not in block
