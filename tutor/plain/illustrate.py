"""The pictures of a scene in a text: at each beat the one that it is about, as in the player.

What stands further up in a text can still be seen, so nothing is printed twice: of the message flow
only the new rows, under the names of its lanes once; of a message only the new hops; of sentences
only the new ones; and no picture that looks as it did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from tutor.core.timeline import Moment
from tutor.story.follow import heroes
from tutor.view import palette, source, spoken
from tutor.view.fold import fold
from tutor.view.reserved import Plan
from tutor.view.table import VIEWS, View
from tutor.view.text import pen

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline
    from tutor.course.model import Beat

CODE: Final = "source"
MOST: Final = 24  # rows of a picture among prose
NARROW: Final = 60  # columns
HANG: Final = 4
_ROW: Final = re.compile(r"[ \W]{0,2}[ +-]*(?:\d|before)")  # a row of the flow has its time first
_BELOW: Final = re.compile(rf"{_ROW.pattern}|\W{{0,3}}┊")  # a gap in time may come before it
_WORDS: Final = re.compile(r"[\w.]+")


class Illustrator:
    """Draws the pictures of one scene's beats, one after the other."""

    def __init__(
        self,
        timeline: Timeline,
        *,
        width: int,
        ascii: bool = False,
        words: bool = False,
        read: source.Read | None = None,
        grows: bool = False,
    ) -> None:
        """`words`: what can be said in sentences is not drawn; `read`: a project file's text.

        `grows`: the timeline does, so that no place is reserved for what is to come.
        """
        self._timeline, self._words, self._read = timeline, words, read
        self._look: dict[str, Any] = {"width": width, "ascii": ascii}
        self._plan = None if grows else Plan(timeline)
        self._drawn: dict[str, tuple[int, str]] = {}  # view → at which step, and what it was
        self._head: list[str] = []  # the names of the lanes, as they were printed last
        self._rows: set[str] = set()  # what the rows that have been printed told
        self._code = ""  # the line of a project that was printed last

    def pictures(self, beat: Beat, step: int, since: int) -> Iterator[Text]:
        """The pictures for a beat at `step`; what is new in them is new after step `since`."""
        now = self._timeline.moment(step)
        moment = Moment(now.timeline, step, now.world, now.event, now.timeline.world(since))
        names = [view for view in heroes(beat, now.event) if self._read or not VIEWS[view].reads]
        for view in names:
            picture = self._picture(VIEWS[view], moment, beat.mark, since)
            if picture is not None:
                yield picture
        line = None if CODE in names else self._line(moment)
        if line is not None and line.plain != self._code:
            self._code = line.plain
            yield line

    def _picture(self, row: View, moment: Moment, mark: str, since: int) -> Text | None:
        """A view at this moment; None where it looks as it did."""
        look = dict(self._look)
        first = 0 if self._plan else since  # other pictures have told what came before
        before, text = self._drawn.get(row.name, (first, ""))
        if row.grows:
            look["since"] = before
        if row.news and not self._words:
            look["news"] = True
        if row.marks and mark and not self._words:
            look["mark"] = mark
        picture = row.draw(
            moment,
            read=self._read,
            plan=self._plan,
            words=self._words,
            height=None if self._words else row.rows and min(row.rows, MOST),
            **look,
        )
        assert isinstance(picture, Text)
        if picture.plain == text:
            return None
        self._drawn[row.name] = moment.step, picture.plain
        if self._words:
            return picture if row.grows else spoken.news(picture, text)
        return self._headed(picture) if row.timed else picture

    def _headed(self, picture: Text) -> Text | None:
        """The flow without its head, where this is the one that was printed last, and without rows
        that stand above: a row of the flow is drawn again when what it tells of goes on.
        """
        lines = picture.split("\n")
        below = (place for place, line in enumerate(lines) if _BELOW.match(line.plain))
        first = next(below, 0)
        head = [lanes(line.plain, self._look["ascii"]) for line in lines[:first]]
        rows = [line for line in lines[first:] if _told(line) not in self._rows]
        self._rows |= {_told(line) for line in lines[first:]} - {""}
        if not rows:
            return None
        if head and head == self._head:
            return Text("\n").join(rows)
        self._head = head
        return Text("\n").join([*lines[:first], *rows])

    def _line(self, moment: Moment) -> Text | None:
        """The line of the project that acted at this very step, if one did."""
        found, ink = source.place(moment), pen(ascii=self._look["ascii"])
        if self._read is None or found is None or found[1] != source.HERE:
            return None
        path, number, _ = found[0]
        file = (self._read(path) or "").split("\n")
        code = file[number - 1].strip() if 0 < number <= len(file) else ""
        line = Text(ink.safe(f"{path.rpartition('/')[2]}:{number}"), palette.QUIET)
        if not code:
            return line
        width, acted = self._look["width"], Text(ink.safe(code), palette.CODE)
        if width < NARROW:  # a line of its own: fewer names are broken
            rows = [
                Text(" " * HANG).append_text(row) for row in fold(acted, width - HANG, hang=HANG)
            ]
            return Text("\n").join([line, *rows])
        return Text("\n").join(fold(line.append("  ").append_text(acted), width, hang=HANG))


def _told(row: Text) -> str:
    """The time and the words of a row of the flow; "" where there are not both."""
    words = _WORDS.findall(row.plain) if _ROW.match(row.plain) else []
    return " ".join(words) if len(words) > 1 else ""


def lanes(head: str, ascii: bool = False) -> str:
    """A line above the flow without the number of the message that is followed: the names remain
    where they are.
    """
    sign = re.escape(pen(ascii=ascii).glyphs.message)
    return re.sub(rf"(?<!\S){sign}\d*(?!\S)", lambda found: " " * len(found[0]), head)
