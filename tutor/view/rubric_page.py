"""The points of a free answer, to be ticked: the learner's own words, a good answer, the points.

The words that made a point are marked in the learner's text, and end in the point's number: [2].
Where there is room the good answer stands beside the points, else above them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from rich.text import Text

from tutor.quiz.asking import Asked
from tutor.quiz.heard import Span
from tutor.view import palette
from tutor.view.card_page import GAP, hang
from tutor.view.picks import picked
from tutor.view.text import fit
from tutor.view.text_style import Hand, hand_of

Marks = Mapping[int, Sequence[Span]]
BESIDE: Final = 84  # cells from which on two columns have room
BETWEEN: Final = 3  # cells between them
HEARD: Final = palette.NEW


def said(text: str, marks: Marks, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """A free answer as it was typed, with the words that made its points."""
    hand = hand_of(width, ascii, bare)
    rows: list[Text] = []
    at = 0
    for line in text.splitlines(keepends=True):
        rows += _flow(_marked(line, at, marks), hand)
        at += len(line)
    return hand.page([*hand.line("You said", palette.STRONG), *rows])


def _marked(line: str, at: int, marks: Marks) -> list[tuple[str, bool]]:
    """The words of a line that begins at `at`, each with whether it was heard."""
    last = [(max(span.end for span in spans), number) for number, spans in marks.items()]
    found = []
    for word in re.finditer(r"\S+", line):
        begin, end = at + word.start(), at + word.end()
        is_heard = any(
            span.begin < end and begin < span.end for spans in marks.values() for span in spans
        )
        numbers = [number for place, number in last if begin < place <= end]
        ends = "".join(f"[{number + 1}]" for number in sorted(numbers))
        found.append((word[0] + ends, is_heard))
    return found


def _flow(words: Sequence[tuple[str, bool]], hand: Hand) -> list[Text]:
    """Words as lines, two cells from the left."""
    rows = [Text("  ")]
    for word, is_heard in words:
        rest, style = hand.ink.safe(word), HEARD if is_heard else palette.QUIET
        if rows[-1].cell_len > 2 and rows[-1].cell_len + 1 + Text(rest).cell_len > hand.width:
            rows.append(Text("  "))
        if rows[-1].cell_len > 2:
            rows[-1].append(" ")
        while Text(rest).cell_len > hand.width - rows[-1].cell_len and hand.width > 3:
            head = fit(rest, hand.width - rows[-1].cell_len)
            rows[-1].append(head, style)
            rest = rest[len(head) :]
            rows.append(Text("  "))
        rows[-1].append(rest, style)
    return rows


def rubric(
    asked: Asked,
    *,
    marks: Marks,
    picks: Sequence[int],
    cursor: int = -1,
    width: int,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """The points to tick, and a good answer. `cursor` and `picks` are places from 0."""
    half = (width - BETWEEN) // 2 if width >= BESIDE else width
    hand, model = hand_of(half, ascii, bare), asked.card.model
    points = [*hand.line("Which of these did you say?", palette.STRONG)]
    for place, text in enumerate(asked.options):
        points += _point(text, place, hand, here=place == cursor, on=place in picks, marks=marks)
    good = [*hand.line("A good answer", palette.STRONG), *hand.markdown(model, 2)]
    whole = hand_of(width, ascii, bare)
    if half == width:
        return whole.page([*good, GAP, *points])
    return whole.page(_beside(points, good, half, whole))


def _point(text: str, place: int, hand: Hand, *, here: bool, on: bool, marks: Marks) -> list[Text]:
    glyphs = hand.ink.glyphs
    head = Text().append(f"{glyphs.now if here else ' '} ", palette.MARK)
    head.append("[x] " if on else "[ ] ").append(str(place + 1), palette.KEY).append(") ")
    indent = head.cell_len
    rows = hang(head, hand.markdown(text, indent), here=here)
    if place in marks:
        word = f" {glyphs.dot} heard"
        if rows[-1].cell_len + len(word) > hand.width:
            rows.append(Text(" " * (indent - 1)))
        rows[-1].append(word, HEARD)
    return picked(rows, place)


def _beside(left: Sequence[Text], right: Sequence[Text], half: int, hand: Hand) -> list[Text]:
    rows = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        row = one.copy()
        row.append(" " * max(half - row.cell_len, 0))
        row.append(f" {hand.ink.glyphs.vertical} ", palette.QUIET)
        rows.append(row.append_text(other))
    return rows
