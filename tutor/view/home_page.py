"""Home: how much time there is, the lessons with what has been read, and a way that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.course.onward import spelled
from tutor.view import palette
from tutor.view.sitting_page import bar
from tutor.view.text_style import Hand, hand_of

ASKS: Final = "How much time have you got?"
WIDE: Final = 66  # columns from which on a lesson has a bar
WIDEST: Final = 100  # columns from which on it says how well its cards are known
CHOSEN: Final = "chosen"
STATE: Final = 20  # cells of "◂ page 3, 12 due"
KEYED: Final = 5  # cells before a title: a mark, a key
TIME: Final = 9  # cells of "1 h 4 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A lesson on the home screen."""

    key: str  # that opens it
    title: str
    state: str  # "new", "page 3 of 10", "read"
    pages: float  # share that has been read, 0 to 1
    cards: float  # share that is known
    due: int
    about: str = ""  # the lesson in a sentence
    size: str = ""  # "10 pages, 28 cards"
    minutes: float = 0.0  # 0 = it cannot be read
    of: int = 0  # pages
    is_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A page, or a day's share, of a way."""

    title: str
    minutes: float
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a way may lead up to."""

    key: str  # that chooses it
    date: str  # "2026-12-03"
    title: str  # "Thursday 3 December"
    size: str  # "3 days × 46 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way through the course, as home offers it."""

    key: str
    name: str  # "20-minutes"
    title: str  # "20 minutes"
    size: str  # "3 scenes, 18 min"
    is_chosen: bool = False
    stages: tuple[Stage, ...] = ()
    days: tuple[Day, ...] = ()  # to choose from


def home(
    rows: Sequence[Row],
    cursor: int,
    offers: Sequence[Offer] = (),
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
) -> Text:
    """The ways, then the lessons; what there is no room for gives way round the one in hand."""
    hand = hand_of(width, ascii, False)
    lines = [*_offers(offers, hand), Text()] if offers else []
    room = len(rows) if height is None else max(height - len(lines), 3)
    lessons = _lessons(rows, cursor, hand)
    lines += lessons if len(lessons) <= room else _around(lessons, cursor, room, hand)
    about = _about(rows[cursor], hand)
    if height is not None and len(lines) + len(about) > height:
        about = about[:1] + about[2:-1]  # without what the list says already
    fits = height is None or len(lines) + len(about) <= height
    return hand.page([*lines, *(about if fits else [])])


def _offers(offers: Sequence[Offer], hand: Hand) -> list[Text]:
    wide = hand.width >= WIDE
    room = max(len(offer.title) for offer in offers) if wide else 0
    lines, most = hand.line(ASKS, palette.TITLE), max(hand.width - KEYED, 1)
    for offer in offers:
        line = Text("  ").append(f"{offer.key}  ", palette.KEY)
        title = (
            hand.ink.pad(offer.title, min(room, most)) if wide else hand.ink.cut(offer.title, most)
        )
        line.append(title, palette.PLAIN)
        size = hand.ink.safe(offer.size if wide else offer.size.rpartition(", ")[2])
        if line.cell_len + cell_len(size) + 3 > hand.width:
            lines += [line, *hand.line(size, palette.QUIET, KEYED)]
            continue
        line.append(f"   {size}", palette.QUIET)
        if offer.is_chosen and line.cell_len + len(CHOSEN) + 4 <= hand.width:
            line.append(f"  {hand.ink.glyphs.points} {CHOSEN}", palette.STRONG)
        lines.append(line)
    return lines


def _marked(now: bool, hand: Hand) -> str:
    return f"{hand.ink.glyphs.now if now else ' '} "


def _lessons(rows: Sequence[Row], cursor: int, hand: Hand) -> list[Text]:
    pages = max(row.of for row in rows)
    wide = hand.width >= WIDE
    beside = TIME + 3 + (pages + 2 + 13 if wide else 2)
    room = min(max(len(row.title) for row in rows), max(hand.width - KEYED - beside, 4))
    return [
        _lesson(row, number == cursor, room, pages if wide else 0, hand)
        for number, row in enumerate(rows)
    ]


