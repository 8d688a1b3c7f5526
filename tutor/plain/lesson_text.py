"""The course as linear text: the player's pictures printed in order, nothing ever redrawn.

What needs time comes after what does not: the title and the first prose are on their way before a
recording is asked for, and before anything heavy is imported. Reads no file, starts no server:
`recordings` hands a scene's events over, `ask` a line of input.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol

from tutor.course.model import LETTERS
from tutor.errors import TutorError, UsageError, unknown
from tutor.plain.printer import Printer
from tutor.view import palette

if TYPE_CHECKING:
    import asyncio

    from tutor.core.events import Event
    from tutor.course.model import Lesson, Outline, Page, Predict, Scene
    from tutor.course.onward import Ending
    from tutor.plain.illustrate import Illustrator
    from tutor.story.recorded_scene import Story
    from tutor.story.script import Question
    from tutor.view.source import Read


class Recorded(Protocol):
    """What `recordings` gives: the events of a run, whether it was made now, and a note or ""."""

    @property
    def events(self) -> Sequence[Event]: ...
    @property
    def live(self) -> bool: ...
    @property
    def note(self) -> str: ...


Recordings = Callable[["Scene"], "Recorded | Awaitable[Recorded]"]
Ask = Callable[[str], str]
"""Prints a prompt and reads a line; raises EOFError when there is no more input."""


def opening(lesson: Lesson | Outline, printer: Printer) -> None:
    """The first lines of a lesson: its number and title, what it is about."""
    printer.say(f"{lesson.number}  {lesson.title}", palette.TITLE)
    printer.say(lesson.summary)
    printer.console.print()


def play(  # noqa: PLR0913 - one argument for each option of the command
    lesson: Lesson,
    recordings: Recordings,
    *,
    out: IO[str],
    width: int = 80,
    ascii: bool = False,
    color: bool = False,
    ask: Ask | None = None,
    scene: str | None = None,
    step: int | None = None,
    page: int = 1,
    brief: bool = False,
    sentences: bool = False,
    read: Read | None = None,
    opened: bool = False,
    reached: Callable[[Page, bool], None] | None = None,
    answered: Callable[[Predict, int, int], None] | None = None,
    ending: Callable[[], Ending] | None = None,
) -> None:
    """Print a lesson from a page on, or one scene of it, or one step of that.

    `brief`: no beats and no pictures, and each question with what the run says. `sentences`: what
    can be said in words is not drawn. `read`: the text of a project file. `opened`:
    `opening` has been printed. `reached` gets each page twice: as it begins, and (True) once all of
    it is out. `answered` gets the index chosen and the right one. `ending`: what a whole lesson
    leads to. Raises UsageError for an unknown scene or step; a scene without a recording is named
    and passed over.
    """
    printer = Printer(out, width=width, ascii=ascii, color=color, words=sentences)
    pages = _pages(lesson, scene, page)
    if not opened:
        opening(lesson, printer)
    with _Fetch(recordings) as fetch:
        reader = _Reader(printer, fetch, ask, sentences, read, answered)
        reader.brief, reader.scenes = brief, lesson.scenes
        for shown in pages:
            if reached is not None:
                reached(shown, False)
            if step is not None:
                reader.step(shown, step)
                continue
            reader.page(shown, len(lesson.pages))
            if reached is not None:
                reached(shown, True)
    if ending is not None and scene is None:
        from tutor.view.lesson_end import by_command

        printer.show(by_command(ending(), width=width, ascii=ascii, bare=not color))


def _pages(lesson: Lesson, scene: str | None, first: int) -> list[Page]:
    """All pages from the first on, or the one with the scene."""
    if scene is None:
        return list(lesson.pages[min(first, len(lesson.pages)) - 1 :])
    pages = [page for page in lesson.pages if page.scene is not None and page.scene.name == scene]
    if not pages:
        names = [one.name for one in lesson.scenes]
        raise unknown("scene", scene, names, f"in lesson {lesson.number}")
    return pages


class _Fetch:
    """Recordings from a function or a coroutine function, on one event loop made when needed."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings
        self._runner: asyncio.Runner | None = None

    def __enter__(self) -> _Fetch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._runner is not None:
            self._runner.close()

    def __call__(self, scene: Scene) -> Recorded:
        given = self._recordings(scene)
        if not inspect.isawaitable(given):
            return given
        import asyncio

        async def wait() -> Recorded:
            return await given

        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(wait())


