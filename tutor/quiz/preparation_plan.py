"""What to do until an interview: a diagnosis, then watching, drilling and mocks, day by day. Pure.

A plan is made anew whenever it is looked at, from the answers and from what has been done: what
turned out well is left out, what went wrong comes again. No day takes more than its minutes; what
they have no room for is told. The last day ends with a mock interview, and a sheet before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec

from tutor.quiz.card import Card
from tutor.quiz.interviews import MINUTES_A_QUESTION
from tutor.quiz.readiness import Readiness, weakest, worth
from tutor.quiz.schedule import Memory

Role = Literal["backend", "lead"]
Act = Literal["diagnose", "watch", "drill", "practise", "design", "incident", "sheet", "mock"]
ORDER: Final[tuple[Act, ...]] = (
    *("diagnose", "watch", "drill", "practise", "incident", "design", "sheet", "mock"),
)
"""Of a day; `preparation.DONE` has the same."""

CARD: Final = 0.75  # minutes
DIAGNOSIS: Final = 12  # cards
SIGHTINGS: Final = 2  # times that each red topic is drilled
AT_ONCE: Final = 2  # cards of a topic in a drill
SHEET: Final = 3.0  # minutes
MOCK: Final = 30.0  # minutes, at most
LEAST: Final = 9.0  # minutes of a plan's day: a diagnosis, or a sheet and two questions
WORTH: Final = 4  # cards beyond the red topics for which one sits down, at least
FILL: Final = 20  # cards of a day beyond the red topics, at most


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do."""

    act: Act
    title: str
    minutes: float
    run: tuple[str, ...]  # words after `tutor`
    keys: tuple[str, ...] = ()  # what is remembered of it when it has been done


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A scene to watch, a round to hold or an exercise to mend, with its minutes."""

    key: str
    title: str
    minutes: float
    run: tuple[str, ...]
    topics: tuple[str, ...] = ()  # of a round: those that its stages show, by key


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is made from."""

    cards: Sequence[Card]
    topics: Sequence[Readiness]
    memories: Mapping[str, Memory]
    now: float
    days: int  # that are left, today included
    minutes: float  # of a day
    left: float  # of today's
    role: Role = "backend"
    diagnosis: tuple[str, ...] = ()  # its cards that have not been answered yet
    scenes: Mapping[str, Offered] = {}  # by key of a topic
    rounds: Mapping[str, Sequence[Offered]] = {}  # by act, for a lead
    exercises: Mapping[str, Offered] = {}  # by key of a topic
    done: tuple[str, ...] = ()  # keys of tasks


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """The tasks of each day, today's first."""

    days: tuple[tuple[Task, ...], ...]
    left_out: tuple[str, ...] = ()  # red topics that are seen less than twice, for want of time


def topic_key(topic: Readiness | Card) -> str:
    """ "7/Delivery"."""
    return f"{topic.lesson}/{topic.topic}"


def diagnosis(cards: Iterable[Card], memories: Mapping[str, Memory]) -> tuple[str, ...]:
    """Ids of about twelve cards of as many topics, spread over the course, new ones first."""
    by_topic: dict[str, list[Card]] = {}
    for card in cards:
        if card.kind not in {"say", "order"}:  # quick to answer, and marked by the program
            by_topic.setdefault(topic_key(card), []).append(card)
    topics = list(by_topic.values())
    step = max(len(topics) / DIAGNOSIS, 1.0)
    spread = [topics[int(n * step)] for n in range(min(DIAGNOSIS, len(topics)))]
    return tuple(min(own, key=lambda card: card.id in memories).id for own in spread)


def plan(wanted: Wanted) -> Schedule:
    """The days until the interview."""
    room = [max(wanted.left, 0.0), *[wanted.minutes] * (wanted.days - 1)]
    days: list[list[Task]] = [[] for _ in room]
    _end(wanted, days, room)
    if wanted.diagnosis:
        _put(_diagnose(wanted), 0, days, room)
    drills: list[list[str]] = [[] for _ in room]
    left_out = _drill_all(wanted, drills, room)
    for task in [*_rounds(wanted), *_scenes(wanted), *_exercises(wanted)]:
        day = next((n for n, left in enumerate(room) if task.minutes <= left), None)
        if day is not None:
            _put(task, day, days, room)
    for number, keys in enumerate(drills):
        ids = [*_cards_of(keys, wanted), *_others(wanted, number, room[number])]
        if ids:
            days[number].append(_drill(ids, keys))
    return Schedule(
        days=tuple(tuple(sorted(day, key=lambda one: ORDER.index(one.act))) for day in days),
        left_out=left_out,
    )


def _put(task: Task, day: int, days: list[list[Task]], room: list[float]) -> None:
    if task.minutes <= room[day]:
        days[day].append(task)
        room[day] -= task.minutes


