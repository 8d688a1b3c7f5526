"""A card on the screen: the question, its hints, and what became of the answer.

Every mark is a glyph with a word or a number beside it. What is right has been decided before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from rich.text import Text

from tutor.quiz.asking import Asked
from tutor.quiz.card import KINDS, Point
from tutor.quiz.hints import GRADES
from tutor.quiz.interviews import clock
from tutor.quiz.marking import Part, literal
from tutor.quiz.sitting import Turn
from tutor.view import palette
from tutor.view.card_code import beside, columns, program, under
from tutor.view.picks import picked
from tutor.view.text import wrap
from tutor.view.text_style import Hand, hand_of

PARTLY: Final = "~"  # where a tick or a cross would be: an answer that is partly right
GAP: Final = Text()


def question(
    asked: Asked,
    *,
    width: int,
    cursor: int = -1,
    picks: Sequence[int] = (),
    told: Sequence[Part] = (),
    below: Sequence[Text] | None = None,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What is asked, and what there is to choose from.

    `cursor` and `picks` are places on the screen from 0, of a faulty program lines from 1; the
    picks of an order are in the order of their choice. `told`: the parts of the verdict, which mark
    the choices, or the lines. `below`: pages below the text; with them, () too, code and text go
    side by side where there is room.
    """
    card = asked.card
    room = columns(card, width) if below is not None and card.kind != "say" else None
    hand = hand_of(room[0] if room else width, ascii, bare)
    lines = hand.line(KINDS[card.kind], palette.TITLE)
    if card.setting:
        lines += hand.line(f"In the scene: {card.setting}", palette.QUIET)
    lines += hand.markdown(card.question)
    code = partial(program, card, cursor=cursor, chosen=picks, told=bool(told))
    if room and (card.code or asked.options):
        side = hand_of(room[1], ascii, bare)
        options = () if card.code else _options(asked, cursor, picks, side, told)
        other = [GAP, *options] if options else code(side)
        return beside(under(hand.page(lines), below or ()), side.page(other), room[0])
    if card.code:
        lines += [GAP, *code(hand)]
    if card.kind != "say":
        options = _options(asked, cursor, picks, hand, told)
        lines += [GAP, *options] if options else []
    return under(hand.page(lines), below or ())


def _options(
    asked: Asked, cursor: int, picks: Sequence[int], hand: Hand, told: Sequence[Part]
) -> list[Text]:
    lines: list[Text] = []
    for place, text in enumerate(asked.options):
        glyphs = hand.ink.glyphs
        here = place == cursor
        head = Text().append(f"{glyphs.now if here else ' '} ", palette.MARK)
        if told and asked.card.choices:
            head = _marked(told[asked.order[place]], hand)
        elif not told:
            head.append(_box(asked, place, picks))
        head.append(str(place + 1), palette.KEY).append(") ")
        rows = hang(head, hand.markdown(text, head.cell_len), here=here)
        lines += picked(rows, place)
    return lines


def _marked(part: Part, hand: Hand) -> Text:
    """What stands in front of a choice once it is told: a tick at the right ones."""
    glyphs = hand.ink.glyphs
    mark = {"right": glyphs.tick, "missed": glyphs.tick, "wrong": glyphs.cross}.get(part.mark, " ")
    return Text().append(f"{mark} ", palette.BAD if part.mark == "wrong" else palette.GOOD)


def _box(asked: Asked, place: int, picks: Sequence[int]) -> str:
    """A place in the order that is being made; a box to tick; nothing for a single choice."""
    if asked.card.kind == "order" and picks:
        return f"[{picks.index(place) + 1}] " if place in picks else "[ ] "
    if asked.card.kind == "multiple":
        return "[x] " if place in picks else "[ ] "
    return ""


def hang(head: Text, rows: Sequence[Text], *, here: bool = False) -> list[Text]:
    """Rows that are indented as far as `head` is wide, with it in front."""
    if not rows:
        return [head]
    first = rows[0][head.cell_len :]
    if here:
        first.stylize(palette.NOW)
    return [head.append_text(first), *rows[1:]]


def hints(
    taken: Sequence[tuple[str, str]], *, width: int, ascii: bool = False, bare: bool = False
) -> Text:
    """The rungs so far: name and text."""
    hand = hand_of(width, ascii, bare)
    lines: list[Text] = []
    for name, text in taken:
        head = Text().append(f"Hint, {name}: ", palette.STRONG)
        rows = hand.markdown(text)
        lines += (
            [head.append_text(rows[0]), *rows[1:]] if _fits(head, rows, hand) else [head, *rows]
        )
    return hand.page(lines)


def _fits(head: Text, rows: Sequence[Text], hand: Hand) -> bool:
    return bool(rows) and head.cell_len + rows[0].cell_len <= hand.width


