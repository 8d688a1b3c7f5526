"""`tutor quiz --flagged` and `--card`, with a lesson and a number; how long a sitting may be."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tutor.commands import quiz, quiz_commands
from tutor.errors import UsageError
from tutor.learner.store import Store
from tutor.library import find
from tutor.library.deck import load_deck
from tutor.runtime.paths import user_data


@pytest.fixture(autouse=True)
def live_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and an input that ends at once."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", StringIO())


@pytest.fixture
def flagged() -> None:
    """Two cards of lesson 2 and one of lesson 7."""
    with Store(user_data()) as store:
        for name in (*some(2, 2), *some(7, 1)):
            store.flag(name, True, at=1.0)


def some(lesson: int, count: int) -> list[str]:
    """The first cards of a lesson."""
    deck = load_deck(find.course())
    return [card.id for card in deck.cards if card.lesson == lesson][:count]


def opening(capsys: pytest.CaptureFixture[str], **options: Any) -> tuple[int, int, list[int]]:
    """How many cards are asked and how many wait; the lesson of the one that comes first."""
    quiz.run(quiz.Request(kind="quiz", json=True, **options))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    first = [line["lesson"] for line in lines if line["type"] == "card"]
    return lines[0]["cards"], lines[0]["waiting"], first


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({}, (3, 0, [2])),
        ({"number": "7"}, (1, 0, [7])),
        ({"number": "2"}, (2, 0, [2])),
        ({"number": "2", "count": 1}, (1, 1, [2])),
        ({"count": 2}, (2, 1, [2])),
        ({"count": 9}, (3, 0, [2])),
        ({"number": "3", "count": 1}, (0, 0, [])),
        ({"number": "7", "cram": True}, (1, 0, [7])),
    ],
    ids=str,
)
@pytest.mark.usefixtures("flagged")
def test_flagged_cards_may_be_of_a_lesson_and_few(
    options: dict[str, Any], asked: tuple[int, int, list[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert opening(capsys, flagged=True, **options) == asked


@pytest.mark.usefixtures("flagged")
def test_a_lesson_without_a_flag_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    quiz.run(quiz.Request(kind="quiz", number="3", flagged=True, plain=True))
    said = "No card of lesson 3 is flagged; `tutor flagged` lists those that are.\n"
    assert capsys.readouterr().out == said


def test_named_cards_may_be_few_and_of_their_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    names = tuple(some(7, 2))
    assert opening(capsys, cards=names, number="7") == (2, 0, [7])
    assert opening(capsys, cards=names, count=1) == (1, 1, [7])


def test_a_card_of_another_lesson_names_its_own() -> None:
    (name,) = some(7, 1)
    with pytest.raises(UsageError) as raised:
        quiz.run(quiz.Request(kind="quiz", number="3", cards=(name,), json=True))
    assert raised.value.message == f"{name} is a card of lesson 7, not of lesson 3."
    assert raised.value.hint == f"`tutor quiz 7 --card {name}` asks it."


@pytest.mark.parametrize(("command", "low"), [("interview", 1), ("quiz", 0), ("review", 0)])
@pytest.mark.parametrize("minutes", ["1e300", "inf", "1441"])
def test_a_sitting_is_no_longer_than_a_day(command: str, low: int, minutes: str) -> None:
    ended = CliRunner().invoke(quiz_commands.app, [command, "--minutes", minutes, "--json"])
    assert ended.exit_code == 2
    assert f"expected a number from {low} to 1440, got {minutes}." in ended.output


def test_a_day_is_allowed() -> None:
    ended = CliRunner().invoke(quiz_commands.app, ["interview", "--minutes", "1440", "--json"])
    assert (ended.exit_code, '"opening"' in ended.output) == (0, True)


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"kind": "quiz"}, "Quiz"),
        ({"kind": "quiz", "number": "02"}, "Quiz, lesson 2"),
        ({"kind": "review", "cram": True, "number": "7"}, "Cramming, lesson 7"),
        ({"kind": "review"}, "Review"),
        ({"kind": "interview", "number": "2"}, "Mock interview"),
    ],
)
def test_a_sitting_has_a_title(options: dict[str, Any], title: str) -> None:
    assert quiz._title(quiz.Request(**options)) == title


@pytest.mark.parametrize(
    ("typed", "shown", "pauses"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_talk_pauses_only_between_a_keyboard_and_a_screen(
    monkeypatch: pytest.MonkeyPatch, typed: bool, shown: bool, pauses: bool
) -> None:
    told: list[bool] = []

    class Talk:
        def __init__(self, *_: object, pauses: bool, ids: bool) -> None:
            told.append(pauses)

        def run(self) -> None:
            """Nothing is asked."""

    monkeypatch.setattr("tutor.plain.quiz_text.Talk", Talk)
    for name, is_terminal in (("stdin", typed), ("stdout", shown)):
        stream = StringIO()
        monkeypatch.setattr(stream, "isatty", lambda is_terminal=is_terminal: is_terminal)
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(quiz, "wants_color", lambda: False)
    monkeypatch.setenv("TUTOR_PLAIN", "1")
    quiz.run(quiz.Request(kind="quiz", cards=tuple(some(2, 1))))
    assert told == [pauses]
