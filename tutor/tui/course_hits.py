"""What a search of the whole course finds, as entries of a palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Final

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.library.search_course import CourseSearch, Entry
    from tutor.tui.command_palette import Entry as Offered

MOST: Final = 40  # of what is found, the best
ASKS: Final = "words of the whole course: lessons, cards, symptoms, terms"


class CourseHits:
    """Finds as one types; the course is read while the first word is being thought of."""

    def __init__(self, go: Callable[[Entry], object]) -> None:
        """`go`: what is called with the entry that was chosen."""
        self.go = go
        self._search: CourseSearch | None = None
        self._reader: Thread | None = None
        self._read: list[Entry] = []

    def begin(self) -> None:
        """Reads the course in a thread of its own: it takes longer than a key may."""
        if self._reader is None:
            self._reader = Thread(target=self._read_on, daemon=True, name="search")
            self._reader.start()

    def _read_on(self) -> None:
        with suppress(TutorError, OSError):
            self._read = _entries()

    def __call__(self, query: str) -> Sequence[Offered]:
        """The best first; nothing for a course that cannot be read."""
        from tutor.story.search import plain
        from tutor.tui.command_palette import Entry as Row

        with suppress(TutorError, OSError):
            found = self._all().find(query, unfinished=not query.endswith(" "))[:MOST]
            return [Row(where(one), plain(one.title), partial(self.go, one)) for one in found]
        return ()

    def _all(self) -> CourseSearch:
        if self._search is None:
            from tutor.library.search_course import CourseSearch

            if self._reader is not None:
                self._reader.join()
            self._search = CourseSearch(self._read or _entries())
        return self._search


def _entries() -> list[Entry]:
    from tutor.library.find import course
    from tutor.library.search_course import entries

    return list(entries(course()))


def where(one: Entry) -> str:
    """ "scene in 7", "card"."""
    return f"{one.kind} in {one.lesson}" if one.lesson else one.kind


def wish_of(one: Entry) -> str:
    """Its command, as a screen asks for one: "lesson 7 --scene alone"."""
    return one.command.removeprefix("tutor ")
