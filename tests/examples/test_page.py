"""docs/validation.md says what is so."""

from __future__ import annotations

from tests.examples.page import PAGE, page


def test_the_page_of_the_examples_is_as_it_is_written() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "write it again: make validation"