def entry(
    text: str, *, width: int, typing: bool = True, ascii: bool = False, bare: bool = False
) -> Text:
    """What has been typed so far; with a cursor while it is being typed."""
    hand = hand_of(width, ascii, bare)
    rows = wrap(hand.ink.safe(text) + "_" * typing, max(width - 2, 1)) or [""]
    lines = [Text("  ").append(row, palette.NOW) for row in rows]
    return hand.page([Text("> ", palette.KEY).append_text(lines[0][2:]), *lines[1:]])


def follow_up(
    point: Point,
    *,
    claimed: str = "",
    shown: bool,
    width: int,
    ascii: bool = False,
    bare: bool = False,
) -> Text:
    """What an interviewer asks further, and (`shown`) what the answer should have.

    `claimed`: the words of the answer that made the point, if any did.
    """
    hand = hand_of(width, ascii, bare)
    lead = f"You said: {claimed}" if claimed else "Let me ask further"
    lines = [*hand.line(lead, palette.TITLE), *hand.markdown(point.ask)]
    if shown:
        lines += [GAP, *hand.line("What should be in it", palette.STRONG)]
        lines += [*hand.markdown(point.model), GAP, Text("Was it in yours?", palette.STRONG)]
    return hand.page(lines)


def doubt(model: str, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """Whether the right answer was meant, which a typed one has among other words."""
    hand = hand_of(width, ascii, bare)
    return hand.page(
        [
            *hand.line("Your answer has more than one thing in it.", palette.TITLE),
            *hand.markdown(f"Did you mean {literal(model)}?"),
        ]
    )


# ── the answer ──────────────────────────────────────────────────────────────────────────────

WORDS: Final = {
    "right": "right",
    "wrong": "your answer is wrong",
    "missed": "the answer",
}


def verdict(
    turn: Turn, *, again: str = "", width: int, ascii: bool = False, bare: bool = False
) -> Text:
    """Right or not, the reasons, and when the card comes again (`again`, in words)."""
    hand = hand_of(width, ascii, bare)
    lines = [_head(turn, again, hand)]
    for part in _telling(turn):
        lines += _part(turn, part, hand)
    if turn.card.why:
        lines += hand.markdown(turn.card.why)
    if turn.card.kind == "say":
        lines += [GAP, *hand.line("A good answer", palette.STRONG), *hand.markdown(turn.card.model)]
    return hand.page(lines)


def _head(turn: Turn, again: str, hand: Hand) -> Text:
    glyphs, right = hand.ink.glyphs, turn.verdict.correct
    partly = turn.verdict.score > 0
    mark = glyphs.tick if right else PARTLY if partly else glyphs.cross
    said = turn.card.kind == "say" or _is_empty(turn)
    word = "Right" if right else "Partly" if partly else "Not yet" if said else "Wrong"
    score = f" {glyphs.dot} {turn.verdict.score:.0%}" if 0 < turn.verdict.score < 1 else ""
    line = Text().append(f"{mark} {word}", palette.GOOD if right else palette.BAD).append(score)
    grade = GRADES.get(turn.review.grade, "")
    took = clock(turn.review.seconds) if turn.review.seconds >= 1 else ""
    told = f" {glyphs.dot} ".join(filter(None, (grade, hand.ink.safe(again), took)))
    return line.append(f" {glyphs.dot} {told}", palette.QUIET)


def _is_empty(turn: Turn) -> bool:
    return not turn.response.picks and not turn.response.text


def _telling(turn: Turn) -> list[Part]:
    """The parts worth a reason: what was chosen and what should have been, the wrong ones first."""
    parts = [part for part in turn.verdict.parts if part.mark != "other"]
    if turn.card.kind in {"order", "say"}:
        return parts
    return sorted(parts, key=lambda part: ("wrong", "missed", "right").index(part.mark))


def _part(turn: Turn, part: Part, hand: Hand) -> list[Text]:
    glyphs = hand.ink.glyphs
    if turn.card.kind == "order":
        number = turn.verdict.parts.index(part) + 1
        mark = glyphs.tick if part.mark == "right" else glyphs.cross
        head = Text().append(f"{mark} ", _style(part)).append(f"{number}. ", palette.KEY)
        rows = hang(head, hand.markdown(part.text, head.cell_len))
        return [*rows, *hand.line(part.why, palette.QUIET, 5)] if part.why else rows
    mark = {"right": glyphs.tick, "wrong": glyphs.cross}.get(part.mark, glyphs.maps)
    word = "missed" if turn.card.kind == "say" and part.mark == "missed" else WORDS[part.mark]
    head = Text().append(f"{mark} {word}: ", _style(part))
    rows = hand.markdown(part.text, 2)
    lines = [head.append_text(rows[0][2:]), *rows[1:]] if rows else [head]
    if lines[0].cell_len > hand.width:
        lines = [*hand.line(f"{mark} {word}:", _style(part)), *rows]
    return [*lines, *hand.markdown(part.why, 2)] if part.why else lines


def _style(part: Part) -> str:
    return {"right": palette.GOOD, "wrong": palette.BAD}.get(part.mark, palette.STRONG)
