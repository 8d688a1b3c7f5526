"""Code that a page prints is code that its file has."""

from __future__ import annotations

import pytest

from tutor.course.listings import Listing, listings, strange_line

FILE = """\
import json

A = 1


class Chat:
    def one(self):
        return 1

    def two(self):
        return 2
"""


def listing(text: str) -> Listing:
    return Listing(language="python", path="labs/chat.py", lines=tuple(text.split("\n")))


def test_a_fence_with_a_language_is_a_listing_and_a_drawing_is_none() -> None:
    text = (
        "Text.\n\n```python labs/chat.py\nA = 1\n```\n\n```\n└ a drawing\n```\n\n```toml\nb\n```\n"
    )
    assert [(one.language, one.path, one.lines) for one in listings(text)] == [
        ("python", "labs/chat.py", ("A = 1",)),
        ("toml", "", ("b",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A = 1",
        "class Chat:\n    def one(self):\n        return 1",
        "def one(self):\n    return 1",  # less indented than in the file
        "def one(self):\n    return 1\n\ndef two(self):\n    return 2",
        "A = 1\n# …\nclass Chat:\n    # …\n    def two(self):",
        "\nA = 1\n\n# …\n\nclass Chat:",  # blank lines beside a gap count for nothing
        "# …\ndef two(self):\n    return 2\n# …",
    ],
)
def test_lines_of_the_file_are_accepted(text: str) -> None:
    assert strange_line(listing(text), FILE) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A = 2", "A = 2"),
        ("A = 1\nclass Chat:", "class Chat:"),  # two lines are left out, and no gap says so
        ("class Chat:\n    def two(self):", "    def two(self):"),
        ("class Chat:\n# …\nA = 1", "A = 1"),  # the other order
        ("def one(self):\n        return 1", "        return 1"),  # indented otherwise
        ("class Chat:\n    def one(self):\n        return 2", "        return 2"),
        ("def one(self):\n    return 1\n# …\nA = 1", "A = 1"),
        ("# …", ""),
    ],
)
def test_the_first_line_that_the_file_does_not_have_is_named(text: str, line: str) -> None:
    assert strange_line(listing(text), FILE) == line
