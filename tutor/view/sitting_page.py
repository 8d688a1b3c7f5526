"""A sitting as a whole: what it is about to ask, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.quiz.interviews import clock
from tutor.quiz.plan import Plan
from tutor.quiz.sitting import Turn
from tutor.quiz.sitting_summary import WEAK, Score, total
from tutor.view import palette
from tutor.view.text import count, join
from tutor.view.text_style import Hand, hand_of

PLAINLY: Final = str.maketrans("", "", "`*")  # marks of Markdown that a single line has no use for


def opening(plan: Plan) -> str:
    """ "12 cards: 3 due, 9 new; 2 related ones wait for another day"."""
    cards = count(len(plan.cards), "card")
    parts = [f"{plan.due} due"] * bool(plan.due) + [f"{plan.new} new"] * bool(plan.new)
    told = f"{cards}: {join(parts)}" if plan.due and plan.new else cards
    if plan.buried:
        siblings = "a related one waits" if plan.buried == 1 else f"{plan.buried} related ones wait"
        told += f"; {siblings} for another day"
    return told


def summary(
    scores: Sequence[Score],
    turns: Sequence[Turn] = (),
    *,
    width: int,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """How it went by topic, and what to reread; the time for each of these `turns`."""
    hand = hand_of(width, ascii, bare)
    asked, right, share = total(scores)
    if not asked:
        return hand.page(hand.line("Nothing was answered.", palette.QUIET))
    partly = sum(score.partly for score in scores)
    told = f", {partly} partly" if partly else ""
    lines = hand.line(f"{right} of {asked} right{told}, {share:.0%}", palette.TITLE)
    names = [hand.ink.safe(f"{score.lesson} {score.topic}".strip()) for score in scores]
    counts = [
        f"{score.right} of {score.asked}" + f", {score.partly} partly" * bool(score.partly)
        for score in scores
    ]
    wide = max(map(len, counts))
    room = min(max(map(cell_len, names)), max(width - 16 - wide, 8))
    for score, name, counted in zip(scores, names, counts, strict=True):
        lines.append(_row(score, hand.ink.pad(name, room), f"{counted:<{wide}}", hand))
    lines += _times(turns, hand) if turns else []
    weak = [score for score in scores if score.pages]
    if weak:
        lines += [Text(), *hand.line("To reread", palette.STRONG)]
        for score in weak:
            pages = join(_quoted(page) for page in score.pages)
            lines += hand.line(f"tutor lesson {score.lesson}: {pages}", palette.PLAIN, 2)
    return hand.page(lines)


def _times(turns: Sequence[Turn], hand: Hand) -> list[Text]:
    """Each question with the time until it was answered, and its score."""
    lines = [Text(), *hand.line("Time for each question", palette.STRONG)]
    for number, turn in enumerate(turns, start=1):
        asked = " ".join(turn.card.question.translate(PLAINLY).split())
        told = f"{clock(turn.review.seconds):>6}  {turn.review.score:>4.0%}"
        room = max(hand.width - len(told) - 6, 4)
        lines.append(Text(f"{number:>2}  {hand.ink.pad(hand.ink.safe(asked), room)} {told}"))
    return lines


def _quoted(page: str) -> str:
    return page if page.startswith('"') else f'"{page}"'


def _row(score: Score, name: str, counted: str, hand: Hand) -> Text:
    glyphs = hand.ink.glyphs
    good = score.share >= WEAK
    line = Text().append(f"{glyphs.tick if good else glyphs.cross} ", _style(good))
    line.append(f"{name}  {counted}  {bar(score.share, glyphs)} ", palette.PLAIN)
    return line.append(f"{score.share:.0%}", _style(good))


def _style(good: bool) -> str:
    return palette.GOOD if good else palette.BAD


def bar(share: float, glyphs: palette.Glyphs, cells: int = 5) -> str:
    """A share as a bar of `cells`."""
    full = round(share * cells)
    return glyphs.filled * full + glyphs.dot * (cells - full)
