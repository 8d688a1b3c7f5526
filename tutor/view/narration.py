"""What the course says: prose, beats up to the step, predictions with their reasons, claims.

What is right and what holds has been decided by the run before these functions are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from tutor.course.model import LETTERS, Beat, Claim, Predict
from tutor.view import palette
from tutor.view.picks import picked
from tutor.view.text import sentence
from tutor.view.text_style import Hand, hand_of

ASKS: Final = "? "  # a question begins with it
SAYS: Final = "The run says"
SAID: Final = "You said"
SKIPPED: Final = "You did not guess."
_WAITING: Final = "Step on: the story begins with the first fact it speaks of."

VERDICTS: Final[dict[str, str]] = {
    "true": "the guide is right",
    "nuance": "there is more to it than the guide says",
    "changed": "no longer as the guide has it",
    "wrong": "the guide is wrong",
    "bug": "what the guide shows does not work",
}
"""What the course teaches about a statement of the guide, in words."""


def prose(source: str, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """A passage of a page. `bare`, here and below: no style will be seen, so code keeps its
    backticks.
    """
    hand = hand_of(width, ascii, bare)
    return hand.page(hand.markdown(source))


# ── beats ───────────────────────────────────────────────────────────────────────────────────


def beats(
    told: Sequence[tuple[int, Beat]],
    step: int,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """The beats up to `step`, the last one prominent; what does not fit above is left out."""
    hand = hand_of(width, ascii, bare)
    past = [(seq, beat) for seq, beat in told if seq <= step]
    if not past:
        return sentence(_WAITING, width=width, height=height, pen=hand.ink)
    now = past[-1][0]
    kept: list[Text] = []
    for seq, beat in reversed(past):
        own = _beat(beat, hand, current=seq == now)
        if height is not None and kept and len(kept) + 1 + len(own) > height:
            break
        kept = [*own, Text(), *kept] if kept else own
    return hand.page(kept, height)


def _beat(beat: Beat, hand: Hand, *, current: bool) -> list[Text]:
    """A paragraph with a bar in front; bar and text are strong when it is the current one."""
    lines = []
    for number, row in enumerate(hand.markdown(beat.text, 2)):
        glyphs = hand.ink.glyphs
        mark = glyphs.now if current and not number else glyphs.vertical
        line = Text().append(mark, palette.MARK if current else palette.QUIET)
        text = row[1:]
        if not current:
            text.stylize(palette.QUIET)
        lines.append(line.append_text(text))
    return lines


# ── predictions ─────────────────────────────────────────────────────────────────────────────


def prediction(
    predict: Predict,
    *,
    width: int,
    tight: bool = False,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """The question, and its choices by their letters.

    `tight`: in as few rows as there can be, with short choices beside each other.
    """
    hand = hand_of(width, ascii, bare)
    asked = hand.markdown(predict.question, 2)
    for line in asked:
        line.stylize_before(palette.STRONG)
    lines = _under(ASKS, palette.MARK, asked)
    choices = [_choice(number, choice.label, hand) for number, choice in enumerate(predict.choices)]
    if tight and (row := _in_one_row(choices, width)) is not None:
        return hand.page([*lines, row])
    return hand.page([*lines, *[Text()] * (not tight), *(row for own in choices for row in own)])


def _choice(number: int, label: str, hand: Hand) -> list[Text]:
    own = hand.line(label, palette.PLAIN, 5)
    head = Text("  ").append(LETTERS[number], palette.KEY).append("  ")
    return picked([head.append_text(own[0][5:]), *own[1:]], number)


def _in_one_row(choices: Sequence[Sequence[Text]], width: int) -> Text | None:
    """All choices on one line; None where they have no room on it."""
    row = Text("   ").join(own[0] for own in choices)
    return row if all(len(own) == 1 for own in choices) and row.cell_len <= width else None


def guess(
    predict: Predict,
    chosen: int,
    *,
    width: int,
    beat: int = 0,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What the learner has said, and which beat will decide it; 0 = no beat has a number here."""
    hand = hand_of(width, ascii, bare)
    when = f" The run answers at beat {beat}." if beat else ""
    lines = hand.line(f"Your guess: {_named(predict, chosen)}.{when}", palette.STRONG, 2)
    return hand.page(_under(f"{hand.ink.glyphs.guess} ", palette.MARK, lines))


