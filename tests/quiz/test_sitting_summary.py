"""What a sitting comes to, by topic and by chapter, and the transcript of an interview."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import after, answer, card, sit
from tutor.quiz.card import Card
from tutor.quiz.interviews import Interview, interview_of
from tutor.quiz.marking import Response
from tutor.quiz.sitting import Answer, Follow, Hint, Next, Over, Tick, Turn
from tutor.quiz.sitting_summary import (
    Score,
    by_lesson,
    by_topic,
    in_time,
    tally,
    total,
    transcript,
)


def turns(*cards: tuple[Card, str], mode: Any = "quiz") -> tuple[Turn, ...]:
    """At first right ("+"), right after a hint ("h") or wrong ("-"); at last all is known."""
    signs = {made.id: sign for made, sign in cards}
    sitting = sit([made for made, _ in cards], mode)
    while not isinstance(sitting.phase, Over):
        sign = signs.pop(sitting.card.id, "+")
        if sign == "h":
            sitting = after(sitting, Hint())
        sitting = after(answer(sitting, correct=sign != "-"), Next())
    return sitting.turns


def topic(id: str, name: str, lesson: int = 7, page: str = "") -> Card:
    return card("choice", id=id, topic=name, lesson=lesson, page=page)


ASKED = [
    (topic("a", "Groups", page="One"), "+"),
    (topic("b", "Delivery", page="Two"), "-"),
    (topic("c", "Delivery", page="Two"), "h"),
    (topic("d", "Delivery", page="Three"), "+"),
    (topic("e", "Scopes", 4), "-"),
]


def test_topics_come_in_the_order_of_the_lessons_and_only_first_answers_count() -> None:
    assert by_topic(turns(*ASKED)) == [
        Score(lesson=4, topic="Scopes", asked=1, right=0, worth=0.0, pages=()),
        Score(lesson=7, topic="Delivery", asked=3, right=2, worth=1 + 2 / 3, pages=("Two",)),
        Score(lesson=7, topic="Groups", asked=1, right=1, worth=1.0, pages=()),
    ]


def test_chapters_have_no_topics() -> None:
    assert [(score.lesson, score.topic, score.asked) for score in by_lesson(turns(*ASKED))] == [
        (4, "", 1),
        (7, "", 4),
    ]


def test_a_share_counts_hints() -> None:
    assert [round(score.share, 2) for score in by_topic(turns(*ASKED))] == [0, 0.56, 1]


def test_partial_credit_is_neither_right_nor_wrong() -> None:
    sitting = sit([card("multiple"), card("choice"), card("type")])
    for response in (Response(picks=(0,)), Response(picks=(0,)), Response(text="x")):
        sitting = after(sitting, Answer(response=response), Next())
    assert tally(sitting.turns) == [(1, "right"), (1, "partly"), (1, "wrong")]
    [score] = by_topic(sitting.turns)
    assert (score.asked, score.right, score.partly) == (3, 1, 1)
    assert tally(sitting.turns[1:2]) == [(1, "right"), (0, "wrong")]


def test_the_total_is_over_all_answers() -> None:
    asked, right, share = total(by_topic(turns(*ASKED)))
    assert (asked, right, round(share, 3)) == (5, 3, 0.533)


def test_of_nothing_the_total_is_nothing() -> None:
    assert total([]) == (0, 0, 0.0)


SIGNS = st.lists(
    st.tuples(st.sampled_from("xy"), st.integers(1, 3), st.sampled_from("+-h")), max_size=12
)


@given(SIGNS)
def test_both_counts_agree(signs: list[tuple[str, int, str]]) -> None:
    made = [(topic(f"{n}", name, lesson), sign) for n, (name, lesson, sign) in enumerate(signs)]
    found = turns(*made)
    topics, lessons = total(by_topic(found)), total(by_lesson(found))
    assert topics[:2] == lessons[:2] == (len(signs), sum(sign != "-" for *_, sign in signs))
    assert topics[2] == pytest.approx(lessons[2])


# ── transcript ──────────────────────────────────────────────────────────────────────────────


MARKDOWN = """\
# Mock interview

2 questions, score 81%. Repeat it with `--seed 42`.

## 1. What does the layer promise?

Chapter 7, 40 s, score 62%

> Copies
> on channels.

- [x] A group is names
- [ ] A queue each
- [x] Copies
- [x] Channels

**Of what?** (said aloud)

Made: Of channels.

**Where?** Hm.

Missed: In the layer.

**A good answer:** Names of channels, a queue each, and copies.

## 2. What does the layer promise?

Chapter 8, 20 s, score 100%

> (said aloud)

- [x] A group is names
- [x] A queue each
- [x] Copies
- [x] Channels

**Of what?** (said aloud)

Made: Of channels.

**Where?** (said aloud)

Made: In the layer.

**A good answer:** Names of channels, a queue each, and copies.

## Score

| chapter | score | to reread |
|---|---|---|
| 7 | 62% | The layer |
| 8 | 100% | - |
"""


def test_an_interview_as_markdown() -> None:
    sitting = sit([card("say", page="The layer"), card("say", id="b", lesson=8)], "interview")
    said = after(sitting, Answer(response=Response(text="Copies\non channels.")), now=40)
    followed = after(said, Follow(made=True), Follow(text="Hm."), Tick(points=(2, 3)), now=70)
    sitting = after(after(followed, Next(), now=70), Answer(), now=90)
    sitting = after(sitting, Follow(made=True), Follow(made=True), Tick(points=(0, 1, 2, 3)))
    told = transcript(sitting.turns, title="Mock interview", seed="42")
    assert told == MARKDOWN


def test_one_question_is_one() -> None:
    asked = turns((card("say"), "+"), mode="interview")
    assert "1 question, score 100%" in transcript(asked, title="", seed="")


@pytest.mark.parametrize(
    ("seconds", "minutes", "said"),
    [
        (1000.0, 30.0, "It took 16:40 of 30:00."),
        (1842.0, 30.0, "It took 30:42 of 30:00. Time is up +0:42."),
        (1800.5, 30.0, "It took 30:00 of 30:00."),
        (61.0, 0.0, "It took 1:01."),
        (100.0, 1.5, "It took 1:40 of 1:30. Time is up +0:10."),
    ],
)
def test_a_transcript_says_how_long_it_took(seconds: float, minutes: float, said: str) -> None:
    assert in_time(Interview(at=0, seconds=seconds, minutes=minutes)) == said


def test_a_transcript_has_the_time_of_each_answer() -> None:
    sitting = sit([card("say"), card("say", id="b")], "interview")
    asked = (Follow(made=True), Follow(made=True))
    for now in (40, 100):
        sitting = after(sitting, Answer(), *asked, Tick(points=(0, 1, 2, 3)), Next(), now=now)
    held = interview_of(sitting.turns, began=0.0, minutes=1)
    told = transcript(sitting.turns, title="x", seed="1", interview=held)
    assert "It took 1:40 of 1:00. Time is up +0:40." in told
    assert "Chapter 7, at 0:40, 40 s, score 100%" in told
    assert "Chapter 7, at 1:40, 60 s, score 100%" in told
