"""What an "it" at the head of a sentence stands for: the subject of the sentence before. Pure.

"The channel layer is only a postman. It keeps no history." says of the layer what a rubric wants to
hear. An "it" further on may mean anything, and is left alone; so is one behind a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tutor.quiz.wording import BE, CLAUSE, END, HELPERS, NEGATIVE

PRONOUNS: Final = frozenset({"it", "they"})
OPENERS: Final = frozenset({"so", "then", "but", "and", "instead", "therefor", "also", "here", ","})
"""What may stand before the subject."""
DETERMINERS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "each",
        "everi",
        "my",
        "your",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "one",
        "some",
        "all",
        "both",
        "most",
    ]
)
INTRODUCES: Final = frozenset(
    [
        "in",
        "on",
        "at",
        "with",
        "for",
        "if",
        "when",
        "after",
        "befor",
        "becaus",
        "sinc",
        "while",
        "under",
        "as",
        "to",
        "from",
        "by",
        "until",
        "onc",
    ]
)
"""Begins a phrase that is no subject: the subject is behind its comma."""
VERBS: Final = BE | HELPERS | {
    "has", "will", "may", "must", "should", "could", "might", "onli", "just", "then", "also",
    "alway", "were", "been", "get", "go", "make", "that", "which", "who", "and", "or", "of",
}  # fmt: skip
MOST: Final = 3  # words of a subject


class Word(NamedTuple):
    """A word of an answer: its stem, and where it stands in the text."""

    stem: str
    begin: int
    end: int


def stands_for(words: Sequence[Word], text: str) -> dict[int, tuple[str, ...]]:
    """The number of such a word → the stems of what it stands for, in their order."""
    found: dict[int, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for first, last in _sentences(words):
        head = _head(words, first, last)
        if head is not None and words[head].stem in PRONOUNS:
            if before:
                found[head] = before
        else:
            before = _subject(words, head, last, text)
        if words[last].stem == "?":
            before = ()
    return found


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The first and the last word of each; the mark that ends it is the last."""
    first = 0
    for number, word in enumerate(words):
        if word.stem in END or number == len(words) - 1:
            yield first, number
            first = number + 1


def _head(words: Sequence[Word], first: int, last: int) -> int | None:
    """Where the subject begins."""
    stems = [word.stem for word in words[first : last + 1]]
    at = 0
    while at < len(stems) and stems[at] in OPENERS:
        at += 1
    if at < len(stems) and stems[at] in INTRODUCES:
        if "," not in stems:
            return None
        at = stems.index(",") + 1
    return first + at if at < len(stems) else None


def _subject(words: Sequence[Word], head: int | None, last: int, text: str) -> tuple[str, ...]:
    """Its words: up to three behind the article, up to the verb."""
    if head is None or words[head].stem in NEGATIVE:
        return ()
    if words[head].stem in DETERMINERS:
        head += 1
    stems: list[str] = []
    for word in words[head : min(head + MOST, last + 1)]:
        said = text[word.begin : word.end].casefold()
        is_verb = word.stem in VERBS | NEGATIVE or (stems and said.endswith(("s", "ed")))
        if is_verb or word.stem in CLAUSE:
            break
        stems.append(word.stem)
        if said.endswith("s"):
            break
    return tuple(stems)
