"""The narration: a page's prose, or the story up to this step, or what follows it. One column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rich.console import Console, RenderableType
from rich.text import Text
from textual.strip import Strip

from tutor.story.visit import Visit
from tutor.tui.allot import BESIDE
from tutor.tui.arrange import STORY, text_columns
from tutor.tui.surface import Panel, strips
from tutor.view import narration, palette
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.course.model import Scene
    from tutor.story.recorded_scene import Story
    from tutor.story.script import Question
    from tutor.tui.player_state import State

KEPT: Final = 200  # narrations
SHORT: Final = 14  # rows: with less a card leaves out what the line of keys says


class Narrator:
    """Puts blocks of text under each other and keeps the last one in view."""

    def __init__(self, console: Console, pen: Pen) -> None:
        self.console, self.pen = console, pen
        self.tight = False  # rows are dear: the story stands below the picture
        self._shown: tuple[object, ...] = ()
        self._story: Story | None = None
        self._kept: dict[tuple[object, ...], list[Strip]] = {}

    def paint(self, panel: Panel, state: State) -> None:
        """Shows the blocks; from the top when they are to be read, else the end of them."""
        visit = state.visit
        panel.entitle(Text(self.pen.cut(visit.page.title, max(panel.room.width - 2, 1))))
        width = panel.room.width
        lines = self._lines(state, width, short=panel.room.height < SHORT)
        panel.hint = self._hint(width) if visit.place == "end" else None
        place = (visit.page.number, visit.place, width)
        again, self._shown = place == self._shown, place
        if visit.place == "stage":
            # What a beat's first line begins with, if the beat is all there is to read.
            first = f"{self.pen.glyphs.now} " if visit.is_just_told else ""
            top = latest(lines, panel.room.height, first)
            under = [Strip.blank(width)] * (top + panel.room.height - len(lines))
            panel.show([*lines, *under], top=top)
        else:
            panel.show(lines, top=panel.top if again else 0)

    def says(self, state: State, width: int) -> int:
        """The rows, on a screen of this width, that are to be on it beside a picture: the open
        question, else the last beat and all that follows it; what is read after a scene, if its
        code keeps its lines in that column; the card of a scene's end beside it; 0: none.
        """
        from tutor.view.markdown import folds

        visit, column = state.visit, text_columns(width)
        if visit.place == "after" and visit.story is not None:
            cramped = width >= BESIDE and any(folds(part.text, column) for part in visit.page.after)
            return 0 if cramped else len(self._lines(state, column))
        if visit.place == "end" and width >= BESIDE:
            return len(self._lines(state, column))
        if visit.place != "stage" or not (visit.walk.asking or visit.decided):
            return 0
        mark = narration.ASKS if visit.walk.asking else f"{self.pen.glyphs.now} "
        lines = self._lines(state, column)
        marked = [row for row, line in enumerate(lines) if line.text.startswith(mark)]
        return len(lines) - max(marked, default=0)

    def _hint(self, width: int) -> Callable[[int], Strip]:
        """What stands below a card that does not fit."""

        def hint(lines: int) -> Strip:
            from tutor.view.scene_end import more

            return strips(
                self.console, more(lines, width=width, ascii=self.pen.glyphs.ascii), width
            )[0]

        return hint

    def _lines(self, state: State, width: int, *, short: bool = False) -> list[Strip]:
        """All blocks with an empty line between them; made again only when they differ."""
        visit = state.visit
        step, told = visit.walk.step, visit.told
        guesses = (*visit.answers.items(), *sorted(visit.skipped))
        asked = (visit.walk.asking, state.ending, state.ahead, visit.failed, *guesses)
        key = (visit.page.number, visit.place, width, told, step if told < step else 0)
        whole = (*key, *asked, short, self.tight)
        if visit.story is not self._story:
            self._story = visit.story
            self._kept.clear()
        if whole not in self._kept:
            if len(self._kept) > KEPT:
                self._kept.clear()
            lines = self._kept[whole] = []
            for block in self._blocks(state, width, short):
                lines += [Strip.blank(width)] * bool(lines)
                lines += strips(self.console, block, width, tidy=True)
            while lines and not lines[0].text.strip():  # a list begins with an empty line
                del lines[0]
        return self._kept[whole]

    def _blocks(self, state: State, width: int, short: bool) -> list[RenderableType]:
        visit = state.visit
        if visit.place == "read":
            return [*self._prose(visit, width), *self._ending(state, width)]
        if visit.place == "after":
            return [*self._after(state, width), *self._ending(state, width)]
        if visit.place == "end":
            return [
                self._card(state, width, short),
                *([] if state.ahead else self._ending(state, width)),
            ]
        return self._told(visit, width)

    def _ending(self, state: State, width: int) -> list[RenderableType]:
        """What to go on with, below the last of a page."""
        if not state.visit.is_at_end:
            return []
        from tutor.view.lesson_end import by_key, rest

        ascii = self.pen.glyphs.ascii
        if state.ending is not None:
            return [by_key(state.ending, width=width, ascii=ascii)]
        return [rest(state.ahead, width=width, ascii=ascii)] if state.ahead else []

    def _card(self, state: State, width: int, short: bool) -> RenderableType:
        """What the scene has shown, what has become of the guesses, and what the keys do now.

        On a small screen the line of keys alone says what else they do.
        """
        from tutor.story.closing import guesses, offers
        from tutor.view.scene_end import card

        visit = state.visit
        claims = visit.story.script.claims if visit.story else ()
        title = visit.page.scene.title if visit.page.scene else visit.page.title
        ahead = state.ahead if visit.is_at_end else None
        return card(
            *(title, claims, guesses(visit), offers(visit, ahead, short=short)),
            said=ahead.said if ahead else "",
            live=state.live,
            width=width,
            ascii=self.pen.glyphs.ascii,
        )

    def _prose(self, visit: Visit, width: int) -> list[RenderableType]:
        ascii = self.pen.glyphs.ascii
        blocks: list[RenderableType] = [
            narration.prose(part.text, width=width, ascii=ascii) for part in visit.page.before
        ]
        if visit.page.scene is not None and not visit.failed:
            blocks.append(self._invitation(visit.page.scene))
        return blocks

    def _invitation(self, scene: Scene) -> Text:
        """What pressing the key for "on" brings."""
        line = Text(f"{self.pen.glyphs.now} ", style=palette.MARK)
        line.append("n", style=palette.KEY).append("  watch: ")
        return line.append(self.pen.safe(scene.title), style=palette.STRONG)

    def _told(self, visit: Visit, width: int) -> list[RenderableType]:
        if visit.story is None:
            return []
        script, step, ascii = visit.story.script, visit.walk.step, self.pen.glyphs.ascii
        blocks: list[RenderableType] = []
        if visit.told or not (visit.walk.asking or visit.guessed):  # a question may come first
            blocks.append(narration.beats(script.told, step, width=width, ascii=ascii))
        blocks += [self._outcome(visit, question, width) for question in visit.decided]
        is_narrow = self.tight or width < STORY
        if not (is_narrow and len(visit.decided) > 1):  # the timeline has them in any case
            blocks += [self._guess(visit, question, width) for question in visit.guessed]
        if visit.asked is not None:
            asked = visit.asked.predict
            blocks.append(narration.prediction(asked, width=width, tight=self.tight, ascii=ascii))
        if (fact := visit.plain_fact) is not None:
            from tutor.core.summary import summary

            blocks.append(Text(self.pen.safe(summary(fact)), style=palette.QUIET))
        return blocks

    def _guess(self, visit: Visit, question: Question, width: int) -> RenderableType:
        """The learner's guess, and where the run answers it."""
        assert visit.story is not None
        predict, ascii = question.predict, self.pen.glyphs.ascii
        beat = visit.story.beat_of(visit.story.verdict_of(predict.id))
        chosen = visit.answers[predict.id]
        return narration.guess(predict, chosen, beat=beat, width=width, ascii=ascii)

    def _outcome(self, visit: Visit, question: Question, width: int) -> RenderableType:
        """What the run has decided, with or without a guess."""
        id, ascii = question.predict.id, self.pen.glyphs.ascii
        return narration.outcome(
            question.predict,
            right=question.right,
            chosen=visit.answers.get(id),
            skipped=id in visit.skipped,
            width=width,
            ascii=ascii,
        )

    def _after(self, state: State, width: int) -> list[RenderableType]:
        ascii, after = self.pen.glyphs.ascii, state.visit.page.after
        return [narration.prose(part.text, width=width, ascii=ascii) for part in after]


def latest(lines: list[Strip], height: int, first: str) -> int:
    """The line to begin with: the end is seen, but not at the cost of what the run says.

    Where it says nothing, a beat is read from its `first` line on. What does not fit is left out
    by whole blocks: a beat of which only the end would stand there, is not there at all.
    """
    said = [row for row, line in enumerate(lines) if narration.is_verdict(line.text)]
    told = [row for row, line in enumerate(lines) if first and line.text.startswith(first)]
    top = min([max(len(lines) - height, 0), *(said[:1] or told[-1:])])
    if lines[top:] and not lines[top].text.strip():  # the empty row above a block
        return top
    return next((row for row in range(top, len(lines)) if _begins(lines, row)), top)


def _begins(lines: list[Strip], row: int) -> bool:
    """Whether a block begins in this row."""
    return bool(lines[row].text.strip()) and not (row and lines[row - 1].text.strip())
