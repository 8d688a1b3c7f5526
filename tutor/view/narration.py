"""What the course says: prose, beats up to the step, predictions with their reasons, claims.

What is right and what holds has been decided by the run before these functions are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from tutor.course.model import Beat, Claim, Predict
from tutor.view import markdown, palette
from tutor.view.text import Pen, page, pen, sentence

_WAITING: Final = "Step on: the story begins with the first fact it speaks of."

VERDICTS: Final[dict[str, str]] = {
    "true": "true",
    "nuance": "true, with a catch",
    "changed": "no longer so",
    "wrong": "not true",
    "bug": "breaks today",
}
"""What the course teaches about a statement of the guide, in words."""


def prose(source: str, *, width: int, ascii: bool = False) -> Text:
    """A passage of a page."""
    return markdown.render(source, width=width, ascii=ascii)


def beats(
    told: Sequence[tuple[int, Beat]],
    step: int,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
) -> Text:
    """The beats up to `step`, the last one prominent; what does not fit above is left out."""
    ink = pen(ascii=ascii)
    past = [(seq, beat) for seq, beat in told if seq <= step]
    if not past:
        return sentence(_WAITING, width=width, height=height, pen=ink)
    now = past[-1][0]
    lines: list[Text] = []
    for seq, beat in past:
        lines += [Text(), *_beat(beat, width, ink, current=seq == now)]
    kept = lines[1:]
    if height is not None and len(kept) > height:
        kept = _newest(past, now, width, height, ink)
    return page(kept, width=width, height=height, pen=ink)


def _newest(
    past: Sequence[tuple[int, Beat]], now: int, width: int, height: int, ink: Pen
) -> list[Text]:
    """Whole beats from the end, as many as fit; the current one always."""
    kept: list[Text] = []
    for seq, beat in reversed(past):
        own = _beat(beat, width, ink, current=seq == now)
        if kept and len(kept) + 1 + len(own) > height:
            break
        kept = [*own, Text(), *kept] if kept else own
    return kept


def _beat(beat: Beat, width: int, ink: Pen, *, current: bool) -> list[Text]:
    """A paragraph with a bar in front, its bar strong and its text bright when it is current."""
    rows = markdown.lines(beat.text, width=max(width - 2, 1), ascii=ink.glyphs.ascii)
    lines = []
    for number, row in enumerate(rows):
        mark = ink.glyphs.now if current and not number else ink.glyphs.vertical
        line = Text().append(f"{mark} ", palette.MARK if current else palette.QUIET)
        if not current:
            row.stylize(palette.QUIET)
        lines.append(line.append_text(row))
    return lines


def prediction(
    predict: Predict,
    *,
    width: int,
    chosen: int | None = None,
    right: int | None = None,
    ascii: bool = False,
) -> Text:
    """The question and its choices; with `right` (what the run says) also marks and reasons."""
    ink = pen(ascii=ascii)
    lines = [Text("Predict", style=palette.TITLE)]
    lines += markdown.lines(predict.question, width=width, ascii=ascii)
    lines.append(Text())
    for number in range(len(predict.choices)):
        lines += _choice(predict, number, chosen, right, width, ink)
    if right is not None:
        lines += [Text(), _verdict(predict, chosen, right, ink)]
    return page(lines, width=width, height=None, pen=ink)


def _choice(
    predict: Predict, number: int, chosen: int | None, right: int | None, width: int, ink: Pen
) -> list[Text]:
    choice = predict.choices[number]
    mark, word, style = " ", "", ""
    if right is not None and number == right:
        mark, word, style = ink.glyphs.tick, "  right", palette.GOOD
    elif right is not None and number == chosen:
        mark, word, style = ink.glyphs.cross, "  wrong", palette.BAD
    line = Text().append(f"{mark} ", style).append(f"{number + 1}", palette.KEY)
    line.append("  ")
    line.append(ink.safe(choice.label), style or palette.STRONG).append(word, style)
    lines = [line]
    if style:
        for row in markdown.lines(choice.why, width=max(width - 5, 1), ascii=ink.glyphs.ascii):
            lines.append(Text("     ").append_text(row))
    return lines


def _verdict(predict: Predict, chosen: int | None, right: int, ink: Pen) -> Text:
    said = predict.choices[right].label
    line = Text().append("The run says: ", palette.STRONG).append(ink.safe(said), palette.GOOD)
    if chosen is None:
        return line
    if chosen == right:
        return line.append(f"  {ink.glyphs.tick} You were right.", palette.GOOD)
    return line.append(f"  {ink.glyphs.cross} You said {ink.safe(predict.choices[chosen].label)}.", palette.BAD)


def claim(claim: Claim, *, width: int, holds: bool | None = None, ascii: bool = False) -> Text:
    """A statement of the guide, what the course teaches about it, whether this run bears it out."""
    ink = pen(ascii=ascii)
    head = Text().append(ink.safe(claim.id), palette.STRONG)
    verdict = VERDICTS.get(claim.verdict, claim.verdict)
    head.append(f" {ink.glyphs.dot} the guide's claim is {ink.safe(verdict)}")
    lines = [head, *markdown.lines(claim.text, width=width, ascii=ascii)]
    if holds is True:
        lines.append(Text(f"{ink.glyphs.tick} proved by this run", style=palette.GOOD))
    elif holds is False:
        lines.append(Text(f"{ink.glyphs.cross} not so in this run", style=palette.BAD))
    return page(lines, width=width, height=None, pen=ink)
