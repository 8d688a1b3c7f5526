"""Judges a run of an exercise: which facts hold, what was there instead, and why.

A run is judged by what it has done, not by how the code is written. The general rules on the trace
are asked before the exercise's own diagnoses, except for those that are `first`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from tutor.core.diagnose import Finding as General
from tutor.core.diagnose import diagnose
from tutor.core.events import Event
from tutor.core.match import Context, Pattern, PatternError, Query, Value
from tutor.core.pattern import text_of
from tutor.practice.exercise import Diagnosis, Exercise, Fact
from tutor.practice.seen import NOT_TRIED, seen, too_often, value_seen

_ASKED: Final = re.compile(r"\{([^{}]+)\}")
WHOLE: Final = 10  # from here on what stands after the point is noise
TOO_OFTEN: Final = "too-often"
CAME_TO_ITS_END: Final = "the scene comes to its end"


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of an exercise after a run."""

    says: str
    holds: bool
    saw: str = ""  # what was there instead; "" where it holds
    seq: int = 0  # the step that refutes it, 0: no step does


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What happened instead, in a sentence."""

    rule: str  # the name of the general rule, or the id of the exercise's own diagnosis
    sentence: str
    remedy: str = ""  # what to do
    place: str = ""  # "consumers.py:24"
    seq: int = 0  # the step at which the run is opened, 0: at its end
    is_general: bool = False  # by a general rule, whose remedy may be the answer: it is a hint


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a run says of an exercise."""

    truths: tuple[Truth, ...]
    finding: Finding | None = None  # None: it is mended, or no rule knows what happened

    @property
    def is_mended(self) -> bool:
        """Everything that has to be true is."""
        return all(truth.holds for truth in self.truths)

    @property
    def failing(self) -> Truth | None:
        """The first that is not true."""
        return next((truth for truth in self.truths if not truth.holds), None)


def judge(
    exercise: Exercise, events: Sequence[Event], *, code: str = "", unmet: str = ""
) -> Judged:
    """Judge a run. `code`: the edited file. `unmet`: what the scene has waited for in vain.

    A scene that has not come to its end mends nothing, even if every fact happens to hold. Raises
    `PatternError` for a query that cannot be read.
    """
    context = Context(events)
    truths = tuple(_truth(fact, context) for fact in exercise.facts)
    if unmet and all(truth.holds for truth in truths):
        truths = (*truths, Truth(says=CAME_TO_ITS_END, holds=False, saw=unmet))
    judged = Judged(truths=truths)
    failing = judged.failing
    if failing is None:
        return judged
    return Judged(truths=truths, finding=_diagnose(exercise, context, code, failing))


def _truth(fact: Fact, context: Context) -> Truth:
    if fact.given and not Query.parse(fact.given).holds(context):
        return Truth(says=fact.says, holds=False, saw=NOT_TRIED)
    query = Query.parse(fact.holds)
    if query.holds(context):
        return Truth(says=fact.says, holds=True)
    saw, seq = seen(query, context)
    return Truth(
        says=fact.says,
        holds=False,
        saw=value_seen(fact.saw, context) if fact.saw and saw != NOT_TRIED else saw,
        seq=seq,
    )


def _diagnose(exercise: Exercise, context: Context, code: str, failing: Truth) -> Finding | None:
    own = [one for one in exercise.diagnoses if _applies(one, context, code)]
    early = [one for one in own if one.first]
    if early:
        return _own(early[0], context, failing)
    if general := diagnose(context.events):
        return _plain(general[0])
    if own:
        return _own(own[0], context, failing)
    # What a healthy run may hold, too, is better than no word.
    if noted := diagnose(context.events, notes=True):
        return _plain(noted[0])
    asked = next((fact.holds for fact in exercise.facts if fact.says == failing.says), "")
    often = too_often(Query.parse(asked), context) if asked else None
    return Finding(rule=TOO_OFTEN, sentence=often.text, seq=often.seq) if often else None


def _plain(one: General) -> Finding:
    return Finding(
        rule=one.rule,
        sentence=one.sentence,
        remedy=one.remedy,
        place=one.place,
        seq=one.seq,
        is_general=True,
    )


def _applies(one: Diagnosis, context: Context, code: str) -> bool:
    if one.code and not re.search(one.code, code):
        return False
    return Query.parse(one.when).holds(context)


def _own(one: Diagnosis, context: Context, failing: Truth) -> Finding:
    shown = Pattern.parse(one.show).first(context) if one.show else None
    return Finding(
        rule=one.id,
        sentence=filled(one.says, context),
        remedy=filled(one.remedy, context),
        place=str(getattr(shown, "where", "") or ""),
        seq=shown.seq if shown is not None else failing.seq,
    )


def filled(text: str, context: Context) -> str:
    """A sentence with the value of each query in braces. Raises `PatternError`."""
    return _ASKED.sub(lambda found: _in_words(Query.parse(found[1]).value(context)), text)


def _in_words(value: Value) -> str:
    """A time to the millisecond, as it is told; anything else as queries see it."""
    return f"{value:,.0f}" if isinstance(value, float) and value >= WHOLE else text_of(value)


def unread(exercise: Exercise) -> list[tuple[str, str]]:
    """Every query and expression that cannot be read, as written, and what is wrong with it."""
    asked = [text for fact in exercise.facts for text in (fact.holds, fact.saw, fact.given)]
    for one in exercise.diagnoses:
        asked += [one.when, *_ASKED.findall(one.says), *_ASKED.findall(one.remedy)]
    found = [(text, _unread(Query.parse, text)) for text in asked if text]
    shown = [one.show for one in exercise.diagnoses if one.show]
    found += [(text, _unread(Pattern.parse, text)) for text in shown]
    found += [(one.code, _unread(re.compile, one.code)) for one in exercise.diagnoses]
    return [(text, error) for text, error in found if error]


def _unread(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except PatternError as error:
        return str(error)
    except re.error as error:
        return f"code is no regular expression: {error}"
    return ""
