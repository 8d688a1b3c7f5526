"""Where a learner stands: cards by lesson, what is coming, a heat map of the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text

from tutor.course.onward import ALL_READ
from tutor.quiz.schedule import date
from tutor.quiz.standing import Progress, Standing
from tutor.view import palette
from tutor.view.sitting_page import bar
from tutor.view.text import count, join
from tutor.view.text_style import Hand, hand_of

HEAT: Final = ("·░▒▓█", ".-+*#")  # Unicode, ASCII; from no answer to many
DAYS: Final = ("Mon", "", "Wed", "", "Fri", "", "Sun")
STEPS: Final = (1, 5, 15, 30)  # answers a day from which a glyph is darker
LABELS: Final = 4  # cells before the heat map


def render(
    progress: Progress,
    titles: Mapping[int, str],
    today: int,
    *,
    read: Mapping[int, tuple[int, int]] | None = None,
    onward: str | None = None,
    width: int,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """Everything. `titles` and pages `read` (of how many) by lesson; `today`: the day's number.

    `onward`: where `tutor next` leads, "" when every lesson has been read.
    """
    hand = hand_of(width, ascii, bare)
    lines = [*_sums(progress, hand), Text()]
    lines += [*hand.line("Cards by lesson", palette.TITLE), *_lessons(progress, titles, hand)]
    lines += _read(read or {}, hand)
    if onward is not None:
        lines += hand.line(f"Next: {onward}" if onward else ALL_READ, palette.PLAIN)
    lines += [Text(), *hand.line("Due in the coming days", palette.TITLE)]
    lines += _forecast(progress.forecast, hand)
    lines += [Text(), *hand.line("Answers per day", palette.TITLE)]
    return hand.page(lines + _heat(progress.heat, today, hand))


def _sums(progress: Progress, hand: Hand) -> list[Text]:
    every = progress.all
    seen = every.young + every.mature
    states = f"{every.new} new, {every.young} young, {every.mature} mature"
    told = [
        f"{count(every.cards, 'card')}: {states}.",
        f"{every.due} due today." if every.due else "Nothing is due today.",
    ]
    if seen:
        told.append(f"You know {every.recall:.0%} of the cards you have seen.")
    if progress.retention is not None:
        told.append(f"{progress.retention:.0%} of your repetitions in the last 30 days were right.")
    days = count(progress.streak, "day")
    told.append(
        f"{count(progress.answers, 'answer')}. Streak: {days}, the longest {progress.longest}."
    )
    return [line for sentence in told for line in hand.line(sentence, palette.PLAIN)]


def _lessons(progress: Progress, titles: Mapping[int, str], hand: Hand) -> list[Text]:
    room = min(max(map(len, titles.values()), default=8), max(hand.width - 34, 4))
    lines = []
    for each in progress.lessons:
        line = Text().append(f"{each.lesson:>2}  ", palette.KEY)
        line.append(hand.ink.pad(titles.get(each.lesson, ""), room)).append("  ")
        line.append(bar(known(each), hand.ink.glyphs, 10), palette.GOOD)
        due = f"  {each.due} due" if each.due else ""
        line.append(f"  {each.young + each.mature} of {each.cards}{due}", palette.QUIET)
        lines.append(line)
    return lines


def _read(read: Mapping[int, tuple[int, int]], hand: Hand) -> list[Text]:
    """How far each lesson has been read that was begun."""
    told = [f"lesson {number} {done} of {pages}" for number, (done, pages) in read.items() if done]
    return hand.line(f"Pages read: {join(told)}.", palette.PLAIN) if told else []


def known(standing: Standing) -> float:
    """Share of the cards that is known now, 0 to 1."""
    seen = standing.young + standing.mature
    return seen * standing.recall / standing.cards if standing.cards else 0.0


def _forecast(days: Sequence[int], hand: Hand) -> list[Text]:
    most = max(max(days, default=0), 1)
    room = min(hand.width - 15, 40)
    lines = []
    for ahead, number in enumerate(days[:7]):
        name = ("today", "tomorrow")[ahead] if ahead < 2 else f"in {ahead} days"
        cells = -(-number * room // most)
        line = Text().append(f"{name:<10} {number:>3} ", palette.PLAIN)
        lines.append(line.append(hand.ink.glyphs.filled * max(cells, 0), palette.MESSAGE))
    later = sum(days[7:])
    return [*lines, Text(f"{'later':<10} {later:>3}  within two weeks", palette.QUIET)]


def _heat(days: Sequence[int], today: int, hand: Hand) -> list[Text]:
    """A column a week, a row a weekday; the last column is this week."""
    glyphs = HEAT[hand.ink.glyphs.ascii]
    weekday = (today + 3) % 7  # day 0 was a Thursday
    weeks = min((hand.width - LABELS) // 2, (len(days) + 6 - weekday) // 7)
    lines = []
    for row in range(7):
        line = Text().append(f"{DAYS[row]:<{LABELS}}", palette.QUIET)
        for week in range(weeks - 1, -1, -1):
            back = week * 7 + weekday - row
            known = 0 <= back < len(days)
            line.append(f"{_glyph(days[-1 - back], glyphs) if known else ' '} ", palette.GOOD)
        lines.append(line)
    first = today - (weeks - 1) * 7 - weekday
    told = f"{date(first)} to {date(today)}; {glyphs[0]} none, {glyphs[-1]} 30 or more"
    return [*lines, *hand.line(told, palette.QUIET, LABELS)]


def _glyph(answers: int, glyphs: str) -> str:
    return glyphs[sum(answers >= step for step in STEPS)]
