"""Home, quiz and review with 10,000 cards and 100,000 answers: on the screen, and the schedule.

The goal of well under half a second is written as a ratio: an empty Textual app takes 0.15 s.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.measure import (
    Result,
    at_most,
    by_lines,
    environment,
    first_line,
    percentile,
    seconds_a_line,
    timed,
)
from bench.player import COUNTED, EMPTY_APP, KEYS, first_frame, keys
from bench.startup import ONE_RICH_LINE

CARDS = 10_000
ANSWERS = 100_000
LESSONS = 10
DAY = 86_400.0

COURSE = """title = "Many cards"
format = 1
"""
LESSON = """
[[lesson]]
number = {n}
slug = "{n:02}_many"
title = "Lesson {n}"
summary = "Cards."
"""
TEXT = """---
title: Lesson {n}
minutes: 1
summary: Cards.
chapter: none
---

# Lesson {n}

## Page

Prose.
"""
CARD = """
[[card]]
id = "card-{id}"
kind = "choice"
topic = "Topic {topic}"
question = "What is {id} plus one? The number is known, and its neighbours are near."
source = "arithmetic"
nudge = "Count."

[[card.choice]]
text = "it is {right}"
right = true
why = "One more."

[[card.choice]]
text = "it is {id}"
why = "That is the number itself."

[[card.choice]]
text = "it is {far}"
why = "That is two more."
"""


def course(folder: Path) -> Path:
    """Ten lessons of a thousand cards each."""
    text = COURSE
    for n in range(1, LESSONS + 1):
        text += LESSON.format(n=n)
        lesson = folder / f"{n:02}_many"
        lesson.mkdir(parents=True)
        (lesson / "lesson.md").write_text(TEXT.format(n=n))
        ids = range(n - 1, CARDS, LESSONS)
        cards = (CARD.format(id=i, topic=i % 7, right=i + 1, far=i + 2) for i in ids)
        (lesson / "quiz.toml").write_text("".join(cards))
    (folder / "course.toml").write_text(text)
    return folder


def log(now: float) -> list[tuple[str, float, int]]:
    """Card, time and grade of 100,000 answers over a year, in their order."""
    chance = random.Random(7)
    entries = [
        (
            f"card-{chance.randrange(CARDS)}",
            now - chance.random() * 365 * DAY,
            chance.choice(GRADES),
        )
        for _ in range(ANSWERS)
    ]
    return sorted(entries, key=lambda entry: entry[1])


GRADES = (1, 2, 3, 3, 3, 3, 4)


def fill(home: Path, entries: list[tuple[str, float, int]]) -> None:
    """The entries as a learner's file."""
    from tutor.learner.portable import State
    from tutor.learner.store import Store
    from tutor.quiz.schedule import Review

    reviews = [
        Review(
            card=card,
            lesson="01_many",
            at=at,
            mode="quiz",
            grade=grade,
            correct=grade > 1,
            id=number,
        )
        for number, (card, at, grade) in enumerate(entries, start=1)
    ]
    with closing(Store(home)) as store:
        store.merge(State(reviews=reviews))


def rebuild(entries: list[tuple[str, float, int]]) -> Iterator[Result]:
    """Replaying the whole log, against what FSRS itself takes for it."""
    from datetime import UTC, datetime

    from fsrs import Card, Rating, Scheduler

    from tutor.quiz.schedule import Review, replay

    reviews = [
        Review(card=card, at=at, mode="quiz", grade=grade, id=number)
        for number, (card, at, grade) in enumerate(entries, start=1)
    ]

    def bare() -> None:
        scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        cards: dict[str, Card] = {}
        for name, at, grade in entries:
            card = cards.get(name) or Card(card_id=1)
            when = datetime.fromtimestamp(at, UTC)
            cards[name], _ = scheduler.review_card(card, Rating(grade), when)

    yield at_most(
        f"the schedule rebuilt from {ANSWERS:,} answers",
        "FSRS alone on them",
        2,
        lambda: timed(lambda: replay(reviews)),
        lambda: timed(bare),
        rounds=3,
    )


def run() -> Iterator[Result]:
    """On a course and a file of that size, made for the purpose."""
    entries = log(time.time())
    yield from rebuild(entries)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        empty, line = folder / "empty.py", folder / "line.py"
        empty.write_text(EMPTY_APP)
        line.write_text(ONE_RICH_LINE)
        home = folder / "home"
        env = environment(
            TUTOR_HOME=str(home),
            TUTOR_COURSE=str(course(folder / "lessons")),
            TERM="xterm-256color",
            COLUMNS="120",
            LINES="40",
        )
        env.pop("CI", None)
        import os
        from unittest import mock

        with mock.patch.dict(os.environ, env):
            from tutor.runtime.paths import user_data

            fill(user_data(), entries)
        yield from screens(env, (sys.executable, str(empty)), (sys.executable, str(line)))


def screens(env: dict[str, str], empty: tuple[str, ...], line: tuple[str, ...]) -> Iterator[Result]:
    """First frames, first lines, and the next card."""
    tutor = (sys.executable, "-m", "tutor")
    for name, argv, text in (
        ("home", tutor, b"lesson"),
        ("a quiz", (*tutor, "quiz"), b"What is"),
        ("a review", (*tutor, "review"), b"What is"),
    ):
        yield at_most(
            f"first screen of {name}, {CARDS:,} cards, {ANSWERS:,} answers",
            "an empty Textual app's",
            2.5,
            lambda argv=argv, text=text: first_frame(argv, env, text),  # type: ignore[misc]
            lambda: first_frame(empty, env, b"ready"),
            rounds=7,
        )
    yield at_most(
        "first line of `tutor quiz --plain`, the same",
        "a typer command that prints one rich line",
        3,
        first_line(*tutor, "quiz", "--plain", env=env),
        first_line(*line, "7"),
        rounds=7,
    )
    from tutor.tui.fresh import SEEN_AFTER

    pressed = [(b"1", b"Enter"), (b"\r", b"hint")] * (KEYS // 2)
    # A key that comes before a card has been seen is not for it, and is refused.
    yard = [seconds_a_line()]
    took = keys((*tutor, "quiz"), env, b"What is", pressed, pause=1.2 * SEEN_AFTER)
    here = percentile(took, 0.95)
    there = percentile(keys(empty, env, b"ready", COUNTED), 0.95)
    yield by_lines(
        "key to verdict or next card, p95, the same, less a key in an empty Textual app",
        25e-3,
        here - there,
        [*yard, seconds_a_line()],
        f"{here * 1000:.1f} ms, {there * 1000:.1f} ms",
    )
