"""Which points of a rubric a free answer makes, and with which of its words.

A point names what it wants to hear as *hints*, each a small pattern of words:

    hint    := all ( - all )*          "expiry|ttl + row|key - never expires": this, and not that
    all     := any ( + any )*          every one of these, near each other, in any order
    any     := phrase ( | phrase )*    any of these
    phrase  := words                   in this order, with at most one other word between two
             | @name                   any of the words that `wording.py` has for the name

Words are compared by their stems ("reconnects", "reconnection"), never by parts of them ("ends" is
not in "sends"). An "It" that begins a sentence counts as the subject of the one before. What is
negated ("no backoff needed"), asked or not known does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tutor.quiz.card import Card
from tutor.quiz.pronouns import Word, stands_for
from tutor.quiz.wording import (
    BARRIERS,
    BE,
    CHECKS,
    CLAUSE,
    EMPHATIC,
    END,
    EVASIVE,
    HELPERS,
    INSTEAD,
    LEFT_OUT,
    NEEDED,
    NEGATIVE,
    OTHER_MARKS,
    SAME,
    SUPPOSED,
    UNSURE,
    USELESS,
    WANTED,
    meant,
)

NEAR: Final = 8  # words between the groups of a hint
FAR: Final = dict.fromkeys(END, 10) | {";": 8, ",": 1, ":": 1}  # words that a mark counts for
GAP: Final = 1  # other words between two words of a phrase
REACH: Final = 4  # words that a "no" reaches forward
BRIEF: Final = 12  # words of an answer that may make a single point; in a longer one it is chance
TRIES: Final = 6  # places of a group that are tried
ELLIPTIC: Final = 4  # words of a question that stands for an "if"
LONGEST: Final = 20_000  # characters of an answer that are read

_WORD: Final = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)?|[.:](?=\s|$)|[;!?,—–]|\((?!\))|(?<!\()\)|(?<=\s)-+(?=\s)|\n(?=\s*[\n*•-])"
)

_SENTENCE: Final = re.compile(r"[.!?]+(?=\s|$)")
_PLURAL: Final = re.compile(r"(\d+)s")  # "all pages are 500s", "after 20s"


class Span(NamedTuple):
    """Characters `begin` to before `end` of the answer."""

    begin: int
    end: int


Phrase = tuple[str, ...]
Place = tuple[int, int]  # numbers of the first and the last word
All = tuple[tuple[Phrase, ...], ...]


class Hint(NamedTuple):
    """A compiled hint: phrases as stems."""

    every: All
    none: tuple[All, ...]


def heard(card: Card, text: str) -> dict[int, tuple[Span, ...]]:
    """The points of a say-aloud card that the answer makes, each with the words that make it.

    A single point in a long answer is not counted: wrong answers are full of the right words, and
    in the answers of the course a lone point is more often such a word than knowledge.
    """
    words = list(_words(text[:LONGEST]))
    said = _Said(words, text)
    found = ((number, _spoken(point.words, said)) for number, point in enumerate(card.points))
    made = {number: spans for number, spans in found if spans}
    mixed = {number for number in made if _is_mixed(number, made)}
    if len(mixed) > len(made) / 2:
        made = {number: spans for number, spans in made.items() if number not in mixed}
    is_lone = len(made) == 1 < len(card.points) and len(words) > BRIEF
    return {} if is_lone else made


def _is_mixed(number: int, made: Mapping[int, Sequence[Span]]) -> bool:
    """Whether the words of this point stand among those of another one.

    Who knows makes one point after the other; of the points of the course's good answers 2 in 100
    are mixed. Words of the rubric that were only strung together make several at once: 2 in 3.
    """
    begin, end = _extent(made[number])
    others = [_extent(spans) for other, spans in made.items() if other != number]
    return any(begin < until and since < end for since, until in others)


def _extent(spans: Sequence[Span]) -> Span:
    return Span(spans[0].begin, max(span.end for span in spans))


def sentence_around(text: str, spans: Sequence[Span]) -> str:
    """The whole sentence, or sentences, of these words."""
    begin, end = _extent(spans)
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    start = max((one for one in ends if one <= begin), default=0)
    stop = min((one for one in ends if one >= end), default=len(text))
    return " ".join(text[start:stop].split())


def _spoken(hints: Iterable[str], said: _Said) -> tuple[Span, ...]:
    """Where the first of these hints that fits is said; () where none does, or none is a hint."""
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
    return Hint(_all(wanted), tuple(map(_all, unwanted)))


def _all(text: str) -> All:
    return tuple(
        tuple(_phrase(one) for phrase in group.split("|") for one in meant(phrase.strip()))
        for group in text.split(" + ")
    )


def _phrase(text: str) -> Phrase:
    stems = tuple(word.stem for word in _words(text) if word.stem not in CLAUSE)
    if not stems:
        raise ValueError(f"{text!r} has no word in it")
    return stems


# ── words ───────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> Iterator[Word]:
    """Words and the marks that end a sentence or a clause; "don't" is "do" and "not"."""
    for match in _WORD.finditer(text):
        parts = re.split(r"['’]", match[0])
        at = match.start()
        for part in parts:
            yield Word(stem(part), at, at + len(part))
            at += len(part) + 1


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What a word has in common with its other forms; a mark stands for itself, or for a comma."""
    bare = unicodedata.normalize("NFKC", word).casefold()
    if plural := _PLURAL.fullmatch(bare):
        return plural[1]
    if not bare.isalpha():
        return "," if bare in OTHER_MARKS or bare.startswith("-") else bare
    found: str = _stemmer().stemWord(bare)
    return SAME.get(bare) or SAME.get(found, found)


@cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]  # 50 ms: only a free answer needs it

    return snowballstemmer.stemmer("english")


# ── an answer ───────────────────────────────────────────────────────────────────────────────


class _Said:
    """The words of an answer, with what is denied, asked or not known marked."""

    def __init__(self, words: Sequence[Word], text: str) -> None:
        self.words = words
        self.stems = [word.stem for word in words]
        self.at: dict[str, list[int]] = {}
        for number, stem in enumerate(self.stems):
            self.at.setdefault(stem, []).append(number)
            if any(_ends_here(self.stems, number, phrase) for phrase in INSTEAD):
                self.at.setdefault("not", []).append(number)  # "rather than a pool": not a pool
        self.stands_for = stands_for(words, text)
        for number, subject in self.stands_for.items():
            for stem in subject:
                self.at.setdefault(stem, []).append(number)
        self.unsure = self._unsure()

    def find(self, hint: Hint) -> tuple[Span, ...]:
        """The words that make a hint true, if they do."""
        chosen = self._chosen(hint.every)
        if not chosen or any(not self._is_supposed(self._chosen(none)) for none in hint.none):
            return ()
        return tuple(Span(self.words[first].begin, self.words[last].end) for first, last in chosen)

    def _is_supposed(self, places: Sequence[Place]) -> bool:
        """Whether nothing is claimed there: "if you broadcast inside the transaction, …"."""
        if not places:
            return True
        return bool(SUPPOSED & set(self._before(places[0][0])))

    def _chosen(self, every: All) -> list[Place]:
        """A place of each group, near each other.

        A "not" that a group wants to hear ("sticky + not help") takes back nothing of the others.
        """
        if not all(any(phrase[0] in self.at for phrase in any_of) for any_of in every):
            return []
        negative = [tuple(filter(_is_negative, any_of)) for any_of in every]
        if any(negative):
            wanted = [no or any_of for no, any_of in zip(negative, every, strict=True)]
            if found := self._nearest(wanted, freely=True):
                return found
        freely = any(len(no) == len(any_of) for no, any_of in zip(negative, every, strict=True))
        return self._nearest(every, freely=freely)

    def _nearest(self, every: Sequence[Sequence[Phrase]], *, freely: bool) -> list[Place]:
        """One place of each group, no word twice, each near the next; [] where there is none."""
        groups = []
        for phrases in every:
            places = {place for phrase in phrases for place in self._places(phrase, freely)}
            if not places:
                return []
            groups.append(sorted(places))
        return next(
            (found for first in groups[0] if (found := self._with([first], groups[1:]))), []
        )

    def _with(self, chosen: list[Place], groups: Sequence[Sequence[Place]]) -> list[Place]:
        """`chosen` with a place of each of these groups, near ones first; [] if there is none."""
        if not groups:
            return sorted(chosen) if self._are_near(sorted(chosen)) else []
        free = [place for place in groups[0] if all(_apart(place, one) for one in chosen)]
        for place in sorted(free, key=lambda one: abs(one[0] - chosen[0][0]))[:TRIES]:
            if found := self._with([*chosen, place], groups[1:]):
                return found
        return []

    def _are_near(self, places: Sequence[Place]) -> bool:
        return all(self._distance(one[1], other[0]) <= NEAR for one, other in pairwise(places))

    def _distance(self, begin: int, end: int) -> int:
        """Words from one place to the other; what stands in another clause is farther away."""
        return end - begin + sum(FAR.get(stem, 0) for stem in self.stems[begin:end])

    def _places(self, phrase: Phrase, freely: bool) -> Iterator[Place]:
        """First and last word of each place where a phrase is said."""
        is_negative = _is_negative(phrase)
        for start in self.at.get(phrase[0], ()):
            end = self._follow(phrase, start, is_negative)
            if end is None or self.unsure[start]:
                continue
            if freely or is_negative or not (self._is_denied(start) or self._is_dismissed(end)):
                yield start, end

    def _follow(self, phrase: Phrase, start: int, is_negative: bool) -> int | None:
        """The last word of a phrase that begins at `start`; None where it is not there."""
        at, meant_here = start, self.stands_for.get(start, ())
        for stem in phrase[1:]:
            if at == start and stem in meant_here:
                continue
            window = range(at + 1, min(at + 2 + GAP, len(self.stems)))
            found = next((n for n in window if self.stems[n] == stem), None)
            between = set(self.stems[at + 1 : found])
            if found is None or END & between or (NEGATIVE & between and not is_negative):
                return None
            at = found
        return at

    def _is_denied(self, start: int) -> bool:
        """Whether a "no", "not", "without" or "instead of" shortly before takes it back."""
        before = self._before(start)
        if any(_has(before, phrase) for phrase in INSTEAD):
            return True
        # "does not only", "not just": it is said, and more
        return bool(NEGATIVE & set(before)) and not EMPHATIC & set(before)

    def _before(self, start: int) -> list[str]:
        """The words shortly before a place, in the same clause."""
        before: list[str] = []
        for stem in reversed(self.stems[max(start - REACH, 0) : start]):
            if stem in BARRIERS:
                break
            before.insert(0, stem)
        return before

    def _is_dismissed(self, end: int) -> bool:
        """Whether what follows says that it is of no use: "backoff is not needed"."""
        after: list[str] = []
        for stem in self.stems[end + 1 : end + 2 + REACH]:
            if stem in BARRIERS:
                break
            after.append(stem)
        if USELESS & set(after) or any(_has(after, phrase) for phrase in LEFT_OUT):
            return True
        denied = next((n for n, stem in enumerate(after) if stem in NEGATIVE), len(after))
        what = set(after[denied:])
        return bool(NEEDED & what) or bool(WANTED & what and BE & set(after[:denied]))

    def _unsure(self) -> list[bool]:
        """Of every word: is its sentence a question, or does it say that it does not know?"""
        marks: list[bool] = []
        begin = 0
        for end in [*(n for n, stem in enumerate(self.stems) if stem in END), len(self.stems)]:
            sentence = self.stems[begin:end]
            asks = self.stems[end : end + 1] == ["?"] and not self._states(begin, end)
            marks += [asks or _is_evasive(sentence)] * (end - begin + 1)
            begin = end + 1
        return marks

    def _states(self, begin: int, end: int) -> bool:
        """Whether a question says something: a check ("then: may he enter this room?"), or a
        condition with what follows from it ("No such method? It raises.").
        """
        if not begin:
            return False
        if end - begin > ELLIPTIC:
            return bool(CHECKS & set(self.stems[begin:end]))
        answer = set(self.stems[end + 1 : end + 1 + ELLIPTIC])
        return bool(answer) and not answer & (NEGATIVE | USELESS)


@cache
def _is_negative(phrase: Phrase) -> bool:
    return bool(NEGATIVE & set(phrase))


def _is_evasive(sentence: Sequence[str]) -> bool:
    """Whether the speaker does not know; what a sender does not know is another matter."""
    if any(_has(sentence, phrase) for phrase in EVASIVE):
        return True
    return any(
        _has(sentence[:2], phrase[:2]) or _has(sentence, ("i", *phrase)) for phrase in UNSURE
    ) or any(_has(sentence, ("i", word, *phrase)) for phrase in UNSURE for word in HELPERS)


def _has(stems: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return phrase[0] in stems and any(
        tuple(stems[n : n + size]) == phrase for n in range(len(stems) - size + 1)
    )


def _ends_here(stems: Sequence[str], number: int, phrase: tuple[str, ...]) -> bool:
    return tuple(stems[max(number + 1 - len(phrase), 0) : number + 1]) == phrase


def _apart(one: Place, other: Place) -> bool:
    return one[1] < other[0] or other[1] < one[0]
