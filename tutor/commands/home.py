"""`tutor` alone: home. On a terminal a screen with one key for everything, elsewhere a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from tutor import gate
from tutor.commands.path import document, offers
from tutor.commands.prepare import planned
from tutor.library import find
from tutor.terminal import wants_ascii, wants_plain

if TYPE_CHECKING:
    from tutor.commands.prepare import Planned
    from tutor.course.model import Course, Outline
    from tutor.learner.store import Position
    from tutor.library.going_on import Onward
    from tutor.library.study import Study
    from tutor.quiz.card import Card
    from tutor.quiz.readiness import Readiness
    from tutor.tui.home_screen import Home
    from tutor.view.home_page import Offer, Row

UNPLANNED: Final = "Nothing is planned for today. `tutor prepare --by thursday` makes a plan."
DONE: Final = "Nothing is left for today. T shows the plan."
NOTHING: Final = "Nothing to review today. c asks new cards."
ALL_READ: Final = "You have read every lesson. r reviews cards, i is a mock interview."


def show(*, as_json: bool = False) -> None:
    """Home, until the learner leaves it."""
    if as_json:
        _put_json()
        return
    if wants_plain():
        _print()
        return
    from tutor.tui.home_screen import choose as ask
    from tutor.tui.in_between import run_between
    from tutor.tui.one_panel import ENDED

    cursor, said = None, ""
    while True:
        told, latest = _home(said)
        wish, cursor = ask(told, cursor=latest if cursor is None else cursor, ascii=wants_ascii())
        if not wish or wish.startswith(ENDED):
            raise SystemExit(int(wish.removeprefix(ENDED) or 0))
        command, _, number = wish.partition(" ")
        cursor = int(number) - 1 if number.isdecimal() else cursor
        if command == "path":
            _choose({offer.key: offer.name for offer in told.offers}, *number.split())
            number, wish = "", "next"
        if wish == "next":
            cursor = None  # by then it may lead to another lesson
        said = run_between(wish)


def _choose(names: Mapping[str, str], key: str, by: str = "") -> None:
    """A way that home has offered; a file that cannot be written is no reason to leave."""
    from tutor.library import chosen_route

    name = names[key]
    with suppress(OSError):
        if name == chosen_route.EVERYTHING:
            chosen_route.forget()
        else:
            chosen_route.choose(name, chosen_route.day_of(by, chosen_route.today()) if by else 0)


def _print() -> None:
    """The same as text: the ways, a line per lesson, then what to do next."""
    from tutor.core.harmless import one_line
    from tutor.course.onward import spelled
    from tutor.view.home_page import ASKS, CHOSEN

    course = find.course()
    state = _state_of_affairs(course)
    print(one_line(course.title), end="\n\n")
    if state.offers:
        print(ASKS)
        room = max(len(offer.title) for offer in state.offers)
        for offer in state.offers:
            now = f" ({CHOSEN})" if offer.is_chosen else ""
            print(one_line(f"  {offer.title:<{room}}  {offer.size}{now}"))
        print()
    titles = [one_line(row.title) for row in state.rows]
    width = max(map(len, titles))
    for outline, row, title in zip(course.outlines, state.rows, titles, strict=True):
        time = f"{spelled(row.minutes) if row.minutes else '':>11}  "
        told = f", {row.due} due" if row.due else ""
        print(f"{outline.number:>3}  {title:<{width}}{time}{row.state}{told}")
    print("", *map(one_line, _todo(state)), sep="\n")


def _put_json() -> None:
    """The same as one document."""
    import json

    course = find.course()
    state = _state_of_affairs(course)
    gate.put_json(json.dumps(_document(course, state)) + "\n")


def _document(course: Course, state: State) -> dict[str, object]:
    from tutor.course.onward import whole

    onward = state.onward
    return {
        "title": course.title,
        "due": state.due,
        "today": list(state.today),
        "next": {"lesson": onward.outline.number, "place": onward.place} if onward else None,
        "paths": [document(offer) for offer in state.offers],
        "lessons": [
            {
                "lesson": outline.number,
                "title": row.title,
                "state": row.state,
                "pages": round(row.pages * row.of),
                "of": row.of,
                "minutes": whole(row.minutes) if row.minutes else None,
                "due": row.due,
            }
            for outline, row in zip(course.outlines, state.rows, strict=True)
        ],
    }


def _todo(state: State) -> Iterator[str]:
    """What to do next, a command a line."""
    from tutor.course.onward import ALL_READ
    from tutor.view.text import count

    onward = state.onward
    if state.today:
        yield f"tutor prepare --go   {state.today[0]}"
    yield f"tutor next       {onward.verb}: {onward.place}" if onward else ALL_READ
    if state.due:
        yield f"tutor review     {count(state.due, 'card is', 'cards are')} due today"
    if len(state.offers) > 1:
        yield "tutor path       what to watch in the time that you have"
    yield "tutor quiz       cards: those that are due, then new ones"
    yield "tutor practice   real code with a fault, to be mended"
    yield "tutor interview  a mock interview"
    yield "tutor --help     all other commands"


class State(NamedTuple):
    """What home tells."""

    rows: list[Row]
    onward: Onward | None
    latest: str  # folder name of the lesson that the learner was in last
    trouble: str
    offers: tuple[Offer, ...] = ()  # ways through the course
    planned: Planned | None = None  # what the preparation for an interview asks

    @property
    def today(self) -> tuple[str, ...]:
        """The tasks of today, the first one first."""
        return self.planned.today if self.planned else ()

    @property
    def due(self) -> int:
        """Cards that a review would ask today."""
        return sum(row.due for row in self.rows)


def _state_of_affairs(course: Course, *, quiet: bool = False) -> State:
    from tutor.library.deck import load_deck
    from tutor.library.going_on import going_on, open_store, places
    from tutor.library.study import Study

    with open_store(quiet=quiet) as store:
        positions = places(store, course)
        onward = going_on(course, positions)
        study = Study(store, course, load_deck(course))
        rows = _rows(study, positions, onward)
        latest = positions[0].lesson if positions else ""
        return State(rows, onward, latest, store.trouble, offers(course, rows), planned(study))


def _home(said: str) -> tuple[Home, int]:
    """What is on the screen, and the row to begin with."""
    from tutor.tui.home_screen import Home, keys

    course = find.course()
    state = _state_of_affairs(course, quiet=True)
    onward, due = state.onward, state.due
    told = Home(
        title=course.title,
        rows=tuple(state.rows),
        right=f"{due} due today" if due else "nothing due today",
        onward=_onward(state),
        hints=tuple(keys(due, onward.verb if onward else "", is_planned=bool(state.today))),
        said=said or state.trouble,
        offers=state.offers,
        refused=_refused(state),
        plan=state.planned.plan if state.planned else None,
    )
    first = onward.outline.slug if onward else state.latest
    slugs = [outline.slug for outline in course.outlines]
    return told, slugs.index(first) if first in slugs else 0


def _onward(state: State) -> str:
    """The line above the keys: today's part of a plan, else what n does."""
    if state.today:
        return f"t today: {state.today[0]}"
    onward = state.onward
    return f"n {onward.does}: {onward.place}" if onward else ALL_READ


