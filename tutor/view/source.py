"""The real file with the line in hand marked: where the project's own code acted at this step."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from tutor.core import events as e
from tutor.view import palette, picture_names
from tutor.view.fold import SANE, Piece, fold, line_of
from tutor.view.text import Pen, escape, page, pen, sentence, wrap

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

EMPTY: Final = "No line of the project has acted yet."
_LATELY: Final = "No line of the project has acted lately."
_LINES: Final = 11  # without a height

HERE: Final = ""
LED_HERE: Final = "  (what led here)"
LAST: Final = "  (the last line that acted)"

Read = Callable[[str], str | None]


class Place(NamedTuple):
    """A line of a project's file."""

    path: str
    line: int
    function: str = ""


def parse(where: str) -> Place | None:
    """ "demo_project/chat/consumers.py:60 handle_message" as a place; None if it is none."""
    spot, _, function = where.partition(" ")
    path, mark, line = spot.rpartition(":")
    if not mark or not path or not line.isascii() or not line.isdigit():
        return None
    return Place(path, int(line[:9]), function)


def place(moment: Moment) -> tuple[Place, str] | None:
    """The line in hand and how it belongs to the step: `HERE`, `LED_HERE` or `LAST`."""
    return _led_here(moment) or _last(_acted(moment))


def _led_here(moment: Moment) -> tuple[Place, str] | None:
    """The line of the step's fact, or of what brought it about."""
    fact = moment.event
    while fact is not None:
        found = parse(getattr(fact, "where", ""))
        if found is not None:
            return found, HERE if fact is moment.event else LED_HERE
        earlier = moment.timeline.event(fact.cause)
        fact = earlier if earlier is not None and earlier.seq < fact.seq else None
    return None


def _last(fact: e.Event | None) -> tuple[Place, str] | None:
    found = parse(getattr(fact, "where", ""))
    return None if found is None else (found, LAST)


def _acted(moment: Moment) -> e.Event | None:
    """The last fact that has a line. Of a recording that grows only what is new is read."""
    timeline, step = moment.timeline, moment.step
    oldest = max(step - picture_names.RECENT, timeline.first)
    known: tuple[int, e.Event | None] = timeline.notes.get(__name__, (0, None))
    since, found = known if oldest <= known[0] <= step else (oldest, None)
    for fact in reversed(timeline.between(since, step)):
        if parse(getattr(fact, "where", "")):
            found = fact
            break
    timeline.notes[__name__] = step, found
    return found if found is not None and found.seq > oldest else None


def near(moment: Moment) -> tuple[Place, str] | None:
    """`place` where it has to do with the step: it is that of its fact, or led to it, or is that of
    the last one that acted for the same connection.
    """
    if (led := _led_here(moment)) is not None:
        return led
    conn, recent = getattr(moment.event, "conn", None), _acted(moment)
    is_same = conn is not None and recent is not None and recent.conn == conn
    return _last(recent) if is_same else None


def render(
    moment: Moment,
    *,
    read: Read,
    width: int,
    height: int | None = None,
    ascii: bool = False,
) -> RenderableType:
    """The lines around the one in hand; `read` gives the text of a path, or None.

    Above them stands what a log says at this step, of which they are the line, or what led to it.
    """
    ink = pen(ascii=ascii)
    found, said = place(moment), _logged(moment, width, ink)
    if found is None and said:
        return page(said[:-1], width=width, height=height, pen=ink)
    if found is None:
        words = picture_names.nothing(moment, EMPTY, _LATELY, recent=True)
        return sentence(words, width=width, height=height, pen=ink)
    spot, role = found
    text = read(spot.path)
    if text is None and said:
        return page(said[:-1], width=width, height=height, pen=ink)
    if text is None:
        message = f"{spot.path}:{spot.line} acted, but the file cannot be read here."
        return sentence(message, width=width, height=height, pen=ink)
    lines = [*said, *_heading(spot, role, width, ink)]
    room = max((height or _LINES + 1) - len(lines), 1)
    lines += _excerpt(text, spot.line, room, width, ink)
    return page(lines, width=width, height=height, pen=ink)


