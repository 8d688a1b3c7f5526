"""Which points of a rubric a free answer makes, and with which of its words.

A point names what it wants to hear as *hints*, each a small pattern of words:

    hint    := all ( - none )*         "expiry|ttl + row|key - never expires"
    all     := any ( + any )*          every one of these, near each other
    any     := phrase ( | phrase )*    any of these
    phrase  := words                   in this order, with at most one other word between two

Words are compared by their stems ("reconnects", "reconnection"), never by parts of them ("ends" is
not in "sends"). What is negated ("no backoff needed"), asked or not known does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from tutor.quiz.card import Card

NEAR: Final = 30  # words between the first and the last group of a hint
GAP: Final = 1  # other words between two words of a phrase
REACH: Final = 3  # words that a "no" reaches forward
LONGEST: Final = 20_000  # characters of an answer that are read

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.;:!?,]")
_NEGATIVE: Final = frozenset(
    {"no", "not", "never", "without", "neither", "nor", "none", "hardly", "cannot", "t"}
    | {"nothing", "nobody", "false", "wrong", "stop", "avoid"}
)
"""Of "don't", split at its apostrophe, it is the "t"."""
_INSTEAD: Final = (("instead", "of"), ("rather", "than"), ("as", "opposed", "to"))
_UNSURE: Final = (
    ("don", "t", "know"),
    ("do", "not", "know"),
    ("not", "sure"),
    ("no", "idea"),
    ("unclear",),
    ("can", "not", "remember"),
    ("unknown", "to", "me"),
)
_END: Final = frozenset(".;!?")
_CLAUSE: Final = _END | {",", ":"}

# Stems that the stemmer keeps apart: irregular forms, British spelling, one word for the other.
_SAME: Final = {
    "expiri": "expir", "lost": "lose", "loss": "lose", "sent": "send", "deliveri": "deliv",
    "died": "die", "dead": "die", "death": "die", "kept": "keep", "held": "hold", "ran": "run",
    "went": "go", "gone": "go", "broke": "break", "broken": "break", "began": "begin",
    "forgot": "forget", "forgotten": "forget", "written": "write", "wrote": "write",
    "random": "random", "randomis": "random", "randomiz": "random", "jitter": "random",
    "synchronis": "synchron", "serialis": "serial", "serializ": "serial", "serialisa": "serial",
    "db": "databas", "postgr": "databas", "postgresql": "databas", "mysql": "databas",
    "ws": "websocket", "conn": "connect", "auth": "authent", "authenticatio": "authent",

    "authoris": "authorize", "authori": "authorize", "author": "authorize", "idempot": "idempot",
    "idempotenc": "idempot", "msg": "messag", "id": "id", "ids": "id",
    "stale": "stale", "stall": "stall", "second": "second", "sec": "second", "s": "second",
}  # fmt: skip


class Word(NamedTuple):
    """A word of an answer: its stem, its place among the words, and where it stands in the text."""

    stem: str
    begin: int
    end: int


class Span(NamedTuple):
    """Characters `begin` to before `end` of the answer."""

    begin: int
    end: int


class Hint(NamedTuple):
    """A compiled hint: phrases as stems."""

    every: tuple[tuple[tuple[str, ...], ...], ...]
    none: tuple[tuple[str, ...], ...]


def heard(card: Card, text: str) -> dict[int, tuple[Span, ...]]:
    """The points of a say-aloud card that the answer makes, each with the words that make it."""
    words = list(_words(text[:LONGEST]))
    found = ((number, spoken(point.words, words)) for number, point in enumerate(card.points))
    return {number: spans for number, spans in found if spans}


def spoken(hints: Iterable[str], words: Sequence[Word]) -> tuple[Span, ...]:
    """Where the first of these hints that fits is said; () where none does, or none is a hint."""
    said = _Said(words)
    good = (compiled(hint) for hint in hints if not wrong(hint))
    return next(filter(None, map(said.find, good)), ())


def wrong(hint: str) -> str:
    """What is wrong with a hint, in words for its author; "" = nothing."""
    try:
        compiled(hint)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4096)
def compiled(hint: str) -> Hint:
    """A hint as its author writes it. Raises ValueError where a part is empty."""
    wanted, *unwanted = re.split(r"(?:^|\s)-\s", hint)
    every = tuple(
        tuple(_phrase(phrase) for phrase in group.split("|")) for group in wanted.split(" + ")
    )
    return Hint(every, tuple(_phrase(phrase) for part in unwanted for phrase in part.split("|")))


def _phrase(text: str) -> tuple[str, ...]:
    stems = tuple(word.stem for word in _words(text) if word.stem not in _CLAUSE)
    if not stems:
        raise ValueError(f"{text!r} has no word in it")
    return stems


# ── words ───────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> Iterator[Word]:
    """Words and the marks that end a sentence or a clause; "don't" is two words."""
    for match in _WORD.finditer(text):
        parts = re.split(r"['’]", match[0])
        at = match.start()
        for part in parts:
            yield Word(_stem(part), at, at + len(part))
            at += len(part) + 1


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    bare = unicodedata.normalize("NFKC", word).casefold()
    if not bare.isalpha():
        return bare
    stem: str = _stemmer().stemWord(bare)
    return _SAME.get(bare) or _SAME.get(stem, stem)


@cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]  # 50 ms: only a free answer needs it

    return snowballstemmer.stemmer("english")


# ── an answer ───────────────────────────────────────────────────────────────────────────────


class _Said:
    """The words of an answer, with what is denied, asked or not known marked."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.stems = [word.stem for word in words]
        self.unsure = self._unsure()

    def find(self, hint: Hint) -> tuple[Span, ...]:
        """The words that make a hint true, if they do."""
        if any(True for phrase in hint.none for _ in self._places(phrase, denied=True)):
            return ()
        groups = [
            sorted({place for phrase in any_of for place in self._places(phrase)})
            for any_of in hint.every
        ]
        chosen = _nearest(groups)
        return tuple(Span(self.words[first].begin, self.words[last].end) for first, last in chosen)

    def _places(
        self, phrase: tuple[str, ...], *, denied: bool = False
    ) -> Iterator[tuple[int, int]]:
        """First and last word of each place where a phrase is said; `denied`: negated ones, too."""
        for start, stem in enumerate(self.stems):
            if stem != phrase[0]:
                continue
            end = self._follow(phrase, start)
            if end is None:
                continue
            if denied or not (self._is_denied(phrase, start) or self.unsure[start]):
                yield start, end

    def _follow(self, phrase: tuple[str, ...], start: int) -> int | None:
        """The last word of a phrase that begins at `start`; None where it is not there."""
        at = start
        for stem in phrase[1:]:
            window = range(at + 1, min(at + 2 + GAP, len(self.stems)))
            found = next((n for n in window if self.stems[n] == stem), None)
            if found is None or any(self.stems[n] in _END for n in range(at, found)):
                return None
            at = found
        return at

    def _is_denied(self, phrase: tuple[str, ...], start: int) -> bool:
        """Whether a "no", "not", "without" or "instead of" shortly before takes it back."""
        if _NEGATIVE & set(phrase):
            return False
        before: list[str] = []
        for stem in reversed(self.stems[max(start - REACH, 0) : start]):
            if stem in _CLAUSE:
                break
            before.insert(0, stem)
        if any(_has(before, phrase) for phrase in _INSTEAD):
            return True
        # "does not only", "not just": it is said, and more
        emphatic = {"onli", "just", "mere"} & set(before)
        return bool(_NEGATIVE & set(before)) and not emphatic

    def _unsure(self) -> list[bool]:
        """Of every word: is its sentence a question, or does it say that it does not know?"""
        marks: list[bool] = []
        begin = 0
        for end in [*(n for n, stem in enumerate(self.stems) if stem in _END), len(self.stems)]:
            sentence = self.stems[begin:end]
            asks = end < len(self.stems) and self.stems[end] == "?"
            unsure = asks or any(_has(sentence, phrase) for phrase in _UNSURE)
            marks += [unsure] * (end - begin + 1)
            begin = end + 1
        return marks


def _has(stems: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(stems[n : n + size]) == phrase for n in range(len(stems) - size + 1))


def _nearest(groups: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """One place of each group, all within `NEAR` words; [] where there are none."""
    if not all(groups):
        return []
    for first in groups[0]:
        chosen = [first]
        for group in groups[1:]:
            near = min(group, key=lambda place: abs(place[0] - first[0]))
            chosen.append(near)
        if max(place[0] for place in chosen) - min(place[0] for place in chosen) <= NEAR:
            return sorted(set(chosen))
    return []
