"""The command line: what each command reads, says and writes, and how it ends.

Exit status: 0 done, 1 `check` found errors, 2 bad input or usage with a sentence on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from mopsmap import __version__
from mopsmap.disk import clear_leftovers, temporary_beside
from mopsmap.exchange import FORMATS, ExchangeError, format_of
from mopsmap.model import Project, ValueStreamMap
from mopsmap.picture import PICTURE_SUFFIXES, PictureError, PictureMaker, Theme
from mopsmap.storage import SUFFIX, Loaded, StorageError, load, save

if TYPE_CHECKING:
    from mopsmap.analysis.result import CaseName

C = TypeVar("C", bound=Callable[..., Any])

DONE, FOUND_ERRORS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

CASES: tuple[CaseName, ...] = ("typical", "worst", "best")


class RefusedError(Exception):
    """Bad input: the lines that standard error shows."""


_FILE = click.Path(path_type=Path, readable=False)  # storage says it in one sentence
_map_option = click.option("--map", "map_id", metavar="ID", help="Map; the first if not named.")
_from_option = click.option("--from", "from_id", metavar="ID", help="As-is map; the first one.")
_to_option = click.option("--to", "to_id", metavar="ID", help="To-be map; the first one.")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print plain JSON numbers.")


def _out_option(example: str) -> Callable[[C], C]:
    return click.option(
        "-o", "--out", "out", type=_FILE, required=True, metavar=example, help="File to write."
    )


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command the window opens, with FILE if one is named: mopsmap [FILE]",
)
@click.version_option(__version__, "-V", "--version", message="MOPsMap %(version)s")
def program() -> None:
    """MOPsMap: value-stream maps of marketing work, drawn, measured and improved."""


@program.command()
@click.argument("file", type=_FILE)
@_map_option
@click.option("--case", type=click.Choice(CASES), default="typical", help="Case of the timeline.")
@_json_option
def analyze(file: Path, map_id: str | None, case: CaseName, as_json: bool) -> None:
    """Show all figures of one map: times, cost, critical path, load, problems."""
    from mopsmap import analysis

    project = _project(file)
    one = _map(project, file, map_id)
    found = analysis.analyze(project, one.id, case)
    if as_json:
        _print_json(found.figures)
        return
    from mopsmap.printout import analysis_page

    analysis_page(project, one, found).show()


@program.command()
@click.argument("file", type=_FILE)
@_from_option
@_to_option
@_json_option
def compare(file: Path, from_id: str | None, to_id: str | None, as_json: bool) -> None:
    """Compare the as-is map with the to-be map."""
    from mopsmap import analysis

    project = _project(file)
    before, after = _pair(project, file, from_id, to_id)
    if after is None:
        raise RefusedError(f"{_name(file)} has no to-be map to compare with. Name one: --to ID.")
    found = analysis.compare(project, before.id, after.id)
    if as_json:
        _print_json(found)
        return
    from mopsmap.printout import comparison_page

    comparison_page(project, before, after, found).show()


@program.command()
@click.argument("file", type=_FILE)
@_from_option
@_to_option
@_out_option("OUT.xlsx")
@click.pass_obj
def report(
    maker: PictureMaker | None, file: Path, from_id: str | None, to_id: str | None, out: Path
) -> None:
    """Write the Excel workbook of the as-is and the to-be map."""
    from mopsmap.report import WRITERS, write_report

    suffixes = [writer.suffix for writer in WRITERS]
    if out.suffix.lower() not in suffixes:
        raise RefusedError(
            f"{_name(out)}: reports are written as {', '.join(suffixes)}. "
            f"Name the file {_name(out.with_suffix(suffixes[0]))}."
        )
    project = _project(file)
    before, after = _pair(project, file, from_id, to_id)
    remarks: list[str] = []

    def make(path: Path) -> None:
        to = None if after is None else after.id
        remarks.extend(write_report(project, before.id, to, path, maker))

    _write_whole(out, make)
    _remark(*remarks)
    click.echo(f"Wrote {_name(out)}.")


@program.command()
@click.argument("file", type=_FILE)
@_map_option
@click.option("--overlay", metavar="NAME", help="Lay an analysis over the map.")
@click.option("--theme", type=click.Choice(get_args(Theme)), default="light")
@_out_option("OUT.png")
@click.pass_obj
def picture(
    maker: PictureMaker | None,
    file: Path,
    map_id: str | None,
    overlay: str | None,
    theme: Theme,
    out: Path,
) -> None:
    """Draw a map as PNG, SVG or PDF."""
    if out.suffix.lower() not in PICTURE_SUFFIXES:
        raise RefusedError(
            f"{_name(out)}: pictures are written as {', '.join(PICTURE_SUFFIXES)}. "
            f"Name the file {_name(out.with_suffix('.png'))}."
        )
    project = _project(file)
    one = _map(project, file, map_id)
    if overlay is not None:
        _check_overlay(project, one, overlay)
    if maker is None:
        raise RefusedError("Pictures need the window library PySide6, which is not installed.")
    _write_whole(out, lambda path: maker(project, one.id, path, theme=theme, overlay=overlay))
    click.echo(f"Wrote {_name(out)}.")


@program.command()
@click.argument("source", type=_FILE, metavar="IN")
@click.argument("out", type=_FILE, metavar="OUT")
def convert(source: Path, out: Path) -> None:
    """Turn a step table (.xlsx, .csv) into .mopsmap, or .mopsmap into a step table."""
    if source.exists() and out.exists() and source.samefile(out):
        raise RefusedError(f"{_name(source)} cannot be converted into itself. Name another file.")
    target = None if out.suffix.lower() == SUFFIX else format_of(out)
    if source.suffix.lower() == SUFFIX:
        project = _project(source)
    else:
        form = format_of(source)
        if form.read is None:
            raise RefusedError(f"{_name(source)}: {form.label} files are written, not read.")
        imported = form.read(source)
        project = imported.project
        _remark(*imported.remarks)
    if target is None:
        _check_replaceable(out)
        save(project, out, shown=_name(out))
    elif target.write is None:
        raise RefusedError(f"{_name(out)}: {target.label} files are read, not written.")
    else:
        write = target.write
        remarks: list[str] = []
        _write_whole(out, lambda path: remarks.extend(write(project, path)))
        _remark(*remarks)
    steps = sum(len(one.steps) for one in project.maps)
    held = f"{_counted(steps, 'step')} in {_counted(len(project.maps), 'map')}"
    click.echo(f"Wrote {_name(out)}: {held}.")


@program.command()
@click.argument("file", type=_FILE)
@_json_option
@click.pass_context
def check(context: click.Context, file: Path, as_json: bool) -> None:
    """List the problems of all maps; exit status 1 where there are errors."""
    from mopsmap import analysis

    project = _project(file)
    found = [
        (one, problem)
        for one in project.maps
        for problem in analysis.analyze(project, one.id, "typical").problems
    ]
    if as_json:
        _print_json(
            {
                "problems": [
                    {
                        "map": one.id,
                        "code": problem.code,
                        "severity": problem.severity,
                        "ids": list(problem.ids),
                        "text": problem.text,
                    }
                    for one, problem in found
                ]
            }
        )
    else:
        from mopsmap.printout import problems_page

        problems_page(project, found).show()
    if any(problem.severity == "error" for _one, problem in found):
        context.exit(FOUND_ERRORS)


COMMANDS: tuple[str, ...] = tuple(program.commands)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode("utf-8")


def _remark(*lines: str) -> None:
    from mopsmap.terminal import clean, say

    for line in lines:
        say(clean(line), sys.stderr)


def _project(file: Path) -> Project:
    tables = {suffix for one in FORMATS for suffix in one.suffixes}
    if file.suffix.lower() in tables and file.is_file():
        target = _name(file.with_suffix(SUFFIX))
        raise RefusedError(
            f"{_name(file)} is a table. Convert it first: mopsmap convert {_name(file)} {target}"
        )
    loaded: Loaded = load(file, _name(file))
    _remark(*loaded.remarks)
    return loaded.project


def _check_replaceable(out: Path) -> None:
    """Refuse to replace what holds something else than a project: it may be the only copy."""
    if not out.is_file() or not out.stat().st_size:
        return
    try:
        load(out, _name(out))
    except StorageError as error:
        raise RefusedError(f"Not replaced: {error}") from error


def _known_maps(project: Project) -> str:
    return ", ".join(one.id for one in project.maps)


def _map(project: Project, file: Path, map_id: str | None) -> ValueStreamMap:
    if not project.maps:
        raise RefusedError(f"{_name(file)} holds no map. Open it in the window and draw one.")
    if map_id is None:
        return project.maps[0]
    if map_id not in project.map_by_id:
        raise RefusedError(
            f"{_name(file)} has no map with the id '{map_id}'. It has: {_known_maps(project)}."
        )
    return project.map_by_id[map_id]


def _pair(
    project: Project, file: Path, from_id: str | None, to_id: str | None
) -> tuple[ValueStreamMap, ValueStreamMap | None]:
    """As-is (the first map where none is) and to-be; the same map twice is refused."""
    first = project.first_map("as_is")
    before = _map(project, file, from_id or (first.id if first else None))
    after = project.first_map("to_be") if to_id is None else _map(project, file, to_id)
    if to_id is not None and after is before:
        raise RefusedError(f"--from and --to both name the map '{to_id}'. Name two maps.")
    return before, None if after is before else after


def _check_overlay(project: Project, one: ValueStreamMap, overlay: str) -> None:
    from mopsmap import analysis

    found = analysis.analyze(project, one.id, "typical")
    known = [laid.key for result in found.results for laid in result.overlays]
    if overlay not in known:
        raise RefusedError(f"There is no overlay '{overlay}'. There are: {', '.join(known)}.")


def _print_json(figures: Mapping[str, Any]) -> None:
    plain = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(figures, indent=2, ensure_ascii=plain, allow_nan=False))


def _write_whole(target: Path, make: Callable[[Path], None]) -> None:
    """Let `make` write a temporary file beside `target` and put it in its place, or nothing."""
    if target.is_dir():
        raise RefusedError(f"{_name(target)} is a folder. Name a file in it.")
    final = Path(os.path.realpath(target))
    try:
        if final.exists() and not os.access(final, os.W_OK):
            raise PermissionError(13, "Permission denied")
        clear_leftovers(final)
        with temporary_beside(final) as name:
            _put(final, make, name.with_suffix(final.suffix))
    except OSError as error:
        reason = (error.strerror or str(error)).rstrip(".").lower()
        raise RefusedError(f"{_name(target)} could not be written: {reason}.") from error


def _put(final: Path, make: Callable[[Path], None], fresh: Path) -> None:
    try:
        make(fresh)
        with suppress(FileNotFoundError):
            fresh.chmod(final.stat().st_mode & 0o777)
        fresh.replace(final)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _fail(*lines: str) -> int:
    with suppress(OSError, ValueError):
        _remark(*lines)
    return BAD_INPUT


def _usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "mopsmap"
    return _fail(error.format_message(), f"See {path} --help.")


def _discard_output() -> None:
    # nobody reads any more: without this the interpreter complains again on its way out
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(argv: Sequence[str], picture_maker: PictureMaker | None = None) -> int:
    """Run one command; returns the exit status and never raises.

    `picture_maker` draws maps; None where there is nothing to draw with.
    """
    try:
        arguments = list(argv) or ["--help"]
        result = program.main(
            arguments, prog_name="mopsmap", standalone_mode=False, obj=picture_maker
        )
        sys.stdout.flush()
    except (RefusedError, StorageError, ExchangeError, PictureError) as error:
        return _fail(str(error))
    except click.ClickException as error:
        return _usage(error)
    except (KeyboardInterrupt, click.Abort):
        _fail("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return DONE
    except OSError as error:
        _discard_output()
        return _fail(f"The output could not be written: {error.strerror or error}.")
    except (MemoryError, RecursionError):
        return _fail("The file needs more memory than there is.")
    return result if isinstance(result, int) else DONE
