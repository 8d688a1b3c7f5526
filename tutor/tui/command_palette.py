"""Textual's command palette in the terminal's own colours, over entries of ours, a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.command import (
    Command,
    CommandList,
    CommandPalette,
    DiscoveryHit,
    Hit,
    Hits,
    SimpleProvider,
)
from textual.content import Content
from textual.screen import Screen

from tutor.view.text import Pen

LEFT: Final = 12  # cells for the key
EXACT: Final = 1000.0  # the score of an entry whose key is what was typed: above any title's
WIDEST: Final = 96
AROUND: Final = 4  # cells of the frame and its padding
# Underlined, not reversed: a component of Textual 8.2 that is drawn as `Content` loses "reverse".
SHEET: Final = """
CommandPalette { background: transparent; color: ansi_default; }
CommandPalette > Vertical {
    margin-top: 1; max-width: WIDEST; background: ansi_default;
    &:dark { background: ansi_default; }
}
CommandPalette #--input { border: round ansi_cyan; background: ansi_default; height: 3; }
CommandPalette #--input.--list-visible { border-bottom: round ansi_cyan; }
CommandPalette.ascii #--input { border: ascii ansi_cyan; }
CommandPalette.ascii #--input.--list-visible { border-bottom: ascii ansi_cyan; }
CommandPalette SearchIcon { display: none; }
CommandPalette LoadingIndicator { display: none; }
CommandPalette CommandInput, CommandPalette CommandInput:focus {
    border: none; height: 1; padding: 0 1; background: ansi_default; color: ansi_default;
    &:ansi { background: ansi_default; color: ansi_default; }
}
CommandPalette CommandInput > .input--cursor {
    background: ansi_default; color: ansi_default; text-style: reverse;
}
CommandPalette CommandInput > .input--placeholder { color: ansi_default; text-style: dim; }
CommandPalette CommandList {
    border: round ansi_bright_black; background: ansi_default; color: ansi_default;
    max-height: 70vh; scrollbar-size: 0 0; padding: 0;
}
CommandPalette.ascii CommandList { border: ascii ansi_bright_black; }
CommandPalette CommandList > .option-list--option {
    padding: 0 1; color: ansi_default; background: ansi_default; text-style: none;
}
CommandPalette CommandList > .option-list--option-hover { background: ansi_default; }
CommandPalette CommandList > .option-list--option-highlighted {
    color: ansi_default; background: ansi_default; text-style: bold underline;
}
CommandPalette CommandList > .option-list--option-disabled {
    color: ansi_default; background: ansi_default; text-style: dim;
}
CommandPalette > .command-palette--highlight { text-style: bold; }
""".replace("WIDEST", str(WIDEST))


class Entry(NamedTuple):
    """What can be chosen."""

    key: str  # "n  →", "page 3"
    title: str
    call: Callable[[], object]


class Offer(SimpleProvider):
    """Entries, in their order until something is typed; `more` gives those of what is typed."""

    def __init__(
        self,
        screen: Screen[Any],
        pen: Pen,
        entries: Sequence[Entry],
        more: Callable[[str], Sequence[Entry]] = lambda _: (),
    ) -> None:
        super().__init__(screen, [])
        self.pen, self.entries, self.more = pen, entries, more

    async def search(self, query: str) -> Hits:
        """As Textual asks."""
        for hit in self.hits(query):
            yield hit

    async def discover(self) -> Hits:
        """As Textual asks before anything is typed."""
        for hit in self.all():
            yield hit

    def hits(self, query: str) -> Iterator[Hit | DiscoveryHit]:
        """Those that `more` gives first, in its order; of the others the best first."""
        first = [*self.more(query)]
        for number, entry in enumerate(first):
            yield Hit(2 * EXACT - number, self._line(entry), entry.call, entry.title)
        named, matcher = {entry.key for entry in first}, self.matcher(query)
        for entry in self.entries:
            if entry.key in named:
                continue
            if query in entry.key.split():
                yield Hit(EXACT, self._line(entry), entry.call, entry.title)
            elif (score := matcher.match(f"{entry.title} {entry.key}")) > 0:
                lit = matcher.highlight(self._title(entry))
                yield Hit(score, self._line(entry, lit), entry.call, entry.title)

    def all(self) -> Iterator[Hit | DiscoveryHit]:
        """Every entry."""
        for entry in self.entries:
            yield DiscoveryHit(self._line(entry), entry.call, entry.title)

    def _line(self, entry: Entry, title: Content | None = None) -> Content:
        key = Content(self.pen.pad(entry.key, LEFT)).stylize("bold ansi_cyan")
        return key + Content(" ") + (title or Content(self._title(entry)))

    def _title(self, entry: Entry) -> str:
        room = min(self.app.size.width, WIDEST) - AROUND - LEFT - 1
        return self.pen.cut(entry.title, max(room, 1))


class Palette(CommandPalette):
    """What was chosen is called once the palette has gone."""

    CSS, SCOPED_CSS = SHEET, False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+d,ctrl+p", "escape", show=False, priority=True)
    ]

    def __init__(
        self,
        calling: Screen[Any],
        pen: Pen,
        entries: Sequence[Entry],
        *,
        asks: str,
        more: Callable[[str], Sequence[Entry]] = lambda _: (),
    ) -> None:
        """`calling`: the screen below; `asks`: what to type, in a few words."""
        self.offer = Offer(calling, pen, entries, more)
        super().__init__(
            [self.offer],  # type: ignore[list-item]
            placeholder=pen.safe(asks),
            classes="ascii" if pen.glyphs.ascii else "",
        )

    def _gather_commands(self, search_value: str) -> None:  # type: ignore[override]
        """At once: Textual fills the list in a worker, and a quick Enter takes the entry that was
        there before what has just been typed.
        """
        found = self.offer.hits(search_value) if search_value else self.offer.all()
        commands = [Command(hit.prompt, hit, id=str(number)) for number, hit in enumerate(found)]
        self._refresh_command_list(self.query_one(CommandList), commands, clear_current=True)
        if not commands:
            self._start_no_matches_countdown(search_value)
        self.add_class("-ready")
