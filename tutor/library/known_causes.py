"""Which known cause fits what somebody sees: a line of a log, an exception, a code, a few words.

Exact texts come first: those of the index, and what the rules of `core/diagnose` know of
exceptions. Words decide where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from tutor.core.diagnose.known_errors import ROWS
from tutor.course.symptoms import Symptom, literal, normal, pattern
from tutor.library.word_index import WordIndex

MOST: Final = 3  # answers
LONGEST: Final = 4_000  # characters of a line that are looked at
FITS: Final = 0.57  # share of the telling words that an answer has to have
_WEAK: Final = 14  # a shorter text fits much: it is told where nothing else is
_PART: Final = 12  # a part of a known text that is as long as this stands for it
_RAISED: Final = re.compile(
    r"Error|Exception|Disconnected|Full\b|NotReady|Configured|Operation|Warning|Socket has|ASGI"
)
_UNKNOWN: Final = re.compile(r"^[\w.]*(?:Error|Exception|Warning)\b: ")
"""An exception that no text knows: others of its words fit only by chance."""
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|.)?|[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_WEIGHTS: Final = (5.0, 6.0, 4.0, 1.5, 0.7)  # title, words, texts, cause, the rest


class Hit(msgspec.Struct, frozen=True):
    """A cause that fits."""

    symptom: Symptom
    line: str = ""  # the line of a log that tells of it; "": found by words
    strength: float = 0


class Answer(msgspec.Struct, frozen=True):
    """What is said: at most three causes, the best first."""

    hits: tuple[Hit, ...]
    fits: bool  # False: they are only the nearest


class _Known(msgspec.Struct, frozen=True):
    """An exact text."""

    at: int  # of its symptom
    literal: str
    pattern: re.Pattern[str]


class Index:
    """The symptoms of a course, ready to be asked."""

    def __init__(self, symptoms: Sequence[Symptom]) -> None:
        self.symptoms = tuple(symptoms)
        self._texts = [
            _Known(at, literal(text), pattern(text))
            for at, symptom in enumerate(self.symptoms)
            for text, _ in symptom.texts
        ]
        places = {symptom.id: at for at, symptom in enumerate(self.symptoms)}
        self._raised = [  # a row that asks for a name besides cannot be known by the text alone
            (places[row.rule], re.compile(row.error))
            for row in ROWS
            if row.rule in places and not row.name
        ]
        self._words: WordIndex | None = None

    def why(self, asked: str) -> Answer:
        """The answer to a line, several lines, a name of an entry, or words."""
        for symptom in self.symptoms:
            if asked.strip() == symptom.id:
                return Answer((Hit(symptom),), fits=True)
        exact = ranked(hit for line in asked.splitlines() for hit in self.exact(line))
        if exact:
            return Answer(tuple(exact[:MOST]), fits=True)
        return self._by_words(asked)

    def why_log(self, lines: Iterable[str]) -> Iterator[Hit]:
        """Each cause that a log tells of, as soon as its first line has been read."""
        told: set[str] = set()
        weak: dict[str, Hit] = {}
        for line in lines:
            for hit in self.exact(line):
                if hit.strength < _WEAK:
                    weak.setdefault(hit.symptom.id, hit)
                elif hit.symptom.id not in told:
                    told.add(hit.symptom.id)
                    yield hit
        if not told:
            yield from weak.values()

    def exact(self, line: str) -> list[Hit]:
        """The causes whose texts are in a line, the one that says most first."""
        clean = _ESCAPE.sub("", line[:LONGEST]).strip()
        strengths: dict[int, float] = {}
        told = normal(clean)
        for known in self._texts:
            if known.literal in told and known.pattern.search(told):
                strengths[known.at] = max(strengths.get(known.at, 0), len(known.literal))
        if _RAISED.search(clean):
            first = LONGEST
            for at, error in self._raised:  # the first row that knows it is the most special one
                if error.search(clean):
                    strengths[at] = max(strengths.get(at, 0), first)
                    first -= LONGEST // 2
        best = sorted(strengths, key=lambda at: (-strengths[at], at))
        return [Hit(self.symptoms[at], clean, strengths[at]) for at in best]

    def _by_words(self, asked: str) -> Answer:
        part = normal(asked)
        quoted = [
            Hit(symptom, "", 1)
            for symptom in self.symptoms
            if len(part) >= _PART and any(part in normal(text) for text, _ in symptom.texts)
        ]
        if quoted:
            return Answer(tuple(quoted[:MOST]), fits=True)
        if self._words is None:
            self._words = WordIndex(map(_row, self.symptoms), _WEIGHTS)
        found = self._words.find(asked)[:MOST]
        fits = bool(found) and found[0][1] >= FITS and not _UNKNOWN.match(asked.strip())
        enough = [one for one in found if not fits or one[1] >= FITS / 2]
        return Answer(tuple(Hit(self.symptoms[at], "", share) for at, share in enough), fits)


def ranked(hits: Iterable[Hit]) -> list[Hit]:
    """Each cause once; weak ones only where there is no other."""
    once: dict[str, Hit] = {}
    for hit in hits:
        once.setdefault(hit.symptom.id, hit)
    strong = [hit for hit in once.values() if hit.strength >= _WEAK]
    return strong or list(once.values())


def _row(symptom: Symptom) -> tuple[str, ...]:
    texts = " ".join(text for text, _ in symptom.texts)
    rest = f"{symptom.id} {symptom.sure} {symptom.remedy}"
    return (symptom.title, " ".join(symptom.words), texts, symptom.cause, rest)
