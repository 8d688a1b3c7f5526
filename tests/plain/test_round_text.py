"""A round in plain text."""

from __future__ import annotations

import itertools
from io import StringIO

import pytest

from tests.quiz.rounds_made import CLARIFY, DRAW, TALK, design, incident
from tests.quiz.test_round_talk import FEED
from tutor.plain.printer import Printer
from tutor.plain.round_text import Conversation
from tutor.quiz.round_talk import begin
from tutor.quiz.rounds import Round


def converse(
    one: Round, *lines: str, width: int = 80, ascii: bool = False
) -> tuple[str, Conversation]:
    out, typed = StringIO(), iter(lines)

    def ask(prompt: str) -> str:
        out.write(prompt)
        try:
            line = next(typed)
        except StopIteration:
            raise EOFError from None
        out.write(f"{line}\n")
        return line

    clock = itertools.count()
    talk = begin(one, (FEED,) + ((),) * (len(one.stages) - 1), 0.0)
    held = Conversation(
        talk, Printer(out, width=width, ascii=ascii), ask, lambda: float(next(clock))
    )
    held.run()
    return out.getvalue(), held


def test_it_reads_as_a_conversation_with_a_clock() -> None:
    told, _ = converse(
        design(CLARIFY, DRAW), "how many users", "", "browser -> daphne -> redis", ""
    )
    assert told.index("Design it.") < told.index("Stage 1 of 2 · Clarify")
    assert "[0:00 of 2:00] > how many users\nA hundred.\n" in told
    assert "\n\nStage 2 of 2 · Draw" in told
    assert "│ browser │──▶│ daphne │──▶│ redis │" in told
    assert "That was it." in told
    assert "3 of 5 points" in told


def test_what_the_candidate_typed_is_not_printed_twice() -> None:
    told, _ = converse(design(TALK), "I save it", "")
    assert told.count("I save it") == 1


def test_the_input_may_end_anywhere_and_what_was_said_counts() -> None:
    told, held = converse(design(TALK, CLARIFY), "I save it")
    assert held.talk.is_over
    assert "Not reached: Clarify." in told


def test_evidence_is_printed_before_the_question() -> None:
    told, _ = converse(incident())
    assert told.index("It broke") < told.index("Why?")
    assert "Nothing was answered." in told


@pytest.mark.parametrize("width", [40, 80])
def test_in_ascii_there_is_only_ascii(width: int) -> None:
    told, _ = converse(
        design(CLARIFY, DRAW), "", "browser -> daphne -> redis", "", width=width, ascii=True
    )
    assert told.isascii()
