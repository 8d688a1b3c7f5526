"""Points are found by words, in groups, and not where they are denied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import card
from tutor.quiz.card import Point
from tutor.quiz.heard import LONGEST, NEAR, Span, compiled, heard, sentence_around, wrong


def said(text: str, *hints: str) -> list[str]:
    """The words of the answer that make the one point with these hints."""
    one = card("say", points=(Point(text="a point", words=hints),))
    return [text[span.begin : span.end] for span in heard(one, text).get(0, ())]


@pytest.mark.parametrize(
    ("text", "hint", "words"),
    [
        ("It reconnects.", "reconnect", ["reconnects"]),
        ("After a reconnection it asks.", "reconnect", ["reconnection"]),
        ("It sends.", "ends", []),
        ("The message was lost", "lose", ["lost"]),
        ("kept in Postgres", "database", ["Postgres"]),
        ("with a random delay", "jitter", ["random"]),
        ("at-most-once", "at most once", ["at-most-once"]),
        ("at most, once", "at most once", ["at most, once"]),
        ("last seen message", "last message", ["last seen message"]),
        ("last of every message", "last message", []),
        ("the last. A message", "last message", []),
        ("the last. Messages", "last message", []),
        ("at once. It sends", "at most once", []),
        ("1006 or 403", "403", ["403"]),
        ("10060", "1006", []),
        ("all pages are 500s", "500", ["500s"]),
        ("since 3.0 it does", "3.0", ["3.0"]),
        ("it doesn't run", "not run", ["t run"]),
        ("it never runs", "not run", ["never runs"]),
        ("it sends. No row", "send row", []),
        ("one\nline", "one line", ["one\nline"]),
        ("- one\n- line", "one line", []),
        ("they're lost", "re lost", ["re lost"]),
        ("rejected cheaply", "cheap", ["cheaply"]),
        ("via Redis", "through redis", ["via Redis"]),
        ("clients deduplicate", "dedupe", ["deduplicate"]),
        ("one thread rather than a pool", "not pool", ["than a pool"]),
        ("a thread instead of a pool", "not pool", ["of a pool"]),
        ("other than a pool", "not pool", []),
        ("more than a pool", "not pool", []),
    ],
)
def test_words_are_compared_by_stems(text: str, hint: str, words: list[str]) -> None:
    assert said(text, hint) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a row with a TTL", ["row", "TTL"]),
        ("the key expires", ["key", "expires"]),
        ("a row for each tab", []),
        ("it expires", []),
        (f"a row {'and on ' * NEAR} with a ttl", []),
        (f"a row {'and on ' * NEAR} a key, with a ttl", ["key", "ttl"]),
    ],
)
def test_every_group_is_wanted_and_any_of_its_phrases(text: str, words: list[str]) -> None:
    assert said(text, "row|key + expire|ttl") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The channel layer is a postman. It keeps no history.", ["It", "no history"]),
        (
            "The channel layer is a postman, nothing else. Then it keeps no history.",
            ["it", "no history"],
        ),
        ("The broker is a postman. It keeps no history.", []),
        ("The layer is a postman. Redis is a broker. It keeps no history.", []),
        ("Is it the layer? It keeps no history.", []),
    ],
)
def test_an_it_that_begins_a_sentence_is_the_subject_before(text: str, words: list[str]) -> None:
    assert said(text, "layer + no history") == words
    assert said(text, "channel layer + no history") == words


def test_the_first_hint_that_fits_is_enough() -> None:
    assert said("it is capped", "limit + size", "cap") == ["capped"]


@pytest.mark.parametrize(
    "text",
    [
        "No backoff needed.",
        "It works without any backoff.",
        "You don't need backoff.",
        "You don’t do backoff",
        "I use polling instead of backoff.",
        "Is it backoff?",
        "Backoff? It waits.",
        "I don't know what backoff is.",
        "Something with backoff, I'm not sure.",
        "I have no idea how backoff works.",
        "I would google backoff.",
        "There is something with backoff.",
        "I honestly don't remember the backoff.",
        "Backoff is not needed.",
        "Backoff isn't really necessary here.",
        "Backoff doesn't help.",
        "Backoff can be left out.",
        "I mean backoff is pointless.",
        "No client ever does backoff.",
    ],
)
def test_what_is_denied_asked_or_unknown_is_not_said(text: str) -> None:
    assert said(text, "backoff") == []


@pytest.mark.parametrize(
    "text",
    [
        "Not at once: backoff.",
        "No, with backoff.",
        "Do not only reconnect with backoff.",
        "Backoff, not a loop.",
        "Is it enough? Backoff is better.",
        "Senders do not know: backoff.",
        "Not a loop but backoff.",
        "The server has no idea who does backoff.",
        "Backoff does not need Redis.",
        "Two checks. Then: does this client do backoff?",
        "A loop. Backoff? It helps.",
    ],
)
def test_a_no_reaches_only_its_own_clause(text: str) -> None:
    assert [word.casefold() for word in said(text, "backoff")] == ["backoff"]


def test_a_hint_may_be_negative_itself() -> None:
    assert said("There is no receipt.", "no receipt") == ["no receipt"]
    assert said("There is a receipt.", "no receipt") == []


def test_what_a_hint_excludes_takes_the_point_back() -> None:
    hint = "sticky + memory - sticky sessions are enough"
    assert said("Sticky is no substitute for shared memory", hint) == ["Sticky", "memory"]
    assert said("Sticky sessions are enough, memory too", hint) == []


def test_a_no_that_is_wanted_takes_nothing_else_back() -> None:
    assert said("No sticky sessions needed", "sticky + no|not need") == ["No", "sticky"]


def test_what_is_only_supposed_excludes_nothing() -> None:
    hint = "commit - broadcast first"
    assert said("If you broadcast first, it is before the commit", hint) == ["commit"]
    assert said("Broadcast first, then commit", hint) == []


def test_one_word_does_not_stand_for_two_groups() -> None:
    assert said("at random", "random|jitter + jitter|delay") == []
    assert said("a random delay", "random|jitter + jitter|delay") == ["random", "delay"]


def test_groups_take_the_places_that_fit_together() -> None:
    assert said("sort, id, order", "id|sort + sort|order + sort") == ["sort", "id", "order"]


def test_of_two_places_the_one_that_begins_nearer_is_taken() -> None:
    text = "row key x x lock x x Row key"
    assert said(text, "lock + row key") == ["lock", "Row key"]


def test_a_name_stands_for_many_words() -> None:
    assert said("a two-way street", "@both_ways") == ["two-way"]
    assert wrong("@nonsense") == "@nonsense is not a name in wording.py"


def test_an_end_of_a_sentence_counts_for_some_words() -> None:
    assert said("a row and on and on a key", "row + key") == ["row", "key"]
    assert said("a row. And on and on a key", "row + key") == []


def test_a_single_point_in_a_long_answer_is_chance() -> None:
    points = tuple(Point(text=word, words=(word,)) for word in ("backoff", "drain", "jitter"))
    one = card("say", points=points)
    more = "and then I would talk to the team and see what they think of it"
    assert list(heard(one, "I would drain it")) == [1]
    assert list(heard(one, f"I would drain it {more}")) == []
    assert list(heard(one, f"I would drain it {more}, with jitter")) == [1, 2]


def test_words_of_several_points_that_stand_mixed_make_none() -> None:
    hints = ("save + push", "copy + member", "lose + receipt")
    one = card("say", points=tuple(Point(text=hint, words=(hint,)) for hint in hints))
    assert list(heard(one, "Save, push. A copy per member. Lost, no receipt.")) == [0, 1]
    assert list(heard(one, "Save a copy, push a member, lose a receipt")) == [2]
    mixed = "Save a copy, push it to each member. Some are lost: a receipt would help"
    assert list(heard(one, mixed)) == []


def test_two_points_in_one_breath_count_beside_as_many_others() -> None:
    hints = ("save + push", "copy + member", "drain", "jitter")
    one = card("say", points=tuple(Point(text=hint, words=(hint,)) for hint in hints))
    mixed = "I save a copy and push it to each member"
    assert list(heard(one, f"{mixed}. Drain it. Use jitter.")) == [0, 1, 2, 3]
    assert list(heard(one, f"{mixed}. Drain")) == [2]


def test_what_must_not_be_forgotten_is_said() -> None:
    assert said("Don't forget jitter", "jitter") == ["jitter"]


@pytest.mark.parametrize("hint", ["", "a + ", "|a", "a - ", "+"])
def test_a_hint_without_words_is_an_error(hint: str) -> None:
    with pytest.raises(ValueError, match="has no word"):
        compiled(hint)
    assert wrong(hint)
    assert said("a b c", hint, "b") == ["b"]


@given(st.text(max_size=200))
def test_any_text_can_be_an_answer(text: str) -> None:
    for word in said(text, "a|b + c", "d - e"):
        assert word


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("So. I drain the\nold one, then. More.", "I drain the old one, then."),
        ("I drain", "I drain"),
        ("At 3.0 I drain! Ok", "At 3.0 I drain!"),
    ],
)
def test_the_sentence_around_words_is_whole(text: str, around: str) -> None:
    begin = text.index("drain")
    assert sentence_around(text, [Span(begin, begin + 5)]) == around


def test_only_the_beginning_of_a_long_answer_is_read() -> None:
    assert said("x " * LONGEST + "backoff", "backoff") == []