def outcome(
    predict: Predict,
    *,
    width: int,
    right: int,
    chosen: int | None = None,
    skipped: bool = False,
    asked: bool = True,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """The question once more, what the run says, and why; the reason against a wrong choice.

    `skipped`: it was asked, and there was no answer. `asked`: with the question, which a text that
    has just asked it leaves out.
    """
    hand = hand_of(width, ascii, bare)
    glyphs = hand.ink.glyphs
    question = hand.markdown(predict.question, 2) if asked else []
    lines = _under(f"{glyphs.guess} ", palette.MARK, question) if question else []
    for line in lines:
        line.stylize(palette.QUIET, 2)
    lines += _verdict(predict, right, chosen, skipped, hand)
    lines += hand.markdown(predict.choices[right].why, 2)
    if chosen is not None and chosen != right:
        lines += hand.markdown(f"{LETTERS[chosen]}: {predict.choices[chosen].why}", 2)
    return hand.page(lines)


def is_verdict(line: str) -> bool:
    """Whether a line of the screen is the first one of what the run says about a question."""
    return line.startswith((f"  {SAYS}", f"  {SKIPPED}")) or line[2:].startswith(SAID)


def _verdict(
    predict: Predict, right: int, chosen: int | None, skipped: bool, hand: Hand
) -> list[Text]:
    """ "✗ You said b, 2. The run says c, 3."."""
    glyphs, says = hand.ink.glyphs, f"{SAYS} {_named(predict, right)}."
    if chosen is None:
        return hand.line(f"{SKIPPED} {says}" if skipped else says, palette.STRONG, 2)
    said = f"{SAID} {_named(predict, chosen)}."
    if chosen == right:
        said = f"{said} The run says the same."
        return _under(f"{glyphs.tick} ", palette.GOOD, hand.line(said, palette.GOOD, 2))
    return _under(f"{glyphs.cross} ", palette.BAD, hand.line(f"{said} {says}", palette.BAD, 2))


def _named(predict: Predict, number: int) -> str:
    """ "b, 2": the letter of a choice and its text."""
    return f"{LETTERS[number]}, {predict.choices[number].label}"


def _under(mark: str, style: str, lines: list[Text]) -> list[Text]:
    """The mark in the two free cells before the first line."""
    first, *rest = lines
    return [Text().append(mark, style).append_text(first[2:]), *rest]


# ── claims ──────────────────────────────────────────────────────────────────────────────────


def verdict_on(claim: Claim) -> str:
    """ "the guide is right"."""
    return VERDICTS.get(claim.verdict, claim.verdict)


def claim(
    claim: Claim,
    *,
    width: int,
    holds: bool | None = None,
    live: bool = False,
    numbered: bool = True,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What the course teaches about a statement of the guide, and whether the run proves it.

    `live`: the run was made here and now; a recording proves what was so where it was made.
    `numbered`: with the statement's number, which only somebody who looks it up has a use for.
    """
    hand = hand_of(width, ascii, bare)
    glyphs = hand.ink.glyphs
    verdict = verdict_on(claim)
    told = f"{claim.id} {glyphs.dot} {verdict}" if numbered else verdict[:1].upper() + verdict[1:]
    lines = hand.line(told, palette.STRONG)
    lines += hand.markdown(claim.text)
    by = "this run" if live else "the recording"
    if holds is True:
        lines += hand.line(f"{glyphs.tick} proved by {by}", palette.GOOD)
    elif holds is False:
        lines += hand.line(f"{glyphs.cross} {by} does not bear it out", palette.BAD)
    return hand.page(lines)
