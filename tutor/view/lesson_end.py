"""The end of a lesson: what to go on with, in the player by key, in plain text by command."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from tutor.course.onward import Ending
from tutor.view import palette
from tutor.view.text import count
from tutor.view.text_style import Hand, hand_of

Offer = tuple[str, str]  # a key or a command, and what it does

REVIEW: Final = ("tutor review", "the cards that are due today")
INTERVIEW: Final = ("tutor interview", "a mock interview")
LEAVE: Final = ("q", "leave")
NARROW: Final = 14  # cells for what an offer does; with less it goes on a line of its own


def by_key(ending: Ending, *, width: int, ascii: bool = False) -> Text:
    """For the player: what each key does here."""
    hand = hand_of(width, ascii, False)
    offers = [*_offers(ending, "n", "C"), LEAVE]
    asked = [REVIEW, INTERVIEW] if ending.all_read else []
    lines = [*hand.line(ending.said, palette.STRONG), *_listed(offers, hand)]
    return hand.page([*lines, *_listed(asked, hand)])


def by_command(ending: Ending, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """For plain text: the commands to type."""
    hand = hand_of(width, ascii, bare)
    quiz = f"tutor quiz {ending.lesson} --count {ending.cards}"
    offers = _offers(ending, "tutor next", quiz)
    offers += [REVIEW, INTERVIEW] if ending.all_read else []
    return hand.page([*hand.line(ending.said, palette.STRONG), *_listed(offers, hand)])


def _offers(ending: Ending, go_on: str, quiz: str) -> list[Offer]:
    offers: list[Offer] = []
    if ending.onward is not None:
        offers.append((go_on, f"go on: {ending.onward.number} {ending.onward.title}"))
    if ending.cards:
        offers.append((quiz, f"{count(ending.cards, 'card')} on what you have read"))
    return offers


def _listed(offers: list[Offer], hand: Hand) -> list[Text]:
    """One below the other; what they do begins in one column."""
    room = max((len(key) for key, _ in offers), default=0) + 2
    if room + NARROW > hand.width:
        pairs = ((hand.line(key, palette.KEY), meaning) for key, meaning in offers)
        return [line for head, meaning in pairs for line in [*head, *hand.line(meaning, "", 2)]]
    lines = []
    for key, meaning in offers:
        first, *more = hand.line(meaning, palette.PLAIN, room)
        lines += [Text(f"{key:<{room}}", palette.KEY).append_text(first[room:]), *more]
    return lines
