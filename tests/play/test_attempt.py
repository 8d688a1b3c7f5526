"""An attempt at a goal: what is told when, and of what."""

from __future__ import annotations

import pytest

from tests.play.goals import goal, tape
from tutor.errors import UsageError
from tutor.play.attempt import ABOUT_GOALS, Attempt, talk
from tutor.play.command import Command
from tutor.play.vocabulary import VERBS


def begun() -> Attempt:
    attempt = Attempt(goal())
    attempt.begin(tape("open"))
    return attempt


def test_it_is_met_once_and_lost_and_met_again() -> None:
    attempt = begun()
    met, lost = tape("open", "hear"), tape("open", "hear", "drop")
    assert [attempt.look(events, 2) for events in (met, met, lost, met)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("count", "best", "told"),
    [
        (2, 0, "Solved with 2 commands, as short as ours."),
        (1, 0, "Solved with 1 command, shorter than ours, which has 2."),
        (5, 0, "Solved with 5 commands, ours has 2."),
        (5, 3, "Solved with 5 commands, ours has 2. Your best was 3."),
        (5, 1, "Solved with 5 commands, ours has 2. Your best was 1."),
        (2, 3, "Solved with 2 commands, as short as ours."),
    ],
)
def test_the_result_is_the_count_against_ours(count: int, best: int, told: str) -> None:
    attempt = begun()
    attempt.best = best
    attempt.look(tape("open", "hear"), count)
    assert attempt.result() == told


def test_a_program_reads_the_conditions_and_par_only_after_success() -> None:
    attempt = begun()
    found = attempt.as_data()
    assert (found["solved"], found["par"], found["count"]) == (False, None, 0)
    assert found["conditions"][0] == {
        "says": "Ben hears Hello", "holds": False, "saw": "copies: 0"
    }  # fmt: skip
    attempt.look(tape("open", "hear"), 2)
    assert (attempt.as_data()["solved"], attempt.as_data()["par"]) == (True, 2)


def test_hints_come_one_by_one_and_the_last_names_the_way_out() -> None:
    attempt = begun()
    assert [talk(Command(verb="hint"), attempt)[0] for _ in range(3)] == [
        "Hint 1 of 2: Who gets a copy?",
        "Hint 2 of 2: The members of the group do. (`solution` shows ours.)",
        "Hint 2 of 2: The members of the group do. (`solution` shows ours.)",
    ]
    assert attempt.hints == 2


def test_the_shortest_solution_is_shown_and_counts_as_shown() -> None:
    attempt = begun()
    assert not attempt.is_shown
    assert talk(Command(verb="solution"), attempt) == ["Ours: `open ben`, `open ann`"]
    assert attempt.is_shown


def test_the_goal_says_its_task_and_whether_it_was_solved_before() -> None:
    attempt = begun()
    title = "Heard · lesson 7 · easy"
    assert talk(Command(verb="goal"), attempt) == [title, "Ann says Hello, and Ben hears it."]
    attempt.best = 1
    assert talk(Command(verb="goal"), attempt)[1] == "Solved before, with 1 command."


def test_without_a_goal_there_is_nothing_to_say() -> None:
    with pytest.raises(UsageError, match="No goal is open"):
        talk(Command(verb="hint"), None)


def test_what_concerns_the_goal_is_no_command_of_the_stage() -> None:
    assert not any(VERBS[verb].stays for verb in ABOUT_GOALS)


def test_the_goal_is_told_with_what_a_tab_may_send() -> None:
    attempt = Attempt(goal(), words={"join": "joins", "say Hello": "speaks"})
    assert attempt.told[-1] == "A tab may send: `join`, `say Hello`."
    assert talk(Command(verb="goal"), attempt)[-1] == attempt.told[-1]