def _lesson(row: Row, here: bool, room: int, cells: int, hand: Hand) -> Text:
    """Key, title, minutes, a cell a page, where the learner is."""
    line = Text().append(_marked(here, hand), palette.MARK)
    line.append(f"{row.key} ", palette.KEY).append(" ")
    line.append(hand.ink.pad(row.title, room), palette.NOW if here else palette.PLAIN)
    told = spelled(row.minutes) if row.minutes else ""
    line.append(f" {told:>{TIME}}  ", palette.QUIET)
    if not cells:
        return line.append(*_sign(row, hand))
    full, glyphs = round(row.pages * row.of), hand.ink.glyphs
    line.append(glyphs.filled * full, palette.MESSAGE)
    line.append(glyphs.dot * (row.of - full) + " " * (cells - row.of + 2), palette.QUIET)
    known = f"cards {bar(row.cards, glyphs)}" if hand.width >= WIDEST and row.cards else ""
    told = hand.ink.pad(_state(row, hand), min(STATE, max(hand.width - line.cell_len, 1)))
    line.append(told, palette.STRONG if row.is_next or row.due else palette.QUIET)
    return line.append(known, palette.GOOD)


def _state(row: Row, hand: Hand) -> str:
    """ "done", "◂ next", "◂ page 3", "2 due"."""
    words = {"new": "next" if row.is_next else "", "read": "done"}
    told = words.get(row.state, row.state.partition(" of ")[0])
    told = f"{hand.ink.glyphs.points} {told}" if row.is_next else told
    return ", ".join(filter(None, [told, f"{row.due} due" if row.due else ""]))


def _sign(row: Row, hand: Hand) -> tuple[str, str]:
    glyphs = hand.ink.glyphs
    if row.is_next:
        return glyphs.points, palette.MARK
    return (glyphs.tick, palette.GOOD) if row.state == "read" else (" ", palette.PLAIN)


def _around(lines: list[Text], cursor: int, room: int, hand: Hand) -> list[Text]:
    """As many lines as there is room for, the one in hand among them."""
    top = min(max(cursor - room // 2, 0), len(lines) - room)
    shown, more = lines[top : top + room], hand.ink.glyphs.more
    below = len(lines) - top - room
    if top:
        shown[0] = Text(f"  {more} {top + 1} above", palette.QUIET)
    if below:
        shown[-1] = Text(f"  {more} {below + 1} below", palette.QUIET)
    return shown


def _about(row: Row, hand: Hand) -> list[Text]:
    """The lesson in hand, below the list."""
    told = hand.line(row.about, palette.PLAIN, 2) if row.about else []
    size = hand.line(row.size, palette.QUIET, 2) if row.size else []
    return [Text(), *hand.line(row.title, palette.TITLE, 2), *told, *size] if told or size else []


# ── a way ───────────────────────────────────────────────────────────────────────────────────


def way(offer: Offer, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """What a way leads to: its pages, or its days."""
    hand = hand_of(width, ascii, bare)
    lines = [*hand.line(f"{offer.title}: {offer.size}", palette.TITLE), Text()]
    return hand.page(lines + stage_lines(offer.stages, hand))


def days(offer: Offer, *, width: int, ascii: bool = False) -> Text:
    """The days to choose from, and what each of them leaves time for."""
    hand = hand_of(width, ascii, False)
    room = max((len(day.title) for day in offer.days), default=0)
    lines = [*hand.line(f"{offer.title}: which day is it?", palette.TITLE), Text()]
    for day in offer.days:
        line = Text("  ").append(f"{day.key}  ", palette.KEY)
        line.append(hand.ink.pad(day.title, min(room, max(hand.width - KEYED, 1))), palette.PLAIN)
        size = hand.ink.safe(day.size)
        if line.cell_len + 3 + cell_len(size) > hand.width:
            lines += [line, *hand.line(size, palette.QUIET, KEYED)]
            continue
        lines.append(line.append(f"   {size}", palette.QUIET))
    return hand.page(lines)


def stage_lines(stages: Sequence[Stage], hand: Hand) -> list[Text]:
    """Titles, and their minutes in a column where there is room for one."""
    lines = []
    for stage in stages:
        mark = hand.ink.glyphs.tick if stage.is_done else " "
        told = spelled(stage.minutes)
        head = Text().append(f"  {mark} ", palette.GOOD).append(f"{told:>{TIME}}  ", palette.QUIET)
        first, *rest = hand.line(stage.title, palette.PLAIN, head.cell_len)
        lines += [head.append_text(first[head.cell_len :]), *rest]
    return lines
