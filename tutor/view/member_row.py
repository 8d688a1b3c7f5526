"""One line of groups: a member, the client behind it, and what waits in its queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.core.world import Channel
from tutor.view import palette, picture_names, queue_bar
from tutor.view.canvas import Canvas
from tutor.view.fold import fold
from tutor.view.text import Pen
from tutor.view.who_columns import Columns

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.motion import Frame

INDENT: Final = 4  # cells before the number of a member: its mark is among them
NAMED: Final = 24  # cells of a client's name at most
GONE: Final = "gone"
NOTE: Final = len("joined now")


class Places(msgspec.Struct, frozen=True):
    """Cells of each part of a line; 0: it is not there."""

    label: int
    channel: int
    name: int
    bar: int
    words: int
    note: int
    width: int

    @property
    def columns(self) -> list[int]:
        """Where each part begins, and behind the last one the cells of all."""
        column, found = INDENT, []
        for cells in (self.label, self.channel, self.name, self.bar, self.words, self.note):
            found.append(column)
            column += cells + 1 if cells else 0
        return [*found, column - 1]


class Look(NamedTuple):
    """What all lines of a picture are drawn with."""

    moment: Moment
    places: Places
    width: int
    ink: Pen
    group: int  # cells of the longest name of a group
    frame: Frame | None = None  # where a message is on its way


def places(columns: Columns, width: int) -> Places:
    """What has room on lines `width` cells wide; the rest gives way, the least worth first."""
    found = wished = Places(
        label=max(columns.label, 2),
        channel=columns.channel,
        name=min(columns.name, NAMED),
        bar=queue_bar.BAR if columns.words else 0,
        words=max(columns.least, min(columns.words, queue_bar.WORDS)),
        note=NOTE,
        width=width,
    )
    for part, cells in (
        ("name", 12),
        ("note", len("joined")),
        ("words", columns.least),
        ("name", 0),
        ("bar", 0),
        ("note", 1),
    ):
        if found.columns[-1] > width:
            smaller = min(cells, getattr(found, part))
            found = msgspec.structs.replace(found, **{part: smaller})
    for part in ("name", "words"):  # what the last one to give way has left
        more = max(width - found.columns[-1], 0) if getattr(found, part) else 0
        wider = min(getattr(wished, part), getattr(found, part) + more)
        found = msgspec.structs.replace(found, **{part: wider})
    return found


def lines(look: Look, name: str, mark: str = " ", note: str = "") -> list[Text]:
    """ "  + #3 …!Wq2k admin ▕◆         ▏ 1 of 100  joined now"; below it what has no room."""
    moment, place, ink = look.moment, look.places, look.ink
    channel = moment.world.channels.get(name)
    style = palette.GONE if mark == ink.glyphs.gone else palette.NEW if note else ""
    canvas, dots = Canvas(look.width), ink.glyphs.ellipsis
    at_label, at_channel, at_name, at_bar, at_words, at_note, _ = place.columns
    canvas.write(0, [(f"  {mark} ", style)])
    conn = channel.conn if channel is not None else None
    if look.frame is not None and look.frame.is_at(conn, 3, 6):
        canvas.put(INDENT - 2, ink.glyphs.message, palette.MARK)
    member = picture_names.member(moment.world, name)
    canvas.write(at_label, [(member, style or palette.INSTANCE)], None, dots)
    if place.channel:
        canvas.write(at_channel, [(ink.channel(name), style or palette.QUIET)], None, dots)
    client = _client(moment, channel)
    if place.name:
        canvas.write(at_name, [(ink.cut_name(client, place.name), palette.CLIENT)], None, dots)
    if channel is not None and place.words:
        _queue(canvas, look, channel, at_bar, at_words)
    said, look_of_it = _note(look, channel, note, style, look.width - at_note)
    canvas.write(at_note, [(said, look_of_it)], None, dots)
    below = []
    if place.name and moment.event is not None and _is_cut(look, channel, client):
        whole = Text(" " * (INDENT + 2)).append(ink.safe(client), palette.CLIENT)
        below = fold(whole, look.width, hang=INDENT + 2)
    return [canvas.line(), *below]


def _client(moment: Moment, channel: Channel | None) -> str:
    """The client at the far end of a channel's consumer."""
    return picture_names.caller(moment.world, channel.conn if channel is not None else None)


def _is_cut(look: Look, channel: Channel | None, client: str) -> bool:
    """Whether this step speaks of a client whose name has no room to be whole."""
    fact = look.moment.event
    is_named = channel is not None and fact is not None and fact.conn == channel.conn
    return is_named and cell_len(look.ink.safe(client)) > look.places.name


def _queue(canvas: Canvas, look: Look, channel: Channel, at_bar: int, at_words: int) -> None:
    before = look.moment.earlier.channels.get(channel.name)
    was = len(before.queue) if before is not None else 0
    if look.places.bar:
        canvas.write(at_bar, queue_bar.bar(channel, look.ink, queue_bar.followed(look.moment)))
    said = queue_bar.words(channel, was, look.places.words)
    canvas.write(at_words, said, at_words + look.places.words, look.ink.glyphs.ellipsis)


def _note(look: Look, channel: Channel | None, note: str, style: str, room: int) -> tuple[str, str]:
    """What has happened to a member, or that nobody listens any more, as long as there is room."""
    if note:
        return next(
            (form for form in (note, note.partition(" ")[0]) if len(form) <= room), ""
        ), style
    if channel is None or channel.alive:
        return "", ""
    dead = look.ink.glyphs.dead
    forms = (f"{dead} its consumer is gone", f"{dead} {GONE}", dead)
    return next((form for form in forms if cell_len(form) <= room), dead), palette.GONE
