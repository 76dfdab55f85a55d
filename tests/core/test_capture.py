"""What captured lines are read as."""

from __future__ import annotations

import pytest

from mopsmap.capture import read
from tests.core.drawing import draw

ONE = draw("a>b", {"a": {"name": "Brief"}, "b": {"name": "Check copy"}})


@pytest.mark.parametrize(
    "title",
    [
        "Launch Q3",
        "Send 3 emails",
        "A/B test",
        "Check 80% of leads",
        "E-mail #1",
        "Post on X 2 times",
        "Render 3D",
        "Review after 2 weeks",
        "Send copy back to agency",
        "mail jane@x.com",
        "Go live!",
    ],
)
def test_titles_that_look_like_something_else(title: str) -> None:
    said = read(f"{title} 2h", ONE)
    assert (said.name, str(said.process_time), said.problems) == (title, "2 h", ())
    assert read(title, ONE).name == title
