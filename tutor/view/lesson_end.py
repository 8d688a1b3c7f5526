"""The end of a lesson or of a part: what to go on with, how long it takes, and where to rest.

In the player by key, in plain text by command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from tutor.course.onward import CARD, Ahead, Ending, spelled
from tutor.view import palette
from tutor.view.text import count
from tutor.view.text_style import Hand, hand_of

Offer = tuple[str, str, float]  # a key or a command, what it does, and its minutes; 0 = untold

REVIEW: Final = ("tutor review", "the cards that are due today")
INTERVIEW: Final = ("tutor interview", "a mock interview")
NARROW: Final = 14  # cells for what an offer does; with less it goes on a line of its own


def by_key(ending: Ending, *, width: int, ascii: bool = False) -> Text:
    """For the player: what each key does at the end of a lesson."""
    hand = hand_of(width, ascii, False)
    offers = [*_offers(ending, "n", "c"), ("q", f"stop here{_later(ending)}", 0.0)]
    asked = [(*REVIEW, 0.0), (*INTERVIEW, 0.0)] if ending.all_read else []
    lines = [*hand.line(ending.said, palette.STRONG), *listed(offers, hand)]
    return hand.page([*lines, *listed(asked, hand), *_tasks(ending, hand)])


def by_command(ending: Ending, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """For plain text: the commands to type at the end of a lesson."""
    hand = hand_of(width, ascii, bare)
    quiz = f"tutor quiz {ending.lesson} --count {ending.cards}"
    offers = _offers(ending, "tutor next", quiz)
    offers += [(*REVIEW, 0.0), (*INTERVIEW, 0.0)] if ending.all_read else []
    said = hand.line(ending.said, palette.STRONG)
    return hand.page([*said, *listed(offers, hand), *_tasks(ending, hand)])


def _tasks(ending: Ending, hand: Hand) -> list[Text]:
    told = filter(None, (ending.goals_told, ending.exercises_told))
    return [row for line in told for row in hand.line(line, palette.PLAIN)]


def rest(ahead: Ahead, *, width: int, ascii: bool = False) -> Text:
    """For the player, behind a page that is not the lesson's last: what lies ahead."""
    hand = hand_of(width, ascii, False)
    said = hand.line(ahead.said, palette.STRONG) if ahead.said else []
    return hand.page([*said, *listed(onward(ahead), hand)])


def onward(ahead: Ahead) -> list[Offer]:
    """What the keys do there: where a part ends one may rest."""
    if ahead.is_over:
        return [("q", "leave; tutor next goes on with the lessons", 0.0)]
    if ahead.route:
        return [
            ("n", f"next on your path: {ahead.title}", ahead.minutes),
            ("q", "rest here; tutor next goes on there", 0.0),
        ]
    if not ahead.part:
        return [("n", f"next: {ahead.title}", ahead.minutes)]
    return [
        ("n", f"part {ahead.part}: {ahead.title}", ahead.minutes),
        ("q", f"rest here; tutor next goes on at part {ahead.part}", 0.0),
    ]


def rested(ahead: Ahead, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """For plain text, between two parts: what is over, and what begins."""
    hand = hand_of(width, ascii, bare)
    begins = f"Part {ahead.part}: {ahead.title} ({spelled(ahead.minutes)})."
    return hand.page(hand.line(f"{ahead.said} {begins}", palette.STRONG))


def _offers(ending: Ending, go_on: str, quiz: str) -> list[Offer]:
    offers: list[Offer] = []
    if (found := ending.onward) is not None:
        offers.append((go_on, f"lesson {found.number}, {found.title}", ending.minutes))
    if ending.cards:
        about = f"{count(ending.cards, 'card')} on this lesson"
        offers.append((quiz, about, ending.cards * CARD))
    return offers


def _later(ending: Ending) -> str:
    found = ending.onward
    return f"; tutor next goes on at lesson {found.number}" if found is not None else ""


def listed(offers: Sequence[Offer], hand: Hand) -> list[Text]:
    """One below the other; what they do begins in one column, and their minutes end there."""
    room = max((len(key) for key, _, _ in offers), default=0) + 2
    hangs = room + NARROW <= hand.width
    lines = []
    for key, about, minutes in offers:
        meaning = f"{about} ({spelled(minutes)})" if minutes else about
        if not hangs:
            lines += [*hand.line(key, palette.KEY), *hand.line(meaning, palette.PLAIN, 2)]
            continue
        first, *more = hand.line(meaning, palette.PLAIN, room)
        lines += [Text().append(f"{key:<{room}}", palette.KEY).append_text(first[room:]), *more]
    return lines
