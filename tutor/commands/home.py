"""`tutor` alone: home. On a terminal a screen with one key for everything, elsewhere a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from tutor import gate
from tutor.library import find
from tutor.terminal import wants_ascii, wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Course, Outline
    from tutor.learner.store import Position
    from tutor.library.going_on import Onward
    from tutor.library.study import Study
    from tutor.tui.home_screen import Home
    from tutor.view.progress_page import Row

PAGER: Final = "Press Enter to go back."
NOTHING: Final = "Nothing to review today. c asks new cards."
ALL_READ: Final = "You have read every lesson. r reviews cards, i is a mock interview."
SHOWN: Final = ("progress",)  # what prints and ends, so that the learner can read it first


def show() -> None:
    """Home, until the learner leaves it."""
    if wants_plain():
        _print()
        return
    from tutor.runtime.processes.child_tutor import run_tutor
    from tutor.tui.home_screen import choose as ask
    from tutor.tui.one_panel import ENDED

    cursor, said = None, ""
    while True:
        told, latest = _home(said)
        wish, cursor = ask(told, cursor=latest if cursor is None else cursor, ascii=wants_ascii())
        if not wish or wish.startswith(ENDED):
            raise SystemExit(int(wish.removeprefix(ENDED) or 0))
        command, _, number = wish.partition(" ")
        cursor = int(number) - 1 if number else cursor
        if wish == "next":
            cursor = None  # by then it may lead to another lesson
        code = run_tutor(*wish.split())
        said = f"`tutor {wish}` ended with exit code {code}." if code not in {0, 130} else ""
        if command in SHOWN:
            _wait()


def _wait() -> None:
    try:
        gate.ask(PAGER)
    except EOFError:
        return


def _print() -> None:
    """The same as text: a line per lesson, then what to do next."""
    from tutor.core.harmless import one_line

    course = find.course()
    state = _state_of_affairs(course)
    print(one_line(course.title), end="\n\n")
    titles = [one_line(row.title) for row in state.rows]
    width = max(map(len, titles))
    for outline, row, title in zip(course.outlines, state.rows, titles, strict=True):
        told = f", {row.due} due" if row.due else ""
        print(f"{outline.number:>3}  {title:<{width}}  {row.state}{told}")
    print("", *map(one_line, _todo(state)), sep="\n")


def _todo(state: State) -> Iterator[str]:
    """What to do next, a command a line."""
    from tutor.course.onward import ALL_READ
    from tutor.view.text import count

    onward = state.onward
    yield f"tutor next       {onward.verb}: {onward.place}" if onward else ALL_READ
    if state.due:
        yield f"tutor review     {count(state.due, 'card is', 'cards are')} due today"
    yield "tutor quiz       cards: those that are due, then new ones"
    yield "tutor interview  a mock interview"
    yield "tutor --help     all other commands"


class State(NamedTuple):
    """What home tells."""

    rows: list[Row]
    onward: Onward | None
    latest: str  # folder name of the lesson that the learner was in last
    trouble: str

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
        rows = _rows(Study(store, course, load_deck(course)), positions)
        latest = positions[0].lesson if positions else ""
        return State(rows, going_on(course, positions), latest, store.trouble)


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
        onward=f"n {onward.does}: {onward.place}" if onward else ALL_READ,
        hints=tuple(keys(due, onward.verb if onward else "")),
        said=said or state.trouble,
        refused=({} if due else {"review": NOTHING}) | ({} if onward else {"next": ALL_READ}),
    )
    first = onward.outline.slug if onward else state.latest
    slugs = [outline.slug for outline in course.outlines]
    return told, slugs.index(first) if first in slugs else 0


def _rows(study: Study, positions: list[Position]) -> list[Row]:
    from tutor.tui.home_screen import LESSON_KEYS

    by_slug = {position.lesson: position for position in positions}
    keys = ["-" if key == "minus" else key for key in LESSON_KEYS]
    counts = _counts(study)
    return [
        _row(
            outline,
            by_slug.get(outline.slug),
            key=keys[number] if number < len(keys) else " ",
            pages=study.deck.pages.get(outline.number, 0),
            counts=counts.get(outline.number, [0, 0, 0]),
        )
        for number, outline in enumerate(study.course.outlines)
    ]


def _counts(study: Study) -> dict[int, list[int]]:
    """Of each lesson: cards, those that have been met, those that a review would ask today."""
    from tutor.quiz.plan import review

    memories = study.memories
    due = {
        card.id for card in review(study.deck, memories, now=study.now(), offset=study.offset).cards
    }
    counts: dict[int, list[int]] = {}
    for card in study.deck.cards:
        count = counts.setdefault(card.lesson, [0, 0, 0])
        count[0] += 1
        count[1] += card.id in memories
        count[2] += card.id in due
    return counts


def _row(
    outline: Outline, position: Position | None, *, key: str, pages: int, counts: list[int]
) -> Row:
    from tutor.library.going_on import state
    from tutor.view.progress_page import Row
    from tutor.view.text import count

    cards, met, due = counts
    return Row(
        key=key,
        title=outline.title,
        state=state(outline, position, pages),
        pages=min(position.pages / pages, 1.0) if position and pages else 0.0,
        cards=(met - due) / cards if cards else 0.0,
        due=due,
        about=outline.summary,
        size=f"{count(pages, 'page')}, {count(cards, 'card')}" if pages else "",
    )
