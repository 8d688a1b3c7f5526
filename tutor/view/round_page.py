"""What is said in a round of an interview, item by item, and the clock of its stage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.text import Text

from tutor.quiz.heard import Span
from tutor.quiz.round_state import Board, Feed, Head, Item, Rubric, Said, Talk
from tutor.view import board, palette
from tutor.view.text import join, wrap
from tutor.view.text_style import Hand, hand_of

GAP: Final = Text()
NARROW: Final = 60  # columns below which a time has a line of its own
WHERE: Final = 16  # cells of a process' name
CLAIM: Final = "Points you made, as 1 3 (= those heard, Enter none)"


def item(
    one: Item, *, width: int, height: int | None = None, ascii: bool = False, bare: bool = False
) -> Text:
    """One thing that was said or shown."""
    hand = hand_of(width, ascii, bare)
    match one:
        case Head():
            lines = _head(one, hand)
        case Said(who="you"):
            lines = [
                row
                for text in one.text.split("\n")
                for row in hand.line(f"> {text}", palette.QUIET)
            ]
        case Said():
            lines = hand.markdown(one.text)
        case Feed():
            lines = list(_feed(one, hand))
        case Board():
            lines = list(_board(one, hand))
        case _:
            lines = list(_rubric(one, hand))
    return hand.page(lines, height)


def typed(line: str, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """A line of an answer that is not over yet."""
    hand = hand_of(width, ascii, bare)
    return hand.page(hand.line(f"> {line}", palette.QUIET))


def claiming(*, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """What is asked below a rubric."""
    hand = hand_of(width, ascii, bare)
    return hand.page(hand.line(f"{CLAIM}:", palette.STRONG))


def _head(one: Head, hand: Hand) -> list[Text]:
    stage, dot = one.stage, hand.ink.glyphs.dot
    told = f"Stage {one.number} of {one.stages} {dot} {stage.title} {dot} {_minutes(stage.minutes)}"
    return hand.line(told, palette.TITLE)


def _minutes(minutes: float) -> str:
    return f"{minutes:g} minute{'s' * (minutes != 1)}"


def _feed(one: Feed, hand: Hand) -> Iterable[Text]:
    """Times to the right edge of their column, then who tells it; figures below."""
    for line in one.lines:
        clock = f"{line.at:8.3f} s  " if line.at is not None else " " * 4
        head = Text().append(clock, palette.QUIET)
        if line.where:
            head.append(f"{hand.ink.cut(line.where, WHERE)}  ", palette.STRONG)
        indent = head.cell_len if hand.width >= NARROW else 4
        rows = wrap(hand.ink.safe(line.text), max(hand.width - indent, 8))
        if hand.width < NARROW and line.at is not None:
            yield head
        else:
            yield head.append(rows.pop(0))
        yield from (Text(" " * indent + row) for row in rows)


def _board(one: Board, hand: Hand) -> Iterable[Text]:
    glyphs = hand.ink.glyphs
    if one.review is None:
        yield from hand.line("One good drawing:", palette.STRONG)
    picture = board.render(one.drawing, width=hand.width, ascii=glyphs.ascii)
    yield from picture.split("\n", allow_blank=True)
    if one.review is None:
        return
    yield GAP
    for need in one.review.missing:
        yield from _marked(glyphs.cross, palette.BAD, f"Missing: {need.why}", hand)
    for doubt in one.review.doubts:
        yield from _marked("?", palette.MARK, _quoted(doubt), hand)
    for name in one.review.unknown:
        told = f"I take “{_quoted(name)}” for a part of your own. Say what it does."
        yield from _marked("?", palette.MARK, told, hand)
    if not one.review.missing and not one.review.doubts:
        yield from _marked(glyphs.tick, palette.GOOD, "All that it needs is there.", hand)


def _marked(mark: str, style: str, text: str, hand: Hand, indent: int = 2) -> list[Text]:
    rows = hand.markdown(text, indent)
    rows[0] = Text().append(f"{mark} ", style).append_text(rows[0][indent:])
    return rows


def _rubric(one: Rubric, hand: Hand) -> Iterable[Text]:
    """The points; what was heard has its words beside it. Then a good answer."""
    glyphs = hand.ink.glyphs
    yield from hand.line("What I listened for:", palette.STRONG)
    for number, point in enumerate(one.stage.points):
        told = point.text
        if number in one.heard:
            told = f"{told} (heard: {_words(one.said, one.heard[number])})"
        elif number in one.later:
            told = f"{told} (heard in a follow-up)"
        is_heard = number in one.heard or number in one.later
        mark, style = (glyphs.tick, palette.GOOD) if is_heard else (" ", palette.PLAIN)
        yield from _marked(f"{mark} {number + 1})", style, told, hand, indent=5)
    yield GAP
    yield from hand.markdown(f"**A good answer.** {' '.join(one.stage.model.split())}")


def _words(said: str, spans: Iterable[Span]) -> str:
    """The words that made a point, as they were said."""
    found = (" ".join(said[span.begin : span.end].split()) for span in spans)
    return ", ".join(f"“{_quoted(word)}”" for word in dict.fromkeys(found))


def _quoted(text: str) -> str:
    return text.translate(_PLAIN)


_PLAIN: Final = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>&#"}  # a learner writes no Markdown


# ── the clock ───────────────────────────────────────────────────────────────────────────────


def clock(talk: Talk, now: float) -> str:
    """ "1:20 of 5:00", "5:12, +0:12 over"."""
    spent, planned = now - talk.since, talk.stage.minutes * 60
    if spent > planned:
        return f"{minutes(spent)}, +{minutes(spent - planned)} over"
    return f"{minutes(spent)} of {minutes(planned)}"


def minutes(seconds: float) -> str:
    """ "1:05"."""
    whole = int(max(seconds, 0))
    return f"{whole // 60}:{whole % 60:02}"


def prompt(talk: Talk, now: float) -> str:
    """What a line is typed after."""
    return f"{CLAIM}: " if talk.phase == "claim" else f"[{clock(talk, now)}] > "


# ── the end ─────────────────────────────────────────────────────────────────────────────────


def summary(talk: Talk, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """Stage by stage: points, time, and what was missed."""
    hand = hand_of(width, ascii, bare)
    if not talk.results:
        return hand.page(hand.line("Nothing was answered.", palette.QUIET))
    made = sum(result.made for result in talk.results)
    worth = sum(len(result.points) for result in talk.results)
    spent = sum(result.seconds for result in talk.results)
    total = f"{made} of {worth} points in {minutes(spent)} of {minutes(talk.round.minutes * 60)}."
    lines = hand.line(total, palette.TITLE)
    for result in talk.results:
        late = f", +{minutes(result.over)} over" if result.over > 0 else ""
        told = (
            f"{result.stage.title}: {result.made} of {len(result.points)}, "
            f"{minutes(result.seconds)} of {minutes(result.stage.minutes * 60)}{late}"
        )
        lines += [GAP, *hand.line(told, palette.STRONG)]
        for point in result.points:
            mark = hand.ink.glyphs.tick if point.made else hand.ink.glyphs.cross
            style = palette.GOOD if point.made else palette.BAD
            remark = f" ({point.remark})" if point.remark else ""
            lines += _marked(mark, style, point.text + remark, hand)
    if talk.unreached:
        titles = join(stage.title for stage in talk.unreached)
        lines += [GAP, *hand.line(f"Not reached: {titles}.", palette.QUIET)]
    return hand.page(lines)
