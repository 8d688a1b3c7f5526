"""What an "it" at the head of a sentence stands for."""

from __future__ import annotations

import pytest

from tutor.quiz.heard import _words
from tutor.quiz.pronouns import stands_for


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The channel layer is a postman. It keeps no history.", ("channel", "layer")),
        ("The in-memory layer lives here. It is alone.", ("in", "memori", "layer")),
        ("Daphne closes. It sends 1011.", ("daphn",)),
        ("Consumers share nothing. They need the layer.", ("consum",)),
        ("A crashed consumer stays. It is a ghost.", ("crash", "consum")),
        ("A reconnect makes a new one. And then it has nothing.", ("reconnect",)),
        ("In production, the layer needs Redis. It is shared.", ("layer",)),
        ("So a copy waits. It expires.", ("copi",)),
        ("A group is a name. It has members. It is no list.", ("group",)),
    ],
)
def test_it_is_the_subject_of_the_sentence_before(text: str, subject: tuple[str, ...]) -> None:
    assert [*stands_for(list(_words(text)), text).values()][-1] == subject


@pytest.mark.parametrize(
    "text",
    [
        "It keeps no history.",
        "What is a layer? It keeps no history.",
        "No layer does that. It would be slow.",
        "In production one needs Redis. It is shared.",
        "The layer is a postman, and it keeps no history.",
        "Is it a layer?",
        "In. It.",
        "So. It.",
    ],
)
def test_elsewhere_it_stands_for_nothing(text: str) -> None:
    assert stands_for(list(_words(text)), text) == {}
