"""The one-line parts of the screen on which a round is held: where we are, the clock, the keys."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from tutor.quiz.round_state import Talk
from tutor.view import palette
from tutor.view.round_page import clock
from tutor.view.text import Pen, crop


def heading(talk: Talk, now: float, *, width: int, pen: Pen) -> Text:
    """The round, its stage, and at the right the stage's clock."""
    dot = f" {pen.glyphs.dot} "
    right = "the end" if talk.is_over else clock(talk, now)
    place = f"{min(talk.place + 1, len(talk.round.stages))} of {len(talk.round.stages)}"
    stage = "" if talk.is_over else f"{talk.stage.title}, {place}"
    room = width - cell_len(right) - 4
    options = ((talk.round.title, stage), (stage or talk.round.title,))
    parts = next((o for o in options if cell_len(dot.join(filter(None, o))) <= room), options[-1])
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    for number, part in enumerate(filter(None, parts)):
        line.append(dot if number else "", style=palette.QUIET)
        line.append(pen.safe(part), style=palette.PLAIN if number else palette.TITLE)
    crop(line, room + 2, pen)
    line.append(" " * max(width - line.cell_len - cell_len(right) - 1, 1))
    late = not talk.is_over and now - talk.since > talk.stage.minutes * 60
    return line.append(right, style=palette.BAD if late else palette.STRONG)


def track(talk: Talk, *, said: str = "", width: int, pen: Pen) -> Text:
    """A mark per stage: done, in hand, to come; and one sentence that has to be `said`."""
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    for number in range(len(talk.round.stages)):
        if number < talk.place:
            line.append(pen.glyphs.tick, palette.GOOD)
        elif number == talk.place:
            line.append(pen.glyphs.now, palette.MARK)
        else:
            line.append(pen.glyphs.dot, palette.QUIET)
    told = pen.cut(said, max(width - line.cell_len - 3, 1)) if said else ""
    return line.append(f"  {told}" if told else "", palette.STRONG)


def keys(talk: Talk) -> list[tuple[str, str]]:
    """Keys and what they do now, the most important first; the last two are always shown."""
    scroll, leave = ("PgUp PgDn", "scroll"), ("Ctrl-C", "leave")
    more = [scroll, ("Ctrl-P", "all"), leave]
    if talk.is_over:
        return [("Enter", "leave"), scroll]
    if talk.phase == "claim":
        return [("1 3 Enter", "claim"), ("= Enter", "those heard"), *more]
    once = {"estimate": "answer", "draw": "draw"}.get(talk.stage.kind, "next line")
    first = [("Enter", once), ("empty line", "done"), ("Ctrl-P", "all")]
    return [*first, scroll, (":skip", "next stage"), leave]
