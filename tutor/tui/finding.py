"""The keys that go somewhere by name: the palette, "go to", and the search in the lesson's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tutor.course.model import Beat, Page, Scene
from tutor.errors import TutorError
from tutor.story import visit as story
from tutor.tui.bindings import FINDS, KEYS, TOPICS, Key
from tutor.tui.course_hits import CourseHits
from tutor.tui.navigation import Moves
from tutor.tui.surface import Panel

if TYPE_CHECKING:
    from tutor.library.search_course import Entry as Anywhere
    from tutor.runtime.scene_recordings import Played
    from tutor.story.search import Found
    from tutor.tui.command_palette import Entry

_NUMBER: Final = re.compile(r"(?:(beat|page|event|step) )?([0-9]{1,9})")


class Finds(Moves):
    """The part of the player that knows every place by name."""

    KEYS: ClassVar[Sequence[Key]] = KEYS
    TOPICS: ClassVar[Mapping[str, str]] = TOPICS

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._sought: Beat | None = None  # to be gone to once the recording is there
        self._query = ""  # what was searched for last
        self._hit = -1  # which of its hits was gone to
        self._elsewhere = CourseHits(self._to_found)

    # ── by name ─────────────────────────────────────────────────────────────────────────────

    def action_palette(self) -> None:
        """Everything there is to do or to go to."""
        everything = [*self._commands(), *self._pages(), *self._scenes(), *self._lessons()]
        self._ask(everything, "type a part of its name")

    def action_go_to(self) -> None:
        """A beat, a page, a scene: by its name, or by its number."""
        places = [*self._pages(), *self._scenes()]
        on_stage = self.state.visit.place == "stage"
        beats = [*self._beats()]
        self._ask([*beats, *places] if on_stage else [*places, *beats], "a name or a number",
                  more=self._numbered)  # fmt: skip

    def action_search(self) -> None:
        """Words of the lesson's text, and of the course where the lesson has none of them.

        What was searched for last goes on behind its last hit.
        """
        again = [self._next_hit()] if self._query else []
        self._elsewhere.begin()
        self._ask(again, "words of this lesson, or of the course", more=self._hits)

    def _ask(self, entries: Iterable[Entry], asks: str, **more: Any) -> None:
        from tutor.tui.command_palette import Palette

        if len(self.screen_stack) == 1:
            offered = [*entries]
            self.push_screen(Palette(self.screen, self.painter.pen, offered, asks=asks, **more))

    # ── what can be chosen ──────────────────────────────────────────────────────────────────

    def _commands(self) -> Iterator[Entry]:
        from tutor.tui.command_palette import LEFT, Entry

        for key in self.KEYS:
            if key.action and key.action != FINDS:
                shown = key.shown if len(key.shown) <= LEFT else key.shown.split()[0]
                yield Entry(shown, key.meaning, partial(self.run_action, key.action))

    def _pages(self) -> Iterator[Entry]:
        from tutor.tui.command_palette import Entry

        for page in self.lesson.pages:
            yield Entry(f"page {page.number}", page.title, partial(self._to_page, page))

    def _scenes(self) -> Iterator[Entry]:
        from tutor.tui.command_palette import Entry

        for page in self.lesson.pages:
            if page.scene is not None:
                yield Entry("scene", page.scene.title, partial(self._to_scene, page))

    def _beats(self) -> Iterator[Entry]:
        """The beats of the scene in hand; those to come have a number only: they tell too much."""
        from tutor.story.search import plain
        from tutor.tui.command_palette import Entry

        visit = self.state.visit
        if visit.story is None:
            return
        for number, step in enumerate(visit.track.beats, start=1):
            (beat, *_) = visit.story.beats_at(step)
            words = plain(beat.text) if step <= visit.walk.step else "still to come"
            yield Entry(f"beat {number}", words, partial(self.action_jump, step))

    def _lessons(self) -> Iterator[Entry]:
        from tutor.library.find import course
        from tutor.tui.command_palette import Entry

        with suppress(TutorError, OSError):  # the course has gone: this lesson is still here
            for outline in course().outlines:
                if outline.folder is not None and outline.slug != self.lesson.slug:
                    leave = partial(self._leave, 0, outline.slug)
                    yield Entry(f"lesson {outline.number}", outline.title, leave)

    def _numbered(self, query: str) -> Sequence[Entry]:
        """What has this number: a beat, a page, an event."""
        from tutor.tui.command_palette import Entry

        visit, asked = self.state.visit, _NUMBER.fullmatch(query)
        if asked is None:
            return ()
        kind, number = asked[1], int(asked[2])
        named = {f"{one} {number}" for one in ("beat", "page") if kind in {None, one}}
        found = [e for e in (*self._beats(), *self._pages()) if e.key in named]
        is_there = visit.story is not None and number <= visit.track.last
        if is_there and kind in {None, "event", "step"}:
            go = partial(self.action_jump, number)
            found.append(Entry(f"event {number}", f"of {visit.track.last}", go))
        return found

    def _hits(self, query: str) -> Sequence[Entry]:
        here = [self._hit_entry(query, number, one) for number, one in self._found(query)]
        return here or self._elsewhere(query)

    def _found(self, query: str) -> Sequence[tuple[int, Found]]:
        from tutor.story.search import find

        return list(enumerate(find(self.lesson, query)))

    def _hit_entry(self, query: str, number: int, found: Found, title: str = "") -> Entry:
        from tutor.story.search import excerpt
        from tutor.tui.command_palette import Entry

        beat = "" if found.beat is None else " beat"
        go = partial(self._to_hit, query, number, found)
        return Entry(f"page {found.page.number}{beat}", title or excerpt(found), go)

    def _next_hit(self) -> Entry:
        hits = self._found(self._query)
        number, found = hits[(self._hit + 1) % len(hits)]
        title = f"next with “{self._query}”, {number + 1} of {len(hits)}"
        return self._hit_entry(self._query, number, found, title)

    # ── going there ─────────────────────────────────────────────────────────────────────────

    def _to_page(self, page: Page) -> None:
        self._sought = None
        if page is self.state.visit.page:
            self._go(story.to_prose(self.state.visit))
        else:
            self._turn(page)

    def _to_scene(self, page: Page) -> None:
        self._to_page(page)
        if (went := story.forward(self.state.visit)) is not None:
            self._go(went)

    def _to_hit(self, query: str, number: int, found: Found) -> None:
        self._query, self._hit = query, number
        if found.beat is not None:
            self._to_beat(found.page, found.beat)
            return
        self._to_page(found.page)
        if found.place == "after":
            self._go(story.to_after(self.state.visit))
        self.call_after_refresh(self._show_words, query)

    def _to_found(self, found: Anywhere) -> None:
        """What the whole course has: a page of this lesson is turned to, a command is run."""
        is_here = found.lesson == self.lesson.number and found.page <= len(self.lesson.pages)
        if not is_here:
            self._leave(0, found.command)
            return
        page = self.lesson.pages[found.page - 1]
        (self._to_scene if found.kind == "scene" else self._to_page)(page)

    def _to_beat(self, page: Page, beat: Beat) -> None:
        if page is not self.state.visit.page:
            self._turn(page)
        self._sought = beat
        if self.state.visit.story is not None:
            self._seek()
            self._moved()
        else:
            self._go(story.forward(self.state.visit) or self.state.visit)

    def _seek(self) -> None:
        """To the beat that is sought, if the recording tells it."""
        visit, beat, self._sought = self.state.visit, self._sought, None
        told = visit.story.script.told if visit.story is not None else ()
        step = next((step for step, one in told if one is beat), None)
        if step is not None:
            self.state.visit = story.jump(visit, step)

    def _take(self, scene: Scene, played: Played) -> bool:
        taken = super()._take(scene, played)
        if taken and self._sought is not None:
            self._seek()
        return taken

    def _show_words(self, query: str) -> None:
        """Scrolls prose so that the first line with the first of the words is seen."""
        panel = self.query_one("#narration", Panel)
        word = query.casefold().split()[0]
        row = next((n for n, line in enumerate(panel.lines) if word in line.text.casefold()), 0)
        if self.state.visit.place != "stage" and row >= panel.top + panel.size.height:
            panel.show(panel.lines, top=row - panel.size.height // 2)
