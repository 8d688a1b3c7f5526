"""The line in hand in a sentence: which file, which function, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor.view import source
from tutor.view.spoken import paragraphs
from tutor.view.text import pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_HOW: Final = {
    source.HERE: "",
    source.LED_HERE: ", which led here",
    source.LAST: ", the last line that acted",
}


def render(
    moment: Moment,
    *,
    read: source.Read,
    width: int,
    height: int | None = None,
    ascii: bool = False,
) -> Text:
    """ "lobby.py, line 30, in receive: await layer.group_send(self.lobby, event)"."""
    return paragraphs([_told(moment, read)], width=width, height=height, ink=pen(ascii=ascii))


def _told(moment: Moment, read: source.Read) -> str:
    found = source.place(moment)
    if found is None:
        return source.EMPTY
    (path, number, function), how = found
    rows = (read(path) or "").split("\n")
    code = rows[number - 1].strip() if 0 < number <= len(rows) else ""
    place = f"{path}, line {number}{f', in {function}' if function else ''}{_HOW[how]}"
    return f"{place}: {code}" if code else f"{place}."
