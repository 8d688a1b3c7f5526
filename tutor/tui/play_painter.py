"""Puts an open stage on the screen: the player's picture, and around it what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text
from textual.containers import Container
from textual.strip import Strip
from textual.widget import Widget

from tutor.tui import bars, command_line
from tutor.tui.arrange import Arrangement, arrange
from tutor.tui.command_line import CommandLine
from tutor.tui.painter import Painter
from tutor.tui.pictures import zero
from tutor.tui.play_keys import useful
from tutor.tui.play_log import PlayLog
from tutor.tui.surface import Surface, strips
from tutor.view import goal_panel, palette

if TYPE_CHECKING:
    from textual.app import App

    from tutor.course.model import Lesson
    from tutor.tui.fresh import Subject
    from tutor.tui.player_state import State

ROOM: Final = 70  # columns from which on the address stands beside the line
ABOVE: Final = 6  # rows that a menu leaves free
SHARE: Final = 3  # of so many parts of the rows a goal has one at most


class PlayPainter(Painter):
    """A painter with a line to type in, and a place for a goal."""

    def __init__(
        self, app: App[Any], lesson: Lesson, state: State, subject: Subject, *, ascii: bool
    ) -> None:
        super().__init__(app, lesson, state, subject, ascii=ascii)
        self.playing = app.playing  # type: ignore[attr-defined]
        self.pictures.grows = True
        self.narrator = PlayLog(app.console, self.pen, self.playing)
        self.goal = Surface(id="goal")
        self.menu = Surface(id="menu")
        self.address, self.prompt = Surface(id="address"), Surface(id="prompt")
        self._is_typing = True

    def furnish(self) -> Iterator[Widget]:
        """The line stands above the keys; the menu lies over everything that is above the line."""
        heading, stage, scrubber, keys = super().furnish()
        self.line: CommandLine = self.app.line  # type: ignore[attr-defined]
        self.menu.display = False
        self.menu.set_class(self.ascii, "ascii")
        typed = Container(self.prompt, self.line, self.address, id="typed")
        yield from (heading, self.goal, stage, scrubber, typed, keys, self.menu)

    def paint(self) -> None:
        """As the player's, and what is around."""
        width = self.app.size.width
        goal = self._goal()
        self.goal.styles.height = len(goal)
        super().paint()
        self._put(self.goal, goal, width)
        self._paint_line(width)
        self.paint_menu()

    def _goal(self) -> list[Text]:
        """Its conditions below its title, on a third of the screen at most."""
        goal, size = self.playing.goal, self.app.size
        if goal is None:
            return []
        width, height = max(size.width - 2, 1), max(size.height // SHARE, 2)
        title = Text(self.pen.cut(goal_panel.heading(goal), width), palette.TITLE)
        rows = goal_panel.fitted(goal.verdicts, width, self.pen, height - 1)
        return [Text(" ").append_text(row) for row in (title, *rows)]

    def paint_log(self) -> None:
        """What was typed and what is said of it, and the keys; all else is as it was."""
        for surface in self._surfaces:
            if surface.id in {"narration", "keys"}:
                self.paint_one(surface)

    def paint_one(self, surface: Surface) -> None:
        """One surface; those around the picture have their lines whatever size they get."""
        if surface in (self.goal, self.menu, self.prompt, self.address):
            surface.refresh()
        else:
            super().paint_one(surface)

    def _paint_line(self, width: int) -> None:
        playing = self.playing
        style = palette.MARK if playing.typing else palette.QUIET
        self._put(self.prompt, [Text(f" {'>' if playing.typing else ':'} ", style)], 3)
        wanted = f" {playing.address} " if width >= ROOM and playing.address else ""
        self.address.styles.width = len(wanted)
        self._put(self.address, [Text(wanted, palette.QUIET)], max(len(wanted), 1))
        empty = "Tab or ? shows what may happen" if playing.typing else "type here with :"
        self.line.placeholder = empty

    def paint_menu(self) -> None:
        """What may stand in the line."""
        line, size = self.line, self.app.size
        self.menu.display = line.is_open
        if not line.is_open:
            return
        most = max(min(len(line.choices), size.height - ABOVE), 1)
        width = max(size.width - 2, 1)
        rows = command_line.drawn(line, width=width, height=most, pen=self.pen)
        self.menu.styles.height = len(rows) + 2
        self._put(self.menu, rows, width)

    def _put(self, surface: Surface, rows: list[Text], width: int) -> None:
        lines: list[Strip] = []
        for row in rows:
            row.no_wrap, row.end = True, ""
            lines += strips(self.app.console, row, width)
        surface.show(lines)

    # ── what differs from a lesson's ────────────────────────────────────────────────────────

    def _arranged(self) -> Arrangement:
        state, size = self.state, self.app.size
        return arrange(
            width=size.width,
            height=size.height - 1 - len(self._goal()),
            place=state.visit.place,
            asking=False,
            hero=state.hero,
            zoomed=state.zoomed,
        )

    def _heading(self, width: int) -> object:
        visit, playing = self.state.visit, self.playing
        last = visit.track.last
        new = "" if playing.follows else f"{last - playing.seen} new"
        away = "looking back" if new == "0 new" else new
        parts = bars.Heading(
            lesson=f"Play {playing.what}",
            page="",
            step=visit.walk.step if visit.story else None,
            last=last,
            source=away or ("live" if visit.story else ""),
            hero=self.state.hero if visit.story else "",
            pinned=self.state.pinned,
            zero=zero(self.moment),
        )
        return bars.heading(parts, width=width, pen=self.pen)

    def _useful(self) -> list[tuple[str, str]]:
        playing = self.playing
        return useful(
            self.state,
            typing=playing.typing,
            runs=bool(playing.runs),
            follows=playing.follows,
            back=playing.back,
        )