class _Reader:
    """Prints pages one after the other."""

    def __init__(
        self,
        printer: Printer,
        fetch: Callable[[Scene], Recorded],
        ask: Ask | None,
        sentences: bool,
        read: Read | None,
        answered: Callable[[Predict, int, int], None] | None,
    ) -> None:
        self.printer, self.fetch, self.ask = printer, fetch, ask
        self.sentences, self.read, self.answered = sentences, read, answered
        self.brief = False
        self.scenes: Sequence[Scene] = ()
        self.look: dict[str, Any] = {"width": printer.width, "ascii": printer.ascii}
        self.words: dict[str, Any] = {**self.look, "bare": not printer.color}

    def page(self, page: Page, pages: int) -> None:
        """Title, prose, the scene if there is one, prose."""
        self.printer.say(f"Page {page.number} of {pages}: {page.title}", palette.TITLE)
        if not self.brief:
            self.printer.console.print()
        ends = page.scene is None and page.number == pages  # what to remember
        if self.brief and not ends:
            self.page_in_brief(page)
            return
        for prose in page.before:
            self.printer.prose(prose.text)
        if page.scene is not None:
            self.scene(page.scene)
        for prose in page.after:
            self.printer.prose(prose.text)

    def page_in_brief(self, page: Page) -> None:
        """What the run of a scene says; of a page without one, its first sentence."""
        if page.scene is not None:
            self.scene(page.scene)
        elif page.before:
            self.printer.prose(first_words(page.before[0].text))

    def recorded(self, scene: Scene) -> tuple[Story, bool] | None:
        """The scene on its recording, and whether it is live; says so if there is none."""
        from tutor.story.recorded_scene import tell
        from tutor.view import passage

        try:
            recorded = self.fetch(scene)
        except UsageError:
            raise
        except TutorError as error:
            self.printer.say(f"Scene {scene.name} cannot be shown: {error.told}", palette.BAD)
            self.printer.console.print()
            return None
        story = tell(scene, recorded.events)
        if self.brief:
            return story, recorded.live
        place = (self.scenes.index(scene) + 1, len(self.scenes)) if scene in self.scenes else None
        self.printer.say(passage.title(scene, story.timeline, place), palette.STRONG)
        if recorded.note:
            self.printer.say(recorded.note)
        self.printer.console.print()
        return story, recorded.live

    def scene(self, scene: Scene) -> None:
        """The walk through a scene, each stop with the smallest picture that shows it."""
        from tutor.story.walk import Walk, answered, forward
        from tutor.view import narration

        if (recorded := self.recorded(scene)) is None:
            return
        story, live = recorded
        if self.brief:
            self.in_brief(story)
            return
        draw = self.illustrator(story)
        since, walk = 0, forward(Walk(), story.track)
        guesses: dict[str, int | None] = {}
        while walk.place == "stage":
            if walk.asking:
                guesses[walk.asking] = self.question(story.question(walk.asking))
            else:
                self.stop(story, draw, since, walk.step)
                self.outcomes(story, guesses, since, walk.step)
                since = walk.step
            walk = forward(answered(walk) if walk.asking else walk, story.track)
        for claim, holds in story.script.claims:
            self.printer.show(narration.claim(claim, holds=holds, live=live, **self.words))

    def in_brief(self, story: Story) -> None:
        """What the run says to each question, and the claims: a list, an item each."""
        items = []
        for question in story.script.questions:
            right = question.predict.choices[question.right]
            items.append(f"{question.predict.question} **{right.label}.** {first_words(right.why)}")
        for claim, holds in story.script.claims:
            items.append(claim.text if holds else f"{claim.text} (This run does not show it.)")
        if items:
            self.printer.prose("\n".join(f"- {' '.join(item.split())}" for item in items))

    def illustrator(self, story: Story) -> Illustrator:
        """Who draws the pictures of a scene."""
        from tutor.plain.illustrate import Illustrator

        return Illustrator(story.timeline, read=self.read, words=self.sentences, **self.look)

    def stop(self, story: Story, draw: Illustrator, since: int, step: int) -> None:
        """What is told at this step, each time with its picture; `since`: the stop before."""
        from tutor.view import narration

        for beat in story.beats_at(step):
            self.printer.show(narration.prose(beat.text, **self.words))
            for picture in draw.pictures(beat, step, since):
                self.printer.show(picture)

    def question(self, question: Question) -> int | None:
        """Ask, or just show the question; the index that was chosen, if one was."""
        from tutor.view import narration

        predict = question.predict
        self.printer.show(narration.prediction(predict, **self.words))
        chosen = self.guess(len(predict.choices))
        if chosen is not None:
            if self.answered is not None:
                self.answered(predict, chosen, question.right)
            self.printer.show(narration.guess(predict, chosen, **self.words))
        return chosen

    def outcomes(
        self, story: Story, guesses: Mapping[str, int | None], since: int, step: int
    ) -> None:
        """What the run has decided after step `since`, of the questions that were printed.

        A question stands above already; it is named again only where another one is open as well.
        """
        from tutor.view import narration

        open_ones = [
            id for verdict, id in story.track.verdicts if id in guesses and verdict > since
        ]
        for verdict, id in story.track.verdicts:
            if id not in guesses or not since < verdict <= step:
                continue
            question, chosen = story.question(id), guesses[id]
            skipped = chosen is None and self.ask is not None
            self.printer.show(
                narration.outcome(
                    question.predict,
                    right=question.right,
                    chosen=chosen,
                    skipped=skipped,
                    asked=len(open_ones) > 1,
                    **self.words,
                )
            )

    def guess(self, choices: int) -> int | None:
        """The index that was chosen; None for an empty line or the end of the input."""
        letters = LETTERS[:choices]
        span = f"{letters[0]} to {letters[-1]}"
        line = self.line(f"Your guess, {span} (Enter: no guess): ")
        while line and (chosen := place(line, letters)) is None:
            line = self.line(f"Type a letter from {span}, or Enter: ")
        return chosen if line else None

    def line(self, prompt: str) -> str:
        """What was typed; after the end of the input nobody is asked again."""
        if self.ask is None:
            return ""
        try:
            return self.ask(prompt).strip()
        except EOFError:
            self.ask = None
            self.printer.console.print()
            return ""

    def step(self, page: Page, step: int) -> None:
        """Everything there is to see at one step of the page's scene."""
        from tutor.view import narration, passage

        recorded = self.recorded(page.scene) if page.scene is not None else None
        if recorded is None or page.scene is None:
            return
        story, _ = recorded
        last = len(story.timeline)
        if not 0 <= step <= last:
            raise unknown("step", step, range(last + 1), f"in {page.scene.name}")
        moment = story.timeline.moment(step)
        self.printer.say(passage.position(moment), palette.STRONG)
        self.printer.console.print()
        self.printer.show(narration.beats(story.script.told, step, height=8, **self.words))
        for picture in passage.whole(moment, **self.look):
            self.printer.show(picture)


def place(typed: str, letters: str) -> int | None:
    """The index that a letter means, or, for hands that are used to it, a number from 1 on."""
    if len(typed) != 1:
        return None
    numbers = "".join(str(number) for number, _ in enumerate(letters, start=1))
    found = max(letters.find(typed.casefold()), numbers.find(typed))
    return found if found >= 0 else None


def first_words(text: str) -> str:
    """The first sentence of a Markdown text: what it is about."""
    paragraph = " ".join(text.strip().partition("\n\n")[0].split())
    ends = [at for mark in (". ", "? ", "! ") if (at := paragraph.find(mark)) > 0]
    return paragraph[: min(ends) + 1] if ends else paragraph
