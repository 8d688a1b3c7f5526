"""Words of a pattern or query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.core.tokens import PatternError, Stream, suggestion, tokenize, unquote

from .making import quick


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  group.joined \n group=g ", ["group.joined", "group=g"]),
        ("name='john · tab 1' x", ["name='john · tab 1'", "x"]),
        ('text~"say \\"hi\\" now"', ['text~"say \\"hi\\" now"']),
        ("text~don't stop", ["text~don't", "stop"]),
        ("(any x)", ["(", "any", "x", ")"]),
        ("where~send() x", ["where~send()", "x"]),
        ("where~f(g(x)))", ["where~f(g(x))", ")"]),
        ('"a b" c', ['"a b"', "c"]),
    ],
)
def test_words_end_at_white_space_outside_of_quotes(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == words


@quick
@given(st.text())
def test_every_word_stands_where_it_says(text: str) -> None:
    try:
        tokens = tokenize(text)
    except PatternError:
        return
    assert all(text[token.start : token.end] == token.text for token in tokens)


def test_a_quote_that_is_never_closed_is_an_error() -> None:
    with pytest.raises(PatternError, match="expected a closing ', got the end at column 8"):
        tokenize("text='a")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("a", "a"),
        ("'a b'", "a b"),
        ('"\\"x\\" \\\\"', '"x" \\'),
        ("'", "'"),
        ("'a\"", "'a\""),
        ("''", ""),
    ],
)
def test_a_quoted_word_is_what_stands_between_the_quotes(word: str, text: str) -> None:
    assert unquote(word) == text


def test_a_near_miss_is_suggested() -> None:
    assert suggestion("jonied", ["joined", "left"]) == 'did you mean "joined"?'


def test_without_a_near_miss_all_valid_words_are_named() -> None:
    assert suggestion("xyz", ["left", "joined"]) == "valid are joined, left"


def test_a_stream_gives_its_words_one_by_one() -> None:
    stream = Stream("count  x")
    assert [stream.peek(), stream.peek(1), stream.peek(2)] == ["count", "x", ""]
    assert [stream.accept("any"), stream.accept("count"), stream.start] == ["", "count", 7]
    assert [stream.take("a word"), stream.since(0), stream.start] == ["x", "count  x", 8]


def test_at_the_end_of_a_stream_nothing_can_be_taken() -> None:
    with pytest.raises(PatternError) as caught:
        Stream("").take("a kind of event")
    error = caught.value
    assert str(error) == 'expected a kind of event, got the end at column 1 of ""'
    assert (error.text, error.place, error.expected, error.got, error.hint) == (
        "",
        0,
        "a kind of event",
        "",
        "",
    )


def test_another_word_than_the_expected_one_is_an_error() -> None:
    with pytest.raises(PatternError, match='expected "of", got "in" at column 1 of "in"'):
        Stream("in").expect("of")
