"""The end of a scene, beside its finished picture: what it showed, the guesses, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from rich.text import Text

from tutor.course.model import Claim
from tutor.view import palette
from tutor.view.lesson_end import Offer, listed
from tutor.view.narration import VERDICTS
from tutor.view.text import count, pen
from tutor.view.text_style import Hand, hand_of

State = Literal["right", "wrong", "open"]
GUESSES: Final[dict[State, str]] = {
    "right": "You guessed right.",
    "wrong": "Your guess was wrong.",
    "open": "You did not guess.",
}
_ENDS: Final = (". ", "? ", "! ", ": ")  # of a sentence


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the scene, and what has become of the learner's guess."""

    question: str  # Markdown
    state: State


def card(
    title: str,
    claims: Sequence[tuple[Claim, bool]],
    guesses: Sequence[Guess],
    offers: Sequence[Offer],
    *,
    said: str = "",
    live: bool = False,
    width: int,
    ascii: bool = False,
) -> Text:
    """All of it. `claims` with whether the run bears them out; `offers`: what the keys do now.

    `said`: what else is over with this scene. `live`: the run was made here and now.
    """
    hand = hand_of(width, ascii, False)
    over = hand.line(said, palette.STRONG) if said else []
    blocks = (
        hand.line(f"{title}: done", palette.TITLE),
        _claims(claims, "this run" if live else "the recording", hand),
        [line for guess in guesses for line in _guess(guess, hand)],
        [*over, *listed(offers, hand)],
    )
    lines: list[Text] = []
    for block in filter(None, blocks):
        lines += [*([Text()] if lines else []), *block]
    return hand.page(lines)


def more(lines: int, *, width: int, ascii: bool = False) -> Text:
    """The last row of a card of which so many lines lie below."""
    ink = pen(ascii=ascii)
    return Text(
        ink.cut(f"{ink.glyphs.more} {count(lines, 'more line')}, n reads on", width), palette.QUIET
    )


def _claims(claims: Sequence[tuple[Claim, bool]], by: str, hand: Hand) -> list[Text]:
    """What the scene has shown, and what that means for the guide: once, where it is each time
    the same.
    """
    told = {(_told(claim), holds) for claim, holds in claims}
    is_once = len(claims) > 1 and len(told) == 1 and claims[0][1]
    lines: list[Text] = []
    for claim, holds in claims:
        but = "" if holds else f"; {by} does not bear it out"
        says = _told(claim)
        verdict = "" if is_once else f"*{says[:1].upper()}{says[1:]}{but}.*"
        lines += _claim(claim.text.rstrip(), verdict, hand, holds=holds)
    if is_once:
        lines += hand.markdown(f"*Each time {_told(claims[0][0])}.*", 2)
    proved = any(holds for _, holds in claims)
    return [*lines, *(hand.line(f"Proved by {by}.", palette.GOOD, 2) if proved else [])]


def _told(claim: Claim) -> str:
    return VERDICTS.get(claim.verdict, claim.verdict)


def _claim(text: str, verdict: str, hand: Hand, *, holds: bool) -> list[Text]:
    glyphs = hand.ink.glyphs
    mark = (glyphs.tick, palette.GOOD) if holds else (glyphs.cross, palette.BAD)
    gap = "\n\n" if text.endswith(("```", "|")) else " "
    return _under(mark, hand.markdown(f"{text}{gap}{verdict}".rstrip(), 2))


def _guess(guess: Guess, hand: Hand) -> list[Text]:
    glyphs = hand.ink.glyphs
    marks = {
        "right": (glyphs.tick, palette.GOOD),
        "wrong": (glyphs.cross, palette.BAD),
        "open": ("?", palette.MARK),
    }
    text = f"{GUESSES[guess.state]} {last_sentence(guess.question)}"
    return _under(marks[guess.state], hand.markdown(text, 2))


def last_sentence(text: str) -> str:
    """What a question comes to: its last sentence."""
    line = " ".join(text.split())
    start = max(line.rfind(end, 0, -1) for end in _ENDS)
    return line[start + 2 :] if start >= 0 else line


def _under(mark: tuple[str, str], lines: list[Text]) -> list[Text]:
    """A mark in the two free cells before the first line."""
    first, *rest = lines or [Text("  ")]
    return [Text().append(f"{mark[0]} ", mark[1]).append_text(first[2:]), *rest]
