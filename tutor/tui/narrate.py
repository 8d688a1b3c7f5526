"""The narration: a page's prose, or the story up to this step, or what follows it. One column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console, RenderableType
from rich.text import Text
from textual.strip import Strip

from tutor.tui.surface import Panel, strips
from tutor.view import narration, palette
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.story.recorded_scene import Story
    from tutor.tui.player_state import State


KEPT: Final = 200  # narrations


class Narrator:
    """Puts blocks of text under each other and keeps the last one in view."""

    def __init__(self, console: Console, pen: Pen) -> None:
        self.console, self.pen = console, pen
        self._shown: tuple[object, ...] = ()
        self._story: Story | None = None
        self._kept: dict[tuple[object, ...], list[Strip]] = {}

    def paint(self, panel: Panel, state: State) -> None:
        """Shows the blocks; from the top when they are to be read, else the end of them."""
        panel.entitle(Text(self.pen.cut(state.page.title, max(panel.size.width - 2, 1))))
        width = panel.size.width
        lines = self._lines(state, width)
        place = (state.page.number, state.place, width)
        again, self._shown = place == self._shown, place
        if state.place == "stage":
            panel.show(lines, top=latest(lines, panel.size.height, self._first(state)))
        else:
            panel.show(lines, top=panel.top if again else 0)

    def _first(self, state: State) -> str:
        """What the first line of a beat begins with, if the beat is all there is to read."""
        just_told = state.walk.step in state.track.beats and not state.walk.asking
        return f"{self.pen.glyphs.now} " if just_told else ""

    def _lines(self, state: State, width: int) -> list[Strip]:
        """All blocks with an empty line between them; made again only when they differ."""
        story, step = state.story, state.walk.step
        told = max((at for at, _ in story.script.told if at <= step), default=0) if story else 0
        asked = (state.walk.asking, state.ending, state.failed, *state.answers.items())
        key = (state.page.number, state.place, width, told, step if told < step else 0)
        whole = (*key, *asked)
        if story is not self._story:
            self._story = story
            self._kept.clear()
        if whole not in self._kept:
            if len(self._kept) > KEPT:
                self._kept.clear()
            lines = self._kept[whole] = []
            for block in self._blocks(state, width):
                lines += [Strip.blank(width)] * bool(lines)
                lines += strips(self.console, block, width, tidy=True)
        return self._kept[whole]

    def _blocks(self, state: State, width: int) -> list[RenderableType]:
        if state.place == "read":
            return [*self._prose(state, width), *self._ending(state, width)]
        if state.place == "after":
            return [*self._after(state, width), *self._ending(state, width)]
        return self._told(state, width)

    def _ending(self, state: State, width: int) -> list[RenderableType]:
        """What to go on with, below the last of the last page."""
        if state.ending is None or not state.is_at_end:
            return []
        from tutor.view.lesson_end import by_key

        return [by_key(state.ending, width=width, ascii=self.pen.glyphs.ascii)]

    def _prose(self, state: State, width: int) -> list[RenderableType]:
        ascii = self.pen.glyphs.ascii
        blocks: list[RenderableType] = [
            narration.prose(part.text, width=width, ascii=ascii) for part in state.page.before
        ]
        if state.page.scene is not None and not state.failed:
            blocks.append(self._invitation(state))
        return blocks

    def _invitation(self, state: State) -> Text:
        """What pressing the key for "on" brings, and whether it is there yet."""
        assert state.page.scene is not None
        line = Text(f"{self.pen.glyphs.now} ", style=palette.MARK)
        line.append("n", style=palette.KEY).append("  watch: ")
        return line.append(self.pen.safe(state.page.scene.title), style=palette.STRONG)

    def _told(self, state: State, width: int) -> list[RenderableType]:
        if state.story is None:
            return []
        story, step, ascii = state.story, state.walk.step, self.pen.glyphs.ascii
        told = max((seq for seq, _ in story.script.told if seq <= step), default=0)
        blocks: list[RenderableType] = []
        if told or not state.walk.asking:  # a question may come before the first beat
            blocks.append(narration.beats(story.script.told, step, width=width, ascii=ascii))
        for question in story.script.questions:
            id = question.predict.id
            if id == state.walk.asking:
                blocks.append(narration.prediction(question.predict, width=width, ascii=ascii))
            elif id in state.answers and told <= question.step <= step:
                blocks.append(self._outcome(state, id, width))
        fact = story.timeline.event(step)
        if told < step and fact is not None and not state.walk.asking:
            from tutor.core.summary import summary

            blocks.append(Text(self.pen.safe(summary(fact)), style=palette.QUIET))
        return blocks

    def _outcome(self, state: State, id: str, width: int) -> RenderableType:
        assert state.story is not None
        question, chosen = state.story.question(id), state.answers[id]
        return narration.prediction(
            question.predict,
            width=width,
            chosen=chosen if chosen >= 0 else None,
            right=question.right,
            ascii=self.pen.glyphs.ascii,
        )

    def _after(self, state: State, width: int) -> list[RenderableType]:
        ascii = self.pen.glyphs.ascii
        blocks: list[RenderableType] = [
            narration.prose(part.text, width=width, ascii=ascii) for part in state.page.after
        ]
        story = state.story
        for claim, holds in story.script.claims if story else ():
            blocks.append(
                narration.claim(claim, width=width, holds=holds, live=state.live, ascii=ascii)
            )
        return blocks


def latest(lines: list[Strip], height: int, first: str) -> int:
    """The line to begin with: the end is seen, but not at the cost of what the run says.

    Where it says nothing, a beat is read from its `first` line on.
    """
    said = [row for row, line in enumerate(lines) if line.text.startswith(narration.SAYS)]
    told = [row for row, line in enumerate(lines) if first and line.text.startswith(first)]
    return min([max(len(lines) - height, 0), *(said or told)[-1:]])