def _end(wanted: Wanted, days: list[list[Task]], room: list[float]) -> None:
    """A sheet and a mock on the last day; they have the first claim on its time."""
    taken = CARD * len(wanted.diagnosis) if len(room) == 1 else 0.0
    sheet = SHEET if "sheet" not in wanted.done else 0.0
    if "mock" not in wanted.done:
        share = (wanted.minutes - taken - SHEET) / (
            1 if taken else 2
        )  # of the day, not of its rest
        most = max(min(MOCK, share, room[-1] - taken - sheet), MINUTES_A_QUESTION)
        minutes = int(most // MINUTES_A_QUESTION * MINUTES_A_QUESTION)
        level = ("--level", "senior") if wanted.role == "lead" else ()
        run = ("interview", "--minutes", str(minutes), *level)
        _put(_task("mock", "A mock interview", minutes, run, "mock"), -1, days, room)
    if sheet:
        _put(_task("sheet", "What to know, on a page", SHEET, ("sheet",), "sheet"), -1, days, room)


def _task(act: Act, title: str, minutes: float, run: tuple[str, ...], *keys: str) -> Task:
    return Task(act=act, title=title, minutes=minutes, run=run, keys=keys)


def _asked(ids: Iterable[str]) -> tuple[str, ...]:
    """By their ids: no card is buried then, and the answers count."""
    return ("quiz", *(word for id in ids for word in ("--card", id)))


def _diagnose(wanted: Wanted) -> Task:
    ids = wanted.diagnosis
    title = f"Where you stand: {len(ids)} card{'s' * (len(ids) != 1)}"
    return _task("diagnose", title, CARD * len(ids), _asked(ids))


# ── red topics ──────────────────────────────────────────────────────────────────────────────


def _drill_all(wanted: Wanted, drills: list[list[str]], room: list[float]) -> tuple[str, ...]:
    """Each red topic as often as it is still to be seen, on different days where they have room."""
    red = [topic_key(topic) for topic in weakest(wanted.topics)]
    need = {key: max(SIGHTINGS - wanted.done.count(key), 0) for key in red}
    for again in range(SIGHTINGS):
        for key in red:
            if need[key] <= again:
                continue
            cost = CARD * len(_cards_of([key], wanted))
            free = [n for n, left in enumerate(room) if cost <= left and key not in drills[n]]
            if cost and free:
                drills[free[0]].append(key)
                room[free[0]] -= cost
    return tuple(key for key in red if sum(key in keys for keys in drills) < need[key])


def _cards_of(keys: Sequence[str], wanted: Wanted) -> list[str]:
    """The cards of these topics that have been shown least."""
    found = []
    for key in keys:
        own = [card for card in wanted.cards if topic_key(card) == key]
        own.sort(key=lambda card: worth(wanted.memories.get(card.id), wanted.now))
        found += [card.id for card in own[:AT_ONCE]]
    return found


def _others(wanted: Wanted, day: int, room: float) -> Iterator[str]:
    """What a day has room for besides: topics of which little is known, other cards each day."""
    if wanted.diagnosis or "mock" in wanted.done:  # it ends with the mock
        return
    red = {topic_key(topic) for topic in weakest(wanted.topics)}
    new = [card for card in wanted.cards if card.id not in wanted.memories]
    new = [card for card in new if card.kind != "say" and topic_key(card) not in red]
    if room >= CARD * WORTH:
        yield from (card.id for card in new[day * FILL :][: min(int(room / CARD), FILL)])


def _drill(ids: Sequence[str], keys: Sequence[str]) -> Task:
    topics = [key.partition("/")[2] for key in keys]
    more = f" and {len(topics) - 2} more" if len(topics) > 2 else ""
    about = f": {', '.join(topics[:2])}{more}" if topics else ""
    count = f"{len(ids)} card{'s' * (len(ids) != 1)}"
    return _task("drill", f"Drill {count}{about}", CARD * len(ids), _asked(ids), *keys)


# ── what is watched and held ────────────────────────────────────────────────────────────────


def _scenes(wanted: Wanted) -> Iterator[Task]:
    """The scenes that prove the red topics, once each."""
    seen = set(wanted.done)
    for topic in weakest(wanted.topics):
        scene = wanted.scenes.get(topic_key(topic))
        if scene is not None and scene.key not in seen:
            seen.add(scene.key)
            yield _task("watch", f"Watch {scene.title}", scene.minutes, scene.run, scene.key)


def _exercises(wanted: Wanted) -> Iterator[Task]:
    """Code to mend of the red topics, one of each."""
    for topic in weakest(wanted.topics):
        one = wanted.exercises.get(topic_key(topic))
        if one is not None and one.key not in wanted.done:
            yield _task("practise", one.title, one.minutes, one.run, one.key)


def _rounds(wanted: Wanted) -> Iterator[Task]:
    """A lead's first design and first incident: those that show the weakest topics."""
    acts: tuple[Act, ...] = ("incident", "design")
    red = [topic_key(topic) for topic in weakest(wanted.topics)]
    for act in acts:
        offered = wanted.rounds.get(act, ())
        if offered and wanted.role == "lead" and not {one.key for one in offered} & {*wanted.done}:
            one = min(offered, key=lambda each: _weakness(each, red))
            yield _task(act, one.title, one.minutes, one.run, one.key)


def _weakness(one: Offered, red: Sequence[str]) -> tuple[int, int]:
    """Less for a round that shows a weaker topic, and for one that shows more of them."""
    places = [red.index(topic) for topic in one.topics if topic in red]
    return min(places, default=len(red)), -len(places)
