"""The texts that people read, gathered from the sources for those who translate them.

`python resources/setup/texts.py` writes resources/translations/mopsmap.pot; where there are
languages it brings each .po into step with it and compiles it into the .mo that the program reads.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

HERE = Path(__file__).resolve().parent.parent.parent
FOLDER = HERE / "resources" / "translations"
TEMPLATE = FOLDER / "mopsmap.pot"

MARKS = {
    "_": ((0,),),
    "to_translate": ((0,),),
    "counted": ((1, 2),),
    "attribute": ((0,), (1,)),
}
"""Functions whose arguments are texts: which of them, two where the second is the plural."""
NOTE = "# Translators:"
HEAD = """\
msgid ""
msgstr ""
"Project-Id-Version: MOPsMap\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


@dataclass(frozen=True)
class Text:
    """One text: with its plural, where it stands and what translators are told about it."""

    one: str
    many: str | None
    file: str
    line: int
    note: str


@cache
def gather(folder: Path = HERE) -> list[Text]:
    """All texts in the order of the sources; raises ValueError for one that is not written out."""
    return [
        text
        for room in ("mopsmap", "ui")
        for path in sorted((folder / room).rglob("*.py"))
        for text in of_source(path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix())
    ]


def of_source(source: str, file: str) -> Iterator[Text]:
    """The texts of one module; raises ValueError for one that is not written out."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        for places in MARKS.get(ast.unparse(node.func), ()):
            parts = [node.args[place] for place in places if place < len(node.args)]
            written = [p.value for p in parts if isinstance(p, ast.Constant)]
            if len(written) < len(places) or not all(isinstance(w, str) for w in written):
                raise ValueError(
                    f"{file}:{node.lineno}: write the text out between the parentheses, "
                    f"values as {{name}} with .format(name=...) behind"
                )
            note = _note(lines, min(p.lineno for p in parts), node.lineno)
            yield Text(written[0], (written[1:] or [None])[0], file, node.lineno, note)


def _note(lines: list[str], *places: int) -> str:
    """What a comment right above says to translators."""
    for line in places:
        found: list[str] = []
        for above in reversed(lines[: line - 1]):
            said = above.strip()
            if not said.startswith("#"):
                break
            found.insert(0, said)
            if said.startswith(NOTE):
                return " ".join(part.strip("# ") for part in found).removeprefix(NOTE[2:]).strip()
    return ""


def template(texts: list[Text]) -> str:
    """The template that translations are made from (.pot)."""
    together: dict[str, list[Text]] = {}
    for text in texts:
        together.setdefault(text.one, []).append(text)
    return "\n".join([HEAD, *(_entry(found) for found in together.values())])


def _entry(found: list[Text]) -> str:
    many = next((text.many for text in found if text.many), None)
    lines = [f"#. {note}" for note in dict.fromkeys(text.note for text in found) if note]
    lines += [f"#: {file}" for file in dict.fromkeys(text.file for text in found)]
    if "{" in found[0].one + (many or ""):
        lines.append("#, python-brace-format")
    lines.append(f"msgid {_quoted(found[0].one)}")
    if many is None:
        return "\n".join([*lines, 'msgstr ""', ""])
    return "\n".join([*lines, f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""', ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def placeholders(text: str) -> set[str]:
    """The names in braces; raises ValueError where braces do not pair."""
    return {name for _text, name, _form, _as in Formatter().parse(text) if name is not None}


def wrong_placeholders(translations: Iterable[tuple[str, str]]) -> list[str]:
    """Translations that name other values than their texts do, or do not close their braces."""
    found = []
    for text, said in translations:
        try:
            if said and not placeholders(said) <= placeholders(text) | {"n"}:
                found.append(f"{text} -> {said}")
        except ValueError as error:
            found.append(f"{text} -> {said} ({error})")
    return found


def bring_into_step(folder: Path = FOLDER) -> list[str]:
    """Merge the template into every .po and compile it; returns what is wrong with them."""
    faults: list[str] = []
    languages = sorted(folder.glob("*.po"))
    if not languages:
        return faults
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    with (folder / TEMPLATE.name).open("rb") as file:
        wanted = read_po(file)
    for path in languages:
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.stem)
        catalog.update(wanted, no_fuzzy_matching=False)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, omit_header=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        pairs = [
            (texts[0], said)
            for message in catalog
            if message.id and not message.fuzzy
            for texts in [message.id if isinstance(message.id, tuple) else (message.id,)]
            for said in (message.string if isinstance(message.string, tuple) else [message.string])
        ]
        faults += [f"{path.name}: {fault}" for fault in wrong_placeholders(pairs)]
    return faults


def main() -> int:
    """Write the template and the compiled catalogs; 1 where a translation is wrong."""
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(gather()), encoding="utf-8")
    faults = bring_into_step()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
