"""The consumer in focus: who it is, what it runs, what its attributes hold and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.events import HandlerStarted
from tutor.core.world import Instance
from tutor.view import palette, picture_names, who_row
from tutor.view.fold import SANE, fold
from tutor.view.text import Pen, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

EMPTY: Final = "No consumer yet. One instance is made for every connection that gets through."
_LATELY: Final = "No consumer is known."
_EVERYBODYS: Final = frozenset({"groups", "channel_name"})  # set by Channels itself
_OVER: Final = frozenset({"failed", "finished"})
_TITLE: Final = f"bold {palette.INSTANCE}"


def render(
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """The consumer of the connection in focus, with all that is known of it."""
    ink = pen(ascii=ascii)
    found = picture_names.consumer(moment)
    if found is None:
        words = picture_names.nothing(moment, EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    conn, instance = found
    lines = fold(_heading(moment, conn, instance, ink), width, hang=2)
    lines += _doings(moment, instance, width, ink)
    earlier = moment.earlier.instances.get(conn)
    lines += _attributes(instance, earlier, width, ink)
    lines += _identity(instance, width, ink)
    return page(lines, width=width, height=height, pen=ink)


def _heading(moment: Moment, conn: int, instance: Instance, ink: Pen) -> Text:
    line = Text().append(f"{ink.safe(instance.name)} #{instance.number}", _TITLE)
    line.append(f" {ink.glyphs.dot} ", palette.QUIET)
    line.append(instance.state, palette.STATES[instance.state])
    client = picture_names.caller(moment.world, conn)
    if client:
        line.append(f" {ink.glyphs.dot} serves ", palette.QUIET)
        line.append(ink.safe(client), palette.CLIENT)
        gone = who_row.is_gone(moment.world, conn)
        line.append(f" {ink.glyphs.dead} gone" if gone else "", palette.GONE)
    return line


def _doings(moment: Moment, instance: Instance, width: int, ink: Pen) -> list[Text]:
    """The running handler with its thread, and what went wrong."""
    started = moment.timeline.event(instance.handler_seq)
    running = f"{instance.handler}()" if instance.handler else "nothing now"
    if isinstance(started, HandlerStarted) and started.thread:
        running += f" in {started.thread}"
    rows = [("runs", running, palette.NOW if instance.handler else palette.QUIET)]
    if instance.error:
        rows.append(("error", f"{ink.glyphs.cross} {instance.error}", palette.BAD))
    return [line for row in rows for line in _row(*row, width, ink)]


def _identity(instance: Instance, width: int, ink: Pen) -> list[Text]:
    """What stays the same for as long as it lives."""
    none = "none" if instance.state in _OVER else "none yet"
    rows = [("channel", instance.channel or none, ""), ("process", instance.process, "")]
    if instance.where:
        rows.append(("class", instance.where, palette.QUIET))
    return [line for row in rows for line in _row(*row, width, ink)]


def _row(name: str, value: str, style: str, width: int, ink: Pen) -> list[Text]:
    line = Text().append(f"  {name:<8}", palette.QUIET)
    return fold(line.append(ink.cut(value, SANE), style), width, hang=10)


def ordered(held: dict[str, str], before: dict[str, str]) -> list[tuple[str, str]]:
    """What changed just now, then the project's own, then what every consumer has."""
    return sorted(held.items(), key=lambda of: (before.get(of[0]) == of[1], of[0] in _EVERYBODYS))


def _attributes(instance: Instance, earlier: Instance | None, width: int, ink: Pen) -> list[Text]:
    if not instance.attributes:
        yet = "" if instance.state in _OVER else " yet"
        return [Text(f"  no attribute of its own{yet}", style=palette.QUIET)]
    before = earlier.attributes if earlier else {}
    column = max(cell_len(ink.safe(f"self.{key}")) for key in instance.attributes)
    column = min(column, max(width // 2, 6))
    held = ordered(instance.attributes, before)
    rows = (_attribute(key, value, before.get(key), column, width, ink) for key, value in held)
    return [line for row in rows for line in row]


def _attribute(
    key: str, value: str, before: str | None, column: int, width: int, ink: Pen
) -> list[Text]:
    """One attribute: whole where this step brought it, else as much as fits."""
    fresh, changed = before is None, before is not None and before != value
    sign = ink.glyphs.new if fresh else "~" if changed else " "
    style = palette.NEW if fresh or changed else ""
    line = Text().append(f"  {sign} ", style)
    room = max(column, cell_len(ink.safe(f"self.{key}"))) if style else column
    line.append(ink.pad(f"self.{key}", room), style).append(" = ", palette.QUIET)
    room = max(width - line.cell_len, 1)
    if not style:
        return [line.append(ink.cut(value, room))]
    line.append(ink.cut(value, SANE), style)
    if changed and room > 24:
        was = f"  was {ink.cut(before or '', max(width - line.cell_len - 6, room // 3 - 1))}"
        line.append(was, palette.QUIET)
    return fold(line, width, hang=8)
