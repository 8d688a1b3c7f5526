"""The menu of what a line may become, and the lines that were typed."""

from __future__ import annotations

import pytest

from tutor.play.menu import Choice, History, completed, expected, menu
from tutor.play.offers import Here
from tutor.play.vocabulary import ROWS, VERBS

HERE = Here(
    tabs=("ann", "ben"),
    paths=("/ws/lobby/",),
    users=("john",),
    groups=("lobby",),
    servers=2,
    about={"ann": "a tab on /ws/lobby/", "2": "server 2, 127.0.0.1:1"},
)


def told(line: str, **used: int) -> list[tuple[str, str]]:
    return [(choice.shown, choice.means) for choice in menu(line, HERE, used)]


def test_an_empty_line_offers_every_command_with_what_it_does() -> None:
    assert told("") == [(row.title, row.does) for row in ROWS]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("send ", ("ann", "a tab on /ws/lobby/")),
        ("kill server 2", None),
        ("kill server ", ("1", "")),
        ("open cleo /ws/lobby/ ", ("as", "with the session cookie of a user who is logged in")),
        ("broker l", ("look", "read the keys of Redis and show them")),
        ("help sa", ("save", VERBS["save"].does)),
    ],
)
def test_each_choice_says_what_it_means(line: str, first: tuple[str, str] | None) -> None:
    assert next(iter(told(line)), None) == first


def test_what_was_typed_most_comes_first() -> None:
    assert [shown for shown, _ in told("send ", ben=2, ann=1)] == ["ben", "ann"]
    assert told("", **{"kill server": 1})[0][0] == "kill server"


def test_a_choice_goes_on_where_more_may_follow() -> None:
    lines = {choice.shown: choice.line for choice in menu("", HERE, {})}
    assert (lines["send"], lines["undo"]) == ("send ", "undo")


@pytest.mark.parametrize(
    ("line", "expected_line"),
    [("se", "send "), ("k", "kill server "), ("s", "s"), ("layer r", "layer redis"), ("zz", "zz")],
)
def test_a_line_is_completed_by_what_all_choices_share(line: str, expected_line: str) -> None:
    choices = [one for one in menu(line, HERE, {}) if one.shown != "second server" or line == "s"]
    assert completed(line, choices) == expected_line


def test_where_a_text_is_expected_the_usage_says_so() -> None:
    assert expected("send ann ").startswith("send NAME TEXT, for example: send john")
    assert (expected(""), expected("nix x")) == ("", "")


def test_history_goes_back_and_comes_back_to_the_draft() -> None:
    history = History()
    for line in ("open ann", "send ann hi", "send ann hi", "  "):
        history.add(line)
    assert history.lines == ["open ann", "send ann hi"]
    assert [history.before("dra"), history.before(""), history.before("")] == [
        "send ann hi", "open ann", "open ann",
    ]  # fmt: skip
    assert [history.after(), history.after(), history.after()] == ["send ann hi", "dra", "dra"]


def test_without_a_line_before_it_what_is_typed_stays() -> None:
    history = History()
    assert [history.before("send ann"), history.after()] == ["send ann"] * 2


def test_words_are_counted_by_the_names_of_the_menu() -> None:
    history = History()
    for line in ("kill 1", "kill server 2", "nix ann"):
        history.add(line)
    assert history.used == {"kill server": 2, "1": 1, "server": 1, "2": 1, "nix": 1, "ann": 1}


def test_a_choice_is_compared_by_value() -> None:
    assert Choice(line="undo", shown="undo", means=VERBS["undo"].does) in menu("un", HERE, {})
