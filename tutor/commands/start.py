"""`tutor` alone: home. On a terminal a screen with one key for everything, elsewhere a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutor.commands import choose
from tutor.commands.terminal import wants_ascii, wants_plain

if TYPE_CHECKING:
    from tutor.commands.desk import Desk
    from tutor.course.model import Course, Outline
    from tutor.runtime.store import Position, Store
    from tutor.tui.home import Home
    from tutor.view.progress import Row

PAGER: Final = "Press Enter to go back."
NOTHING: Final = "Nothing to review today. c asks new cards."
SHOWN: Final = ("progress",)  # what prints and ends, so that the learner can read it first


def show() -> None:
    """Home, until the learner leaves it."""
    if wants_plain():
        _print()
        return
    from tutor.commands.child import run_tutor
    from tutor.tui.home import choose as ask
    from tutor.tui.one_panel import ENDED

    cursor, said = None, ""
    while True:
        told, latest = _home(said)
        wish, cursor = ask(told, cursor=latest if cursor is None else cursor, ascii=wants_ascii())
        if not wish or wish.startswith(ENDED):
            raise SystemExit(int(wish.removeprefix(ENDED) or 0))
        command, _, number = wish.partition(" ")
        cursor = int(number) - 1 if number else cursor
        if wish == "review" and not any(row.due for row in told.rows):
            said = NOTHING
            continue
        code = run_tutor(*wish.split())
        said = f"`tutor {wish}` ended with {code}." if code not in {0, 130} else ""
        if command in SHOWN:
            _wait()


def _wait() -> None:
    try:
        input(PAGER)
    except EOFError:
        return


def _print() -> None:
    """The same as text: a line for each lesson, then what to do next."""
    from tutor.commands.home import open_store, where
    from tutor.view.text import count

    course = choose.course()
    with open_store() as store:
        rows, positions = _state_of_affairs(store, course)
    print(course.title, end="\n\n")
    width = max(len(row.title) for row in rows)
    for outline, row in zip(course.outlines, rows, strict=True):
        told = f", {row.due} due" if row.due else ""
        print(f"{outline.number:>3}  {row.title:<{width}}  {row.state}{told}")
    due = sum(row.due for row in rows)
    begin = f"tutor next       go on: {where(course, positions[0])}" if positions else ""
    print("", begin or f"tutor lesson 1   begin: {rows[0].title}", sep="\n")
    if due:
        print(f"tutor review     {count(due, 'card is', 'cards are')} due today")
    print("tutor quiz       cards: what is due, then new ones")
    print("tutor interview  a mock interview")
    print("tutor --help     everything else")


def _state_of_affairs(store: Store, course: Course) -> tuple[list[Row], list[Position]]:
    from tutor.commands.deck import load_deck
    from tutor.commands.desk import Desk
    from tutor.commands.home import places

    positions = places(store, course)
    return _rows(Desk(store, course, load_deck(course)), positions), positions


def _home(said: str) -> tuple[Home, int]:
    """What stands on the screen, and the row to begin with."""
    from tutor.commands.home import open_store, where
    from tutor.tui.home import Home, keys

    course = choose.course()
    with open_store(quiet=True) as store:
        rows, positions = _state_of_affairs(store, course)
        said = said or store.trouble
    due = sum(row.due for row in rows)
    resume = where(course, positions[0]) if positions else ""
    slugs = [outline.slug for outline in course.outlines]
    latest = slugs.index(positions[0].lesson) if positions and positions[0].lesson in slugs else 0
    told = Home(
        title=course.title,
        rows=tuple(rows),
        right=f"{due} due today" if due else "nothing due today",
        resume=resume,
        hints=tuple(keys(due, resume)),
        said=said,
    )
    return told, latest


def _rows(desk: Desk, positions: list[Position]) -> list[Row]:
    from tutor.tui.home import LESSON_KEYS

    by_slug = {position.lesson: position for position in positions}
    keys = ["-" if key == "minus" else key for key in LESSON_KEYS]
    counts = _counts(desk)
    return [
        _row(
            outline,
            by_slug.get(outline.slug),
            key=keys[number] if number < len(keys) else " ",
            pages=desk.deck.pages.get(outline.number, 0),
            counts=counts.get(outline.number, [0, 0, 0]),
        )
        for number, outline in enumerate(desk.course.outlines)
    ]


def _counts(desk: Desk) -> dict[int, list[int]]:
    """Of each lesson: cards, those that have been met, those that a review would ask today."""
    from tutor.quiz.plan import review

    memories = desk.memories
    due = {
        card.id for card in review(desk.deck, memories, now=desk.now(), offset=desk.offset).cards
    }
    counts: dict[int, list[int]] = {}
    for card in desk.deck.cards:
        count = counts.setdefault(card.lesson, [0, 0, 0])
        count[0] += 1
        count[1] += card.id in memories
        count[2] += card.id in due
    return counts


def _row(
    outline: Outline, position: Position | None, *, key: str, pages: int, counts: list[int]
) -> Row:
    from tutor.view.progress import Row
    from tutor.view.text import count

    cards, met, due = counts
    return Row(
        key=key,
        title=outline.title,
        state=_state(outline, position, pages),
        pages=min(position.pages / pages, 1.0) if position and pages else 0.0,
        cards=(met - due) / cards if cards else 0.0,
        due=due,
        about=outline.summary,
        size=f"{count(pages, 'page')}, {count(cards, 'card')}" if pages else "",
    )


def _state(outline: Outline, position: Position | None, pages: int) -> str:
    if outline.folder is None:
        return "not there yet"
    if position is None:
        return "new"
    return "read" if position.pages >= pages else f"page {position.page} of {pages}"
