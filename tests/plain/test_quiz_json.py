"""A sitting as JSON lines, as another program sees it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, Services, card, hold, places, right
from tutor.library.examiner import Examiner
from tutor.plain.quiz_json import run
from tutor.quiz.card import Card
from tutor.quiz.plan import Plan
from tutor.quiz.sitting import Entry

CHOICE, TYPE, SAY = card("choice", scene="s", why="So it is."), card("type"), card("say")


def exchange(cards: Sequence[Card] | Examiner, *lines: Any) -> list[dict[str, Any]]:
    """What is told for these lines; a text stands as it is."""
    held = cards if isinstance(cards, Examiner) else hold(cards)
    given = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    out = StringIO()
    queue = tuple(held.sitting.cards[name] for name in held.sitting.queue)
    plan = Plan(cards=queue, due=1, new=2, buried=3, waiting=4)
    run(held, plan, stdin=StringIO("".join(f"{line}\n" for line in given)), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def types(told: list[dict[str, Any]]) -> list[str]:
    return [line["type"] for line in told]


def key(held: Examiner) -> Any:
    """The answer of a program that knows."""
    asked = held.sitting.asked
    assert asked is not None
    if asked.card.kind == "type":
        return asked.card.model
    picks = right(asked.card).picks
    if asked.card.kind == "fault":
        return picks[0]
    numbers = [place + 1 for place in places(asked, picks)]
    return numbers if asked.card.kind in {"multiple", "order"} else numbers[0]


def test_a_sitting_opens_asks_and_ends_with_a_summary() -> None:
    held = hold([CHOICE])
    told = exchange(held, {"answer": key(held)})
    assert types(told) == ["opening", "card", "verdict", "summary"]


def test_an_answer_is_written_down_before_its_verdict_is_told() -> None:
    class Peeking(Services):
        def write(self, entry: Entry) -> None:
            told.append(out.getvalue())
            super().write(entry)

    told, out = list[str](), StringIO()
    held = hold([CHOICE], services=Peeking())
    run(held, Plan(cards=(CHOICE,)), stdin=StringIO('{"answer": 1}\n'), stdout=out)
    assert [types([json.loads(line) for line in text.splitlines()]) for text in told] == [
        ["opening", "card"],
    ]  # fmt: skip
    assert '"verdict"' in out.getvalue()


def test_the_opening_has_the_plan() -> None:
    assert exchange([CHOICE, TYPE])[0] == {
        "type": "opening", "cards": 1, "due": 1, "new": 2, "buried": 3, "waiting": 4,
    }  # fmt: skip


def test_a_card_has_all_that_is_needed_to_answer_it() -> None:
    held = hold([CHOICE])
    assert held.sitting.asked is not None
    assert exchange(held)[1] == {
        "type": "card",
        "number": 1,
        "total": 1,
        "id": "choice",
        "kind": "choice",
        "lesson": 7,
        "topic": "Delivery",
        "question": "What does the layer promise?",
        "options": list(held.sitting.asked.options),
        "wanted": "a number from 1 to 3",
    }


@pytest.mark.parametrize(
    ("made", "has", "wanted"),
    [
        (card("fault"), {"code"}, "the number of a line, 1 to 4"),
        (SAY, set(), "a text"),
        (TYPE, set(), "a word, a number or a line of code"),
    ],
)
def test_points_and_lines_are_no_options(made: Card, has: set[str], wanted: str) -> None:
    told = exchange([made])[1]
    assert (told.keys() & {"code", "options"}, told["wanted"]) == (has, wanted)


@pytest.mark.parametrize("made", [m for m in EVERY if m.kind != "say"], ids=lambda made: made.kind)
def test_the_key_of_any_kind_is_right(made: Card) -> None:
    held = hold([made])
    verdict = exchange(held, {"answer": key(held)})[2]
    assert (verdict["correct"], verdict["grade"], verdict["score"]) == (True, "Good", 1.0)


def test_a_verdict_has_the_key_the_reasons_and_the_run() -> None:
    held = hold([CHOICE])
    told = exchange(held, {"answer": key(held)})[2]
    assert told == {
        "type": "verdict",
        "id": "choice",
        "correct": True,
        "score": 1.0,
        "seconds": 1.0,
        "grade": "Good",
        "key": "At most once",
        "parts": [
            {"mark": "right", "text": "At most once", "why": "A copy can be lost."},
            {"mark": "other", "text": "At least once", "why": "Nobody sends it again."},
            {"mark": "other", "text": "Exactly once", "why": "No layer promises that."},
        ],
        "why": "So it is.",
        "model": "",
        "again": "in 3 days",
        "proof": {"lesson": 7, "scene": "s"},
    }


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_answer_does_not_know(nothing: str | None) -> None:
    assert exchange([CHOICE], {"answer": nothing})[2]["correct"] is False


def test_a_card_that_was_not_known_is_asked_again() -> None:
    told = exchange([CHOICE], {"answer": ""})
    assert [line["number"] for line in told if line["type"] == "card"] == [1, 1]


def test_empty_lines_are_passed_over() -> None:
    assert types(exchange([CHOICE], "", "  ")) == ["opening", "card", "summary"]


def test_quit_ends_it() -> None:
    assert types(exchange([CHOICE], {"quit": True}, {"answer": 1})) == [
        "opening", "card", "summary",
    ]  # fmt: skip


# ── what leads to no verdict ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("made", "line", "message"),
    [
        (CHOICE, "nonsense", 'A line is a JSON object, as {"answer": 2}.'),
        (CHOICE, "[1]", 'A line is a JSON object, as {"answer": 2}.'),
        (CHOICE, "[" * 99999, 'A line is a JSON object, as {"answer": 2}.'),
        (CHOICE, '{"answer": ' + "9" * 5000 + "}", 'A line is a JSON object, as {"answer": 2}.'),
        (CHOICE, {"answer": "9" * 5000}, "Type a number from 1 to 3."),
        (CHOICE, {"answer": 4}, "Type a number from 1 to 3."),
        (CHOICE, {"answer": -1}, "Type a number from 1 to 3."),
        (CHOICE, {"answer": True}, "Type a number from 1 to 3."),
        (CHOICE, {"answer": {"a": 1}}, "Type a number from 1 to 3."),
        (CHOICE, {"answer": [1, 2]}, "Type a number from 1 to 3."),
        (CHOICE, {}, 'Expected "answer".'),
        (CHOICE, {"points": [1]}, 'Expected "answer".'),
        (CHOICE, {"undo": True}, "There is nothing to take back."),
    ],
)
def test_what_is_no_answer_is_an_error_and_the_question_stays(
    made: Card, line: Any, message: str
) -> None:
    told = exchange([made], line)
    assert told[2:-1] == [{"type": "error", "message": message}]


def test_hints_come_one_by_one() -> None:
    told = exchange([TYPE], *[{"hint": True}] * 4)[2:-1]
    assert told == [
        {"type": "hint", "rung": 1, "name": "nudge", "text": "Think of a full queue."},
        {"type": "hint", "rung": 2, "name": "where to look", "text": "`group_send`, line 9"},
        {"type": "hint", "rung": 3, "name": "answer", "text": "`disconnect`"},
        {"type": "error", "message": "There is no further hint."},
    ]


def test_a_flag_is_put_and_taken_away() -> None:
    told = exchange([CHOICE], {"flag": True}, {"flag": True})[2:-1]
    assert [(line["id"], line["on"]) for line in told] == [("choice", True), ("choice", False)]


def test_an_answer_is_taken_back_and_its_card_asked_again() -> None:
    held = hold([CHOICE, TYPE])
    told = exchange(held, {"answer": key(held)}, {"undo": True})
    assert [line["id"] for line in told if line["type"] == "card"] == ["choice", "type", "choice"]


@pytest.mark.parametrize(("grade", "word"), [("hard", "Hard"), ("easy", "Easy"), ("", "Good")])
def test_a_grade_comes_with_its_answer(grade: str, word: str) -> None:
    held = hold([CHOICE])
    assert exchange(held, {"answer": key(held), "grade": grade})[2]["grade"] == word


def test_a_grade_for_a_wrong_answer_changes_nothing_and_its_verdict_follows() -> None:
    told = exchange([CHOICE], {"answer": "", "grade": "easy"})
    assert (told[2]["type"], told[2]["grade"]) == ("verdict", "Again")


def test_a_grade_that_is_none_is_said_and_the_answer_stands() -> None:
    held = hold([CHOICE])
    told = exchange(held, {"answer": key(held), "grade": "odd"})
    assert (told[2]["message"], told[3]["grade"]) == ("A grade is one of hard, easy.", "Good")


TWICE = ({"answer": None, "made": False}, {"answer": None, "made": False})  # to follow-ups

# ── free answers ────────────────────────────────────────────────────────────────────────────


def test_a_free_answer_leads_to_its_points() -> None:
    held = hold([SAY])
    told = exchange(held, {"answer": "Names, a queue"}, {"points": [1, 2, 4]})
    assert (told[2]["heard"], told[2]["options"][2]) == ([1, 2], "Copies")
    assert told[2]["words"] == {"1": ["Names"], "2": ["queue"]}
    assert told[2]["model"] == "Names of channels, a queue each, and copies."
    assert (told[3]["score"], held.sitting.turns[0].response.text) == (0.75, "Names, a queue")


@pytest.mark.parametrize("points", [[], None, "", "0", 0])
def test_no_point_may_have_been_made(points: Any) -> None:
    told = exchange([SAY], {"answer": None}, {"points": points})
    assert (told[3]["type"], told[3]["score"]) == ("verdict", 0.0)


def test_an_interviewer_asks_further() -> None:
    held = hold([SAY], "interview")
    told = exchange(
        held, {"answer": "It is names."}, {"answer": "Of channels.", "made": True}, {"made": False}
    )
    assert told[2] == {
        "type": "follow",
        "id": "say",
        "question": "Of what?",
        "claimed": "It is names.",
        "model": "Of channels.",
    }
    assert (told[3]["question"], told[3]["claimed"]) == ("Where?", "")
    assert (told[4]["type"], told[4]["heard"], told[4]["words"]) == ("points", [], {})


@pytest.mark.parametrize("meant", [True, False])
def test_an_answer_in_doubt_is_asked_about(meant: bool) -> None:
    told = exchange(hold([TYPE]), {"answer": "disconnect or so"}, {"meant": meant})
    assert told[2] == {"type": "doubt", "id": "type", "model": "disconnect"}
    assert (told[3]["type"], told[3]["correct"]) == ("verdict", meant)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([*TWICE, {"answer": "x"}], 'Expected "points": the numbers of those you made.'),
        (
            [*TWICE, {"points": [9]}],
            "Type the numbers of the points you made, 1 to 4, or 0 for none.",
        ),
        ([{"answer": 1}], 'Expected "answer": a text, "made": true or false.'),
    ],
)
def test_each_stage_says_what_it_expects(lines: list[Any], message: str) -> None:
    told = exchange(hold([SAY], "interview"), {"answer": ""}, *lines)
    assert told[-2] == {"type": "error", "message": message}


def test_an_answer_in_doubt_is_meant_or_not() -> None:
    told = exchange(hold([TYPE]), {"answer": "disconnect or so"}, {"answer": "y"})
    assert told[-2] == {"type": "error", "message": 'Expected "meant": true or false.'}


def test_a_free_answer_is_taken_back_before_it_is_judged() -> None:
    told = exchange([SAY], {"answer": "Hm."}, {"undo": True})
    assert types(told) == ["opening", "card", "points", "card", "summary"]


def test_half_a_character_is_no_text() -> None:
    held = hold([TYPE])
    exchange(held, '{"answer": "\\ud800"}')
    assert held.sitting.turns[0].response.text == "?"


def test_who_leaves_at_a_follow_up_has_not_answered() -> None:
    held = hold([SAY], "interview")
    told = exchange(held, {"answer": "."}, {"made": True}, {"quit": True})
    assert (told[-1]["type"], told[-1]["asked"]) == ("summary", 0)


def test_a_follow_up_without_words_was_said_aloud() -> None:
    held = hold([SAY], "interview")
    exchange(held, {"answer": None}, *TWICE, {"points": [2, 3, 4]})
    assert (held.sitting.turns[0].response.text, held.sitting.turns[0].followed) == (
        "",
        ((0, "", False), (1, "", False)),
    )


# ── at the end ──────────────────────────────────────────────────────────────────────────────


def test_the_summary_counts_by_topic() -> None:
    held = hold([CHOICE])
    assert exchange(held, {"answer": key(held)})[-1] == {
        "type": "summary",
        "asked": 1,
        "right": 1,
        "partly": 0,
        "share": 1.0,
        "topics": [
            {
                "lesson": 7, "topic": "Delivery", "asked": 1, "right": 1, "worth": 1.0,
                "pages": [], "partly": 0, "share": 1.0,
            },
        ],
    }  # fmt: skip


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
KEYS = st.sampled_from(["answer", "points", "made", "meant", "hint", "undo", "flag", "grade"])


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=20))
def test_every_line_is_answered_whatever_it_is(lines: list[dict[str, Any]]) -> None:
    told = exchange(hold(EVERY, "interview"), *lines)
    assert len(told) >= len(lines) or told[-2]["type"] == "verdict"
