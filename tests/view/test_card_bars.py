"""The first and the last lines of the screen on which cards are asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.quiz.making import TEXTS, after, answer, card, sit
from tutor.quiz.card import Card
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import Answer, Follow, Hint, Next, Sitting
from tutor.view.card_bars import Where, heading, keys, track, where
from tutor.view.text import pen

QUICK = settings(max_examples=60, suppress_health_check=list(HealthCheck))
PEN, PLAIN = pen(ascii=False), pen(ascii=True)


def answered(answers: str, *, cards: int = 5, **fields: Any) -> Sitting:
    """Right ("+") and wrong ("-") answers, and the verdict of the last one ("!")."""
    sitting = sit([card("choice", id=f"{n}") for n in range(cards)], **fields)
    for number, sign in enumerate(answers):
        if sign == "!":
            continue
        sitting = answer(sitting, correct=sign == "+")
        if answers[number + 1 :] != "!":
            sitting = after(sitting, Next())
    return sitting


# ── where we are ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "place", "right"),
    [
        ("", "0 of 5 done", ""),
        ("++-", "2 of 5 done", "2 right, 1 wrong"),
        ("-!", "0 of 5 done", "0 right, 1 wrong"),
        ("+!", "1 of 5 done", "1 right, 0 wrong"),
        ("-++++-", "4 of 5 done", "4 right, 1 wrong"),
    ],
)
def test_what_is_done_and_how_the_first_answers_were(answers: str, place: str, right: str) -> None:
    assert where(answered(answers), "Quiz") == Where(
        title="Quiz", place=place, topic="lesson 7, Delivery", right=right
    )


def test_an_answer_that_is_partly_right_is_neither_right_nor_wrong() -> None:
    several = Answer(response=Response(picks=(0,)))
    sitting = after(sit([card("multiple"), card("choice")]), several)
    assert where(sitting, "Quiz").right == "0 right, 1 partly, 0 wrong"
    assert track(sitting, width=9, pen=PEN).plain == " ~·"


@pytest.mark.parametrize(
    ("mode", "now", "right"),
    [
        ("quiz", 474.1, "2:05 left"),
        ("quiz", 600.0, "time is up +0:00"),
        ("quiz", 642.9, "time is up +0:42"),
        ("interview", 474.1, "7:54 on this, 2:05 left"),
        ("interview", 642.0, "10:42 on this, time is up +0:42"),
    ],
)
def test_the_time_that_is_left_and_what_is_over_it(mode: Mode, now: float, right: str) -> None:
    kind = "say" if mode == "interview" else "choice"
    sitting = sit([card(kind), card(kind, id="b")], mode, until=600.0)
    assert where(sitting, "Quiz", now).right == right


def test_without_a_limit_only_an_interview_shows_its_clock() -> None:
    assert where(sit([card("say")], "interview"), "Interview", 65.0).right == "1:05 on this"
    assert where(sit([card("say")]), "Quiz", 65.0).right == ""


def test_at_the_end_no_clock_is_shown() -> None:
    over = after(answer(sit([card("choice")], until=9.0)), Next())
    assert where(over, "Quiz", 99.0).right == "1 right, 0 wrong"


def test_the_end_has_no_topic() -> None:
    assert where(answered("+++++"), "Quiz") == Where(
        title="Quiz", place="the end", topic="", right="5 right, 0 wrong"
    )


HERE = Where(
    title="Quiz, lesson 7", place="2 of 5 done", topic="lesson 7, Delivery", right="2 right"
)


@pytest.mark.parametrize(
    ("width", "left"),
    [
        (120, " Quiz, lesson 7 · 2 of 5 done · lesson 7, Delivery"),
        (61, " Quiz, lesson 7 · 2 of 5 done · lesson 7, Delivery"),
        (60, " Quiz, lesson 7 · 2 of 5 done · lesson 7, Delivery"),
        (59, " Quiz, lesson 7 · 2 of 5 done"),
        (40, " Quiz, lesson 7 · 2 of 5 done"),
        (38, " 2 of 5 done"),
        (12, " 2… "),
    ],
)
def test_the_topic_gives_way_first_and_then_the_title(width: int, left: str) -> None:
    line = heading(HERE, width=width, pen=PEN).plain
    assert line == left + " " * (width - len(left) - 8) + "2 right"


# ── the track ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ("", " ·····"),
        ("+-", " ✓✗····"),
        ("+-!", " ✓✗···"),
        ("-++++", " ✗✓✓✓✓·"),
        ("-+++++", " ✗✓✓✓✓✓"),
    ],
)
def test_every_answer_is_a_glyph_and_what_is_to_come_a_dot(answers: str, line: str) -> None:
    assert track(answered(answers), width=40, pen=PEN).plain == line


@pytest.mark.parametrize(
    ("width", "line"),
    [(9, " ✗✓✓✓··"), (7, " ✗✓✓✓·"), (6, " ✗✓✓✓"), (5, " ✓✓✓"), (3, " ✓"), (1, " ✓")],
)
def test_the_latest_answers_are_kept_where_there_is_little_room(width: int, line: str) -> None:
    assert track(answered("-+++"), width=width, pen=PEN).plain == line


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (40, " ✓✗····  Taken back."),
        (20, " ✓✗···  Taken back."),
        (16, " ✓✗··  Taken b…"),
        (12, " ✓✗··  Tak…"),
    ],
)
def test_what_has_to_be_said_stands_beside_it(width: int, line: str) -> None:
    assert track(answered("+-"), said="Taken back.", width=width, pen=PEN).plain == line


# ── keys ────────────────────────────────────────────────────────────────────────────────────

GENERAL = "f u ? q"
TYPING = "Esc F1 Ctrl-C"


def shown(sitting: Sitting, *, typing: bool = False, model: bool = False) -> str:
    return " ".join(key for key, _ in keys(sitting, typing=typing, shown=model))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("choice", "1-3 h x"),
        ("predict", "1-3 h x"),
        ("multiple", "1-3 Enter h x"),
        ("order", "1-4 Backspace Enter h x"),
        ("fault", "j k Enter h x"),
        ("say", "t Enter h x"),
        ("type", "t Enter h x"),
    ],
)
def test_each_kind_has_its_keys(kind: str, line: str) -> None:
    assert shown(sit([card(kind)])) == f"{line} {GENERAL}"


def test_without_a_further_hint_there_is_no_key_for_it() -> None:
    sitting = after(sit([card("choice")]), *[Hint()] * 3)
    assert shown(sitting) == f"1-3 x {GENERAL}"


@pytest.mark.parametrize(
    ("kind", "hints", "line"),
    [("type", 0, "Enter Tab"), ("type", 3, "Enter"), ("say", 0, "Enter A-z Tab")],
)
def test_while_letters_are_letters_only_other_keys_are_named(
    kind: str, hints: int, line: str
) -> None:
    sitting = after(sit([card(kind)]), *[Hint()] * hints)
    assert shown(sitting, typing=True) == f"{line} {TYPING}"


def spoken(phase: str) -> Sitting:
    said = after(sit([card("say")], "interview"), Answer(response=Response(text="names, queue")))
    return said if phase == "follow" else after(said, Follow(), Follow())


def test_points_are_ticked() -> None:
    assert shown(spoken("tick")) == f"1-4 0 Enter {GENERAL}"


def test_what_was_heard_has_a_key() -> None:
    sitting = after(sit([card("say")]), Answer(response=Response(text="names, queue")))
    assert shown(sitting) == f"y 1-4 0 Enter {GENERAL}"


def test_an_answer_in_doubt_is_meant_or_not() -> None:
    sitting = after(sit([card("type")]), Answer(response=Response(text="disconnect or so")))
    assert shown(sitting) == f"y n {GENERAL}"


@pytest.mark.parametrize(
    ("typing", "model", "line"),
    [
        (False, False, f"t Enter {GENERAL}"),
        (True, False, f"Enter A-z {TYPING}"),
        (False, True, f"y n {GENERAL}"),
    ],
)
def test_a_follow_up_is_said_or_typed_and_then_judged(typing: bool, model: bool, line: str) -> None:
    assert shown(spoken("follow"), typing=typing, model=model) == line


@pytest.mark.parametrize(
    ("made", "hints", "correct", "line"),
    [
        (card("choice"), 0, True, "Enter d e"),
        (card("choice"), 1, True, "Enter"),
        (card("choice"), 0, False, "Enter"),
        (card("choice", scene="s"), 0, True, "Enter p d e"),
    ],
)
def test_a_verdict_has_a_proof_and_grades_where_there_are_some(
    made: Card, hints: int, correct: bool, line: str
) -> None:
    sitting = answer(after(sit([made]), *[Hint()] * hints), correct=correct)
    assert shown(sitting) == f"{line} {GENERAL}"


def test_the_end_can_be_left_or_taken_back() -> None:
    assert shown(answered("+++++")) == "Enter u ? q"
    proved = after(answer(sit([card("choice", scene="s")]), correct=True), Next())
    assert shown(proved) == "Enter u p ? q"


# ── whatever stands there ───────────────────────────────────────────────────────────────────

WHERE = st.builds(Where, title=TEXTS, place=TEXTS, topic=TEXTS, right=TEXTS)


@QUICK
@given(WHERE, st.integers(1, 130), st.booleans())
def test_the_first_line_is_one_line_no_wider_than_asked(
    told: Where, width: int, ascii: bool
) -> None:
    line = heading(told, width=width, pen=PLAIN if ascii else PEN)
    assert line.cell_len <= width
    assert "\n" not in line.plain
    assert not ascii or line.plain.isascii()


@QUICK
@given(st.text("+-", max_size=40), TEXTS, st.integers(12, 60), st.booleans())
def test_the_track_is_no_wider_than_asked(answers: str, said: str, width: int, ascii: bool) -> None:
    sitting = answered(answers, cards=40, mode="interview")
    line = track(sitting, said=said, width=width, pen=PLAIN if ascii else PEN).plain
    assert cell_len(line) <= width
    assert not ascii or line.isascii()