def _refused(state: State) -> dict[str, str]:
    """Keys that lead nowhere now, by command, and why."""
    return (
        ({} if state.due else {"review": NOTHING})
        | ({} if state.onward else {"next": ALL_READ})
        | ({} if state.today else {"prepare --go": DONE if state.planned else UNPLANNED})
    )


def _rows(study: Study, positions: list[Position], onward: Onward | None) -> list[Row]:
    from tutor.library.goal_counts import counts as goal_counts
    from tutor.tui.home_screen import LESSON_KEYS

    by_slug = {position.lesson: position for position in positions}
    keys = ["-" if key == "minus" else key for key in LESSON_KEYS]
    counts = _counts(study)
    goals = goal_counts(study.course, study.store)
    return [
        _row(
            outline,
            by_slug.get(outline.slug),
            key=keys[number] if number < len(keys) else " ",
            pages=study.deck.pages.get(outline.number, 0),
            is_next=onward is not None and onward.outline == outline,
            ready=counts.get(outline.number, (None, 0))[0],
            due=counts.get(outline.number, (None, 0))[1],
            goals=goals.get(outline.number, (0, 0)),
        )
        for number, outline in enumerate(study.course.outlines)
    ]


def _counts(study: Study) -> dict[int, tuple[Readiness, int]]:
    """Of each lesson: how ready the learner is, and how many cards a review would ask today."""
    from tutor.quiz.plan import review
    from tutor.quiz.readiness import readiness

    now, memories, cards = study.now(), study.memories, study.deck.alone
    plan = review(study.deck, memories, now=now, offset=study.offset)
    due = Counter(card.lesson for card in plan.cards)
    by_lesson: dict[int, list[Card]] = {}
    for card in cards:
        by_lesson.setdefault(card.lesson, []).append(card)
    return {
        number: (readiness(own, memories, now, lesson=number), due[number])
        for number, own in by_lesson.items()
    }


def _row(
    outline: Outline,
    position: Position | None,
    *,
    key: str,
    pages: int,
    is_next: bool,
    ready: Readiness | None,
    due: int,
    goals: tuple[int, int],
) -> Row:
    from tutor.library.going_on import lesson_time, state
    from tutor.view.home_page import Row
    from tutor.view.text import count

    cards = ready.cards if ready else 0
    met = bool(ready and ready.answered)
    told = f", {ready.answered} answered, {ready.share:.0%} ready" if ready and met else ""
    told += f", {count(goals[0], 'goal')}" * bool(goals[0])
    told += f", {goals[1]} solved" * bool(goals[1])
    return Row(
        key=key,
        title=outline.title,
        state=state(outline, position, pages),
        pages=min(position.pages / pages, 1.0) if position and pages else 0.0,
        cards=ready.share if ready else 0.0,
        due=due,
        about=outline.summary,
        minutes=lesson_time(outline),
        of=pages,
        is_next=is_next,
        size=f"{count(pages, 'page')}, {count(cards, 'card')}{told}" if pages else "",
    )
