"""Words of a pattern or query, each with its place, and the one error that both parsers raise.

A word ends at white space. A quote (' or ") opens at the beginning of a word or right after `=` or
`~`, so that `text~don't` needs none; within it a backslash takes the next character as it is. A
parenthesis stands alone unless it was opened within a word: `where~send()` is one word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple


class PatternError(ValueError):
    """A pattern or query that cannot be understood: what was expected, what came, and where."""

    def __init__(self, text: str, place: int, expected: str, got: str, hint: str = "") -> None:
        came = f'"{got}"' if got else "the end"
        message = f'expected {expected}, got {came} at column {place + 1} of "{text}"'
        super().__init__(f"{message}; {hint}" if hint else message)
        self.text = text
        self.place = place  # index into `text`
        self.expected = expected
        self.got = got
        self.hint = hint


class Token(NamedTuple):
    """A word as it was written, quotes included; it stands at text[start:end]."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of `text`. Raises `PatternError` for a quote that is never closed."""
    tokens = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        end = place + 1 if text[place] in "()" else _word_end(text, place)
        tokens.append(Token(text[place:end], place, end))
        place = end
    return tokens


def _word_end(text: str, start: int) -> int:
    place, depth = start, 0
    while place < len(text) and not text[place].isspace():
        letter = text[place]
        if letter in "\"'" and (place == start or text[place - 1] in "=~"):
            place = _quote_end(text, place)
        elif letter == ")" and depth == 0:
            break
        else:
            depth += (letter == "(") - (letter == ")")
            place += 1
    return place


def _quote_end(text: str, start: int) -> int:
    place = start + 1
    while place < len(text):
        if text[place] == text[start]:
            return place + 1
        place += 2 if text[place] == "\\" else 1
    raise PatternError(text, len(text), f"a closing {text[start]}", "")


def unquote(word: str) -> str:
    """The word itself, or what stands between its quotes."""
    if len(word) < 2 or word[0] not in "\"'" or word[-1] != word[0]:
        return word
    return re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)


def suggestion(word: str, valid: Iterable[str]) -> str:
    """`did you mean "group.joined"?` for a near miss, else the valid words."""
    names = sorted(valid)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"valid are {', '.join(names)}"


class Stream:
    """The words still to be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokenize(text)
        self._next = 0

    def peek(self, ahead: int = 0) -> str:
        """The word that comes, unread; "" at the end."""
        place = self._next + ahead
        return self._tokens[place].text if place < len(self._tokens) else ""

    @property
    def start(self) -> int:
        """Where the coming word begins, or the end of the text."""
        ended = self._next >= len(self._tokens)
        return len(self.text) if ended else self._tokens[self._next].start

    def take(self, expected: str) -> str:
        """The coming word. Raises `PatternError` at the end."""
        word = self.peek()
        if not word:
            raise self.error(expected)
        self._next += 1
        return word

    def accept(self, *words: str) -> str:
        """The coming word if it is one of these, else ""."""
        return self.take("") if self.peek() in words else ""

    def expect(self, word: str) -> None:
        """This word and no other comes. Raises `PatternError`."""
        if not self.accept(word):
            raise self.error(f'"{word}"')

    def since(self, start: int) -> str:
        """The text from `start` to the end of the word read last."""
        return self.text[start : self._tokens[self._next - 1].end]

    def error(self, expected: str, hint: str = "") -> PatternError:
        """The error of a word that should be something else."""
        return PatternError(self.text, self.start, expected, self.peek(), hint)
