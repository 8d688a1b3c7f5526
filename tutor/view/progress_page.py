"""Where a learner stands: cards by lesson, what is coming, a heat map of the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.course.onward import ALL_READ
from tutor.quiz.interviews import Interview, trends
from tutor.quiz.readiness import Readiness
from tutor.quiz.schedule import DAY, date
from tutor.quiz.standing import Progress
from tutor.view import palette
from tutor.view.sitting_page import bar
from tutor.view.text import count, join
from tutor.view.text_style import Hand, hand_of

HEAT: Final = ("·░▒▓█", ".-+*#")  # Unicode, ASCII; from no answer to many
DAYS: Final = ("Mon", "", "Wed", "", "Fri", "", "Sun")
STEPS: Final = (1, 5, 15, 30)  # answers a day from which a glyph is darker
INTERVIEWS: Final = 6  # that are listed
MOST: Final = 8  # topics that are listed
LABELS: Final = 4  # cells before the heat map


def render(
    progress: Progress,
    titles: Mapping[int, str],
    today: int,
    *,
    read: Mapping[int, tuple[int, int]] | None = None,
    onward: str | None = None,
    topics: int | None = None,
    width: int,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """Everything. `titles` and pages `read` (of how many) by lesson; `today`: the day's number.

    `onward`: where `tutor next` leads, "" when every lesson has been read. `topics`: how many of
    them, those that were answered; None: a few.
    """
    hand = hand_of(width, ascii, bare)
    lines = [*_sums(progress, hand), Text()]
    lines += [
        *hand.line("Readiness by lesson, and cards answered", palette.TITLE),
        *_lessons(progress, titles, hand),
    ]
    lines += _topics(progress.topics, hand, MOST if topics is None else topics)
    lines += _interviews(progress.interviews, hand)
    lines += _read(read or {}, hand)
    if onward is not None:
        lines += hand.line(f"Next: {onward}" if onward else ALL_READ, palette.PLAIN)
    lines += [Text(), *hand.line("Due in the coming days", palette.TITLE)]
    lines += _forecast(progress.forecast, hand)
    lines += [Text(), *hand.line("Answers per day", palette.TITLE)]
    return hand.page(lines + _heat(progress.heat, today, hand))


def _sums(progress: Progress, hand: Hand) -> list[Text]:
    every = progress.all
    states = f"{every.new} new, {every.young} young, {every.mature} mature"
    told = [
        f"Ready: {sure(every.ready)}.",
        f"{count(every.cards, 'card')}: {states}.",
        f"{every.due} due today." if every.due else "Nothing is due today.",
    ]
    if wrong := every.ready.answered - every.ready.right:
        told.append(f"{count(wrong, 'latest answer was', 'latest answers were')} wrong.")
    if progress.retention is not None:
        told.append(f"{progress.retention:.0%} of your repetitions in the last 30 days were right.")
    days = count(progress.streak, "day")
    told.append(
        f"{count(progress.answers, 'answer')}. Streak: {days}, the longest {progress.longest}."
    )
    return [line for sentence in told for line in hand.line(sentence, palette.PLAIN)]


def sure(ready: Readiness) -> str:
    """ "31 %, 4 of 9 cards answered, few answers yet": a share, and how far to rely on it."""
    told = f"{ready.share:.0%}, {ready.answered} of {count(ready.cards, 'card')} answered"
    return told + (", few answers yet" if ready.answered and ready.unsure else "")


def _lessons(progress: Progress, titles: Mapping[int, str], hand: Hand) -> list[Text]:
    room = min(max(map(len, titles.values()), default=8), max(hand.width - 29 - _cells(hand), 4))
    lines = []
    for each in progress.lessons:
        line = Text().append(f"{each.lesson:>2}  ", palette.KEY)
        line.append(hand.ink.pad(titles.get(each.lesson, ""), room)).append("  ")
        lines.append(_ready(line, each.ready, f"  {each.due} due" if each.due else "", hand))
    told = "A card counts in full once it was right again after a day, or in an interview."
    return [*lines, *hand.line(told, palette.QUIET)]


def _ready(line: Text, ready: Readiness, more: str, hand: Hand) -> Text:
    """A bar, the cards answered, and what else there is to say, as far as there is room."""
    line.append(bar(ready.share, hand.ink.glyphs, _cells(hand)), palette.GOOD)
    line.append(f" {ready.share:>4.0%}", palette.PLAIN)
    line.append(f"  {ready.answered} of {ready.cards}", palette.QUIET)
    unsure = ", few answers yet" if ready.answered and ready.unsure else ""
    for told in filter(None, (more, unsure)):
        if line.cell_len + len(told) <= hand.width:
            line.append(told, palette.QUIET)
    return line


def _cells(hand: Hand) -> int:
    return 10 if hand.width >= 60 else 5


def _topics(topics: Sequence[Readiness], hand: Hand, most: int) -> list[Text]:
    """The topics of which something has been answered, the least ready first."""
    met = sorted((topic for topic in topics if topic.answered), key=lambda topic: topic.share)
    if not met:
        return []
    names = [hand.ink.safe(f"{topic.lesson} {topic.topic}") for topic in met[:most]]
    room = min(max(map(cell_len, names)), max(hand.width - 26 - _cells(hand), 8))
    lines = [Text(), *hand.line("Readiness by topic", palette.TITLE)]
    for topic, name in zip(met, names, strict=False):
        wrong = topic.answered - topic.right
        more = f", {wrong} wrong" if wrong else ""
        lines.append(_ready(Text(hand.ink.pad(name, room) + "  "), topic, more, hand))
    left = len(met) - len(names)
    told = f"{count(left, 'more topic')}: `tutor progress --topics`." if left else ""
    weak = "`tutor quiz --weak` asks the weak ones." if any(t.is_weak for t in met) else ""
    said = " ".join(filter(None, (told, weak)))
    return [*lines, *(hand.markdown(said) if said else [])]


def _interviews(held: Sequence[Interview], hand: Hand) -> list[Text]:
    """The last few, the latest last, and where they are going."""
    if not held:
        return []
    lines = [Text(), *hand.line("Interviews", palette.TITLE)]
    for one in held[-INTERVIEWS:]:
        line = Text(f"{date(int(one.at // DAY))}  ")
        line.append(bar(one.score, hand.ink.glyphs, _cells(hand)), palette.GOOD)
        line.append(f" {one.score:>4.0%}")
        what = f", {one.about}" if one.is_round else ""
        room = max(hand.width - line.cell_len - 2, 1)
        told = hand.ink.cut(f"{one.parts}{what}", room)
        lines.append(line.append(f"  {told}", palette.QUIET))
    said = [line for one in trends(held) for line in hand.line(one, palette.QUIET)]
    return [*lines, *said, Text()]


def _read(read: Mapping[int, tuple[int, int]], hand: Hand) -> list[Text]:
    """How far each lesson has been read that was begun."""
    told = [f"lesson {number} {done} of {pages}" for number, (done, pages) in read.items() if done]
    return hand.line(f"Pages read: {join(told)}.", palette.PLAIN) if told else []


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
