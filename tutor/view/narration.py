"""What the course says: prose, beats up to the step, predictions with their reasons, claims.

What is right and what holds has been decided by the run before these functions are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from tutor.course.model import Beat, Claim, Predict
from tutor.view import palette
from tutor.view.picks import picked
from tutor.view.text import Pen, sentence
from tutor.view.text_style import Hand, hand_of

SAYS: Final = "The run says"
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
    chosen: int | None = None,
    right: int | None = None,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """The question and its choices by key; with `right` (what the run says) the answer, too."""
    hand = hand_of(width, ascii, bare)
    lines = [Text("Predict", style=palette.TITLE), *hand.markdown(predict.question), Text()]
    for number, choice in enumerate(predict.choices):
        mark, _, style = _mark(number, chosen, right, hand.ink)
        own = hand.line(choice.label, style or palette.STRONG, 5)
        head = Text().append(f"{mark} ", style).append(str(number + 1), palette.KEY)
        lines += picked([head.append(") ").append_text(own[0][5:]), *own[1:]], number)
    if right is not None:
        lines += [Text(), *_answer(predict, chosen, right, hand)]
    return hand.page(lines)


def answer(
    predict: Predict,
    *,
    width: int,
    right: int,
    chosen: int | None = None,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What the run says, and the reasons of the right choice and of the chosen one."""
    hand = hand_of(width, ascii, bare)
    return hand.page(_answer(predict, chosen, right, hand))


def _mark(number: int, chosen: int | None, right: int | None, ink: Pen) -> tuple[str, str, str]:
    """Glyph, word and style of a choice: right, chosen and wrong, or neither."""
    if right is not None and number == right:
        return ink.glyphs.tick, "right", palette.GOOD
    if right is not None and number == chosen:
        return ink.glyphs.cross, "wrong", palette.BAD
    return " ", "", ""


def _answer(predict: Predict, chosen: int | None, right: int, hand: Hand) -> list[Text]:
    said = predict.choices[right].label
    lines = hand.line(f"{SAYS}: {said}", palette.STRONG)
    if chosen is not None and chosen != right:
        lines += _reason(predict, chosen, chosen, right, hand)
    return [*lines, *_reason(predict, right, chosen, right, hand)]


def _reason(
    predict: Predict, number: int, chosen: int | None, right: int, hand: Hand
) -> list[Text]:
    """ "✗ wrong: 2" and why."""
    mark, word, style = _mark(number, chosen, right, hand.ink)
    you = "your answer is " if number == chosen else ""
    choice = predict.choices[number]
    head = hand.line(f"{mark} {you}{word}: {choice.label}", style)
    return [*head, *hand.markdown(choice.why, 2)]


# ── claims ──────────────────────────────────────────────────────────────────────────────────


def claim(
    claim: Claim,
    *,
    width: int,
    holds: bool | None = None,
    live: bool = False,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What the course teaches about a statement of the guide, and whether the run proves it.

    `live`: the run was made here and now; a recording proves what was so where it was made.
    """
    hand = hand_of(width, ascii, bare)
    glyphs = hand.ink.glyphs
    verdict = VERDICTS.get(claim.verdict, claim.verdict)
    lines = hand.line(f"{claim.id} {glyphs.dot} {verdict}", palette.STRONG)
    lines += hand.markdown(claim.text)
    by = "this run" if live else "the recording"
    if holds is True:
        lines += hand.line(f"{glyphs.tick} proved by {by}", palette.GOOD)
    elif holds is False:
        lines += hand.line(f"{glyphs.cross} {by} does not bear it out", palette.BAD)
    return hand.page(lines)
