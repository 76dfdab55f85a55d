"""The language of the texts that people read: each is written in English and looked up here.

The language is chosen once, before the modules with texts are loaded. Files, JSON and command
words are the same in every language.
"""

from __future__ import annotations

import struct
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

_catalog = NullTranslations()


def translated(text: str) -> str:
    """A text in the language in use; English where the catalog has none.

    Values are filled in afterwards and by name, so that languages may order them in their own way.

    >>> translated("{name} was deleted.").format(name="Brief")
    'Brief was deleted.'
    """
    return _catalog.gettext(text) if text else ""  # "" is where a catalog says who made it


_ = translated


def counted(number: float, one: str, many: str, **values: object) -> str:
    """The form of a text that goes with a number, with `{n}` and other values filled in.

    >>> counted(1, "{n} step", "{n} steps"), counted(3, "{n} step", "{n} steps")
    ('1 step', '3 steps')
    """
    whole = int(number) if number == int(number) else 2  # fractions go with the plural
    return _catalog.ngettext(one, many, whole).format(n=number, **values)


def within(label: str) -> str:
    """A label as it stands in the middle of a sentence: English writes it small there.

    >>> within("Wait time"), within("%C&A")
    ('wait time', '%C&A')
    """
    # Translators: "small" if a label begins with a small letter in the middle of a sentence, as
    # in English; "same" if it stays as it is.
    if _("small") != "small" or not (label[1:2].islower() or label[1:2] == " "):
        return label
    return label[0].lower() + label[1:]


def plural(noun: str) -> str:
    """The plural of a word that a person typed, by the rules of English spelling, where the
    language in use has the same.

    >>> plural("campaign"), plural("inquiry"), plural("batch")
    ('campaigns', 'inquiries', 'batches')
    """
    # Translators: "plural" if the plural of a word that a person typed is made as in English;
    # "same" if the word stays as it was typed.
    if _("plural") != "plural":
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


class Sentence(Exception):  # noqa: N818 - errors are made of it
    """An error that people read: a text in their language, values filled in by name."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)


def to_translate(text: str) -> str:
    """The text itself: translators get it, and `translated` looks it up where it is shown.

    For texts that are stored or compared in English too.
    """
    return text


def speak(catalog: Path | None) -> None:
    """Take texts from a compiled catalog (.mo) from now on; None is English.

    Raises OSError or ValueError where the catalog cannot be read; the language stays as it was.
    """
    global _catalog
    if catalog is None:
        _catalog = NullTranslations()
        return
    try:
        with catalog.open("rb") as file:
            _catalog = GNUTranslations(file)
    except (EOFError, LookupError, struct.error) as error:
        raise ValueError(f"{catalog} is damaged: {error}") from error