def _logged(moment: Moment, width: int, ink: Pen) -> list[Text]:
    """What the log says at this step, and an empty line; nothing where the step is no log line."""
    fact = moment.event
    if not isinstance(fact, e.LogWritten):
        return []
    dot = f" {ink.glyphs.dot} "
    style = palette.PLAIN if fact.level == "WARNING" else palette.BAD
    head = ink.safe(dot.join(filter(None, (f"{fact.process} logs", fact.logger, fact.level))))
    told = [fact.text] + [fact.error] * (fact.error not in fact.text)
    lines = [Text(row, palette.STRONG) for row in wrap(head, width)]
    for text in filter(None, (" ".join(one.split()) for one in told)):
        whole = Text("  ").append(ink.cut(text, SANE), style)
        lines += fold(whole, width, hang=2)
    return [*lines, Text()]


def _heading(spot: Place, role: str, width: int, ink: Pen) -> list[Text]:
    function = f" {ink.glyphs.dot} {spot.function}()" if spot.function else ""
    path = f"{spot.path}:{spot.line}"
    short = ink.cut(path, max(width - cell_len(ink.safe(function)) - len(role), 12), "end")
    pieces = [
        Piece((ink.safe(path), *[short] * (role == LAST)), palette.STRONG),
        Piece((ink.safe(function),), palette.INSTANCE),
        Piece((role,), palette.QUIET),
    ]
    return line_of(pieces, width, hang=2)


def _excerpt(text: str, line: int, room: int, width: int, ink: Pen) -> list[Text]:
    """The lines around `line`, as many as there are rows for; those that are too long go on below.

    A line that has not enough rows left does not stand at all.
    """
    rows = highlighted(text, ink.glyphs.ascii)
    line = min(max(line, 1), len(rows))
    first = max(min(line - 1 - room // 2, len(rows) - room), 0)
    shown = rows[first : first + room]
    indent = min((_indent(row) for row in shown if row.plain.strip()), default=0)
    digits = len(str(first + room))

    def folded(number: int, most: int = 0) -> list[Text]:
        row = rows[number - 1]
        whole = _row(row[indent:], number, number == line, digits, ink)
        return fold(whole, width, hang=digits + 8 + _indent(row) - indent, most=most)

    lines = folded(line, most=room)
    above, below = line - 1, line + 1
    while len(lines) < room and (above > first or below <= first + len(shown)):
        takes_above = above > first and (line - above <= below - line or below > first + len(shown))
        more = folded(above if takes_above else below)
        if len(lines) + len(more) > room:
            break
        lines = [*more, *lines] if takes_above else [*lines, *more]
        above, below = (above - 1, below) if takes_above else (above, below + 1)
    return lines


def _indent(row: Text) -> int:
    return len(row.plain) - len(row.plain.lstrip())


def _row(code: Text, number: int, here: bool, digits: int, ink: Pen) -> Text:
    row = Text().append(f"{ink.glyphs.now if here else ' '} ", palette.MARK)
    row.append(f"{number:>{digits}}  ", palette.STRONG if here else palette.QUIET)
    row.append_text(code)
    if here:
        row.stylize(palette.NOW)
    return row


@lru_cache(maxsize=8)
def highlighted(text: str, ascii: bool) -> tuple[Text, ...]:
    """The file in ANSI colours, line by line, nothing in it but printable characters."""
    from rich.syntax import ANSISyntaxTheme, Syntax

    clean = "\n".join(
        escape(line.expandtabs(4).rstrip("\r"), ascii=ascii) for line in text.split("\n")
    )
    syntax = Syntax("", "python", theme=ANSISyntaxTheme(_colours()))
    return tuple(syntax.highlight(clean).split("\n"))


def _colours() -> dict[tuple[str, ...], Style]:
    """Pygments tokens in ANSI roles that read on light and dark alike."""
    roles = {
        ("Comment",): palette.QUIET,
        ("Literal", "String", "Doc"): palette.QUIET,
        ("Literal", "String"): palette.GROUP,
        ("Literal", "Number"): palette.CLIENT,
        ("Keyword",): palette.INSTANCE,
        ("Operator", "Word"): palette.INSTANCE,
        ("Name", "Function"): palette.CLIENT,
        ("Name", "Class"): palette.CLIENT,
        ("Name", "Decorator"): palette.CLIENT,
    }
    return {token: Style.parse(role) for token, role in roles.items()}
