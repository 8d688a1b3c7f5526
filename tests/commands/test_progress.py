"""`tutor progress` after sittings: the numbers say what a person would expect of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tutor.commands import quiz_commands
from tutor.library.study import Study
from tutor.quiz.schedule import DAY

Run = Callable[..., str]
SIX = ("--kind", "type", "--count", "6", "--seed", "1")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The real commands, one after the other; `typed`: what stands in the pipe."""

    def run(*words: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        ended = CliRunner().invoke(quiz_commands.app, list(words), input=typed)
        assert ended.exit_code == 0, ended.output
        return ended.output

    return run


def objects(told: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.splitlines() if line.startswith("{")]


def wrong(run: Run, *words: str, lines: int = 6) -> list[str]:
    """Leaves after so many wrong answers; the ids of the cards."""
    told = objects(run(*words, "--json", typed='{"answer": "nonsense"}\n' * lines))
    return [line["id"] for line in told if line["type"] == "verdict"]


def right(run: Run, *words: str) -> list[str]:
    """Answers every card that is asked with its key; their ids."""
    from tutor.library import find
    from tutor.library.deck import load_deck, settled

    course = find.course()
    keys = {card.id: settled(card, course) for card in load_deck(course).alone}
    asked: list[str] = []
    typed = ""
    while True:
        told = objects(run(*words, "--json", "--cram", typed=typed))
        cards = [line["id"] for line in told if line["type"] == "card"]
        if len(cards) == len(asked):
            break
        asked = cards
        typed = "".join(json.dumps({"answer": keys[id].model}) + "\n" for id in cards)  # type: ignore[union-attr]
    run(*words, "--json", typed=typed)
    return asked


def test_six_wrong_answers_then_progress_then_a_review(run: Run) -> None:
    failed = wrong(run, "quiz", *SIX)
    assert len(failed) == 6
    every = json.loads(run("progress", "--json"))["all"]
    six = len(set(failed))
    assert (every["due"], every["ready"]["share"], every["ready"]["right"]) == (six, 0, 0)
    shown = run("progress")
    assert f"Ready: 0%, {six} of" in shown
    assert "few answers yet" in shown
    assert f"{six} due today." in shown
    assert f"{six} latest answers were wrong." in shown
    assert "100" not in shown
    (opening, *_) = objects(run("review", "--json"))
    assert (opening["cards"], opening["buried"]) == (six, 0)
    assert f"Review. {six} cards." in run("review", "--plain")


def test_what_was_wrong_is_asked_until_it_is_right_also_after_leaving(run: Run) -> None:
    failed = wrong(run, "quiz", *SIX)
    wrong(run, "review", lines=2)
    (opening, *_) = objects(run("review", "--json"))
    assert opening["cards"] == len(set(failed))
    mended = objects(run("quiz", "--wrong", "--json"))
    assert mended[0]["cards"] == len(set(failed))


def test_only_right_answers_on_other_days_make_ready(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = ("quiz", "8", "--topic", "Channel names", "--kind", "type")
    now = Study.now
    shares = []
    for days in (0, 3, 30):
        monkeypatch.setattr(Study, "now", lambda self, days=days: now(self) + days * DAY)
        assert right(run, *topic)
        topics = json.loads(run("progress", "--json"))["topics"]
        found = next(each for each in topics if (each["lesson"], each["topic"]) == (8, topic[3]))
        shares.append(found["share"] * found["cards"] / found["answered"])
    assert shares[0] < 0.5 < shares[1] < shares[2]
    assert shares[2] > 0.95
