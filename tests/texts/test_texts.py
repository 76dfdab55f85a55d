"""Texts are written so that they can be translated, and translators get all of them."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mopsmap import language
from resources.setup import texts
from tests.texts.pseudo import write_catalog
from ui import languages, launch

HERE = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _english_afterwards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a test chooses is forgotten; nothing of the system that runs it is read."""
    monkeypatch.setattr(language, "_catalog", language._catalog)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    # A copy: the C library would remember messages of the system in a language set here.
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in ("MOPSMAP_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))


def sources() -> list[Path]:
    return sorted(p for room in ("mopsmap", "ui") for p in (HERE / room).rglob("*.py"))


def test_the_template_holds_the_texts_of_the_sources() -> None:
    held = texts.TEMPLATE.read_text(encoding="utf-8")
    wanted = texts.template(texts.gather())
    differing = {*_texts_of(held)} ^ {*_texts_of(wanted)}
    assert not differing, f"type: make texts\n{sorted(differing)}"


def _texts_of(template: str) -> list[str]:
    return [line for line in template.splitlines() if line.startswith("msgid")]


def test_texts_are_written_out_where_they_are_looked_up() -> None:
    assert len(texts.gather()) > 500  # raises ValueError for an f-string, a sum or a name


@pytest.mark.parametrize("said", ['_(f"{n} steps")', '_("a" + b)', "_(b)", 'counted(n, "a", b)'])
def test_a_text_that_is_put_together_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"here\.py:1: write the text out"):
        list(texts.of_source(said, "here.py"))


def test_every_text_has_names_for_its_values() -> None:
    for text in texts.gather():
        for form in filter(None, (text.one, text.many)):
            names = texts.placeholders(form)
            assert all(name.isidentifier() for name in names), f"{text.file}:{text.line}: {form}"


def test_forms_of_one_text_name_the_same_values() -> None:
    for text in texts.gather():
        if text.many is not None:
            one, many = texts.placeholders(text.one), texts.placeholders(text.many)
            assert one - {"n"} == many - {"n"}, f"{text.file}:{text.line}"


def test_no_function_that_looks_up_texts_uses_the_name_for_something_else() -> None:
    found = []
    for path in sources():
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                uses = [
                    n.ctx for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == "_"
                ]
                if {type(use) for use in uses} == {ast.Load, ast.Store}:
                    found.append(f"{path}:{function.lineno}: give _ another name")
    assert not found, "\n".join(found)


def test_a_template_says_where_texts_stand_and_what_translators_are_told() -> None:
    source = (
        '# Translators: a verb.\nx = _("Wait")\ny = counted(n, "{n} step", "{n} \\"steps\\"")\n'
    )
    said = texts.template(list(texts.of_source(source, "ui/here.py")))
    assert '#. a verb.\n#: ui/here.py\nmsgid "Wait"\nmsgstr ""\n' in said
    assert '#, python-brace-format\nmsgid "{n} step"\nmsgid_plural "{n} \\"steps\\""\n' in said


def test_translations_that_lose_their_values_are_told() -> None:
    wrong = texts.wrong_placeholders(
        [("{name} gone", "{nmae} weg"), ("{name} gone", "{name weg"), ("{a} b", "b {a}"), ("x", "")]
    )
    assert [fault.partition(" -> ")[2].split(" (")[0] for fault in wrong] == [
        "{nmae} weg",
        "{name weg",
    ]


def test_every_language_shipped_is_compiled_and_keeps_the_values() -> None:
    babel = {path.stem for path in texts.FOLDER.glob("*.po")}
    assert babel == {path.stem for path in texts.FOLDER.glob("*.mo")}, "type: make texts"


# --- which language ----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Catalogs of German and Brazilian Portuguese."""
    made = tmp_path / "translations"
    made.mkdir()
    write_catalog(made / "de.mo", {"Role": "Rolle", "a\0b": "eins\0viele"})
    write_catalog(made / "pt_BR.mo", {"Role": "Papel"})
    return made


@pytest.mark.parametrize(
    ("wanted", "got", "role"),
    [
        ("de", "de", "Rolle"),
        ("de_AT.UTF-8@euro", "de", "Rolle"),
        ("pt-BR", "pt_BR", "Papel"),
        ("pt_PT", "en", "Role"),
        ("en_GB", "en", "Role"),
        ("C", "en", "Role"),
        ("nonsense", "en", "Role"),
    ],
)
def test_the_variable_decides(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, got: str, role: str
) -> None:
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    monkeypatch.setenv("MOPSMAP_LANGUAGE", wanted)
    assert languages.choose(folder) == got
    assert language.translated("Role") == role
    assert language.translated("") == ""
    assert language.translated("Not in any catalog") == "Not in any catalog"


def test_else_the_stored_choice_else_the_system(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert languages.choose(folder) == "en"
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    assert languages.choose(folder) == "pt_BR"
    monkeypatch.setenv("LANGUAGE", "fr:de_DE")
    assert languages.choose(folder) == "de"
    monkeypatch.setenv("LANGUAGE", "fr:en:de")
    assert languages.choose(folder) == "en", "English is wanted more than German"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert languages.choose(folder) == "en"
    stored = languages.stored_choice()
    stored.parent.mkdir(parents=True)
    stored.write_text("de\n")
    assert languages.choose(folder) == "de"
    assert language.counted(3, "a", "b") == "viele"
    stored.write_bytes(b"\xff\xfe")
    assert languages.choose(folder) == "en"


def test_languages_of_macos_are_read_from_its_settings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import plistlib

    monkeypatch.setattr(sys, "platform", "darwin")
    settings = tmp_path / "Library" / "Preferences" / ".GlobalPreferences.plist"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(plistlib.dumps({"AppleLanguages": ["fr-CH", "de-CH", "en"]}))
    assert languages.choose(folder) == "de"
    settings.write_bytes(b"broken")
    assert languages.choose(folder) == "en"


@pytest.mark.parametrize("content", [b"", b"no catalog", b"\xde\x12\x04\x95\0\0\0\0\x05\0\0\0"])
def test_a_damaged_catalog_leaves_english_and_says_so(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
) -> None:
    (folder / "de.mo").write_bytes(content)
    monkeypatch.setenv("MOPSMAP_LANGUAGE", "de")
    assert languages.choose(folder) == "en"
    assert "The texts stay English" in capsys.readouterr().err
    assert language.translated("Role") == "Role"


def test_commands_and_json_are_english_in_every_language(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(where: Path | None = None) -> str:
        raise AssertionError("a command chooses no language")

    monkeypatch.setattr(languages, "choose", refuse)
    monkeypatch.setenv("MOPSMAP_LANGUAGE", "de")
    sample = HERE / "samples" / "campaign.mopsmap"
    assert launch.main(["analyze", str(sample), "--json"]) == 0
    assert "lead_time" in json.dumps(json.loads(capsys.readouterr().out))


def test_the_window_chooses_before_qt_and_texts_are_loaded(folder: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom ui import languages, launch\n"
        "def choose():\n"
        "    print(sorted(m for m in sys.modules if m.startswith(('PySide6', 'mopsmap', 'ui'))))\n"
        "    sys.exit(0)\n"
        "languages.choose = choose\nlaunch.has_display = lambda: True\nlaunch.main([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HERE, env={**os.environ}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    loaded = set(ast.literal_eval(done.stdout))
    assert loaded <= {
        *("mopsmap", "mopsmap.language", "mopsmap.picture"),
        *("ui", "ui.languages", "ui.launch", "ui.shared"),
    }
