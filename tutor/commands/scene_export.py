"""`tutor lesson N --scene NAME --json` and `--export FILE`: a scene as data or as a picture."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from tutor import gate
from tutor.core import harmless
from tutor.core.events import Event
from tutor.course.model import Lesson, Scene
from tutor.errors import Exit, Unavailable, UsageError, unknown
from tutor.library import find
from tutor.runtime.chosen_files import whole
from tutor.terminal import has_progress

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.core.timeline import Timeline
    from tutor.library.lesson_request import Request

FORMATS: Final = (".svg", ".html", ".json", ".jsonl")
WIDTH: Final = 110  # cells of a picture


def run(lesson: Lesson, request: Request) -> None:
    """Records or reads the scene, and writes it where it is wanted."""
    if request.scene is None:
        names = ", ".join(scene.name for scene in lesson.scenes)
        raise UsageError("Which scene? Name it with --scene.", f"Its scenes: {names}.")
    scene = find.scene(lesson, request.scene)
    if request.export is not None and request.export.suffix not in FORMATS:
        raise UsageError(f"{request.export} has none of the endings {', '.join(FORMATS)}.")
    events = _events(lesson, scene, request)
    step = _step(request.step, len(events))
    if request.export is not None:
        _write(request.export, lesson, scene, events, step, ascii=request.ascii)
    if request.json:
        gate.put_json(_lines(events[:step]))
    from tutor.course.prove import failure

    if why := failure(events):
        print(f"tutor: {scene.name} did not go as it should: {why}", file=sys.stderr)
        raise typer.Exit(Exit.FAILED)


def _step(step: int | None, last: int) -> int:
    if step is not None and step > last:
        raise unknown("step", step, range(last + 1), "in this run")
    return last if step is None else step


def _events(lesson: Lesson, scene: Scene, request: Request) -> Sequence[Event]:
    from tutor.runtime.live_runs import director
    from tutor.runtime.shipped_recordings import shipped

    if request.replay:
        return shipped(lesson, scene)

    def progress(text: str) -> None:
        if has_progress():
            gate.overwrite(f"{text}…")

    try:
        recording = asyncio.run(
            director().record(
                lesson,
                scene.name,
                layer=request.layer,
                redis_url=request.redis,
                progress=progress,
            )
        )
    except Unavailable as why:
        try:
            events = shipped(lesson, scene)
        except UsageError:
            raise why from None
        print(f"tutor: {why.told} This is the recording.", file=sys.stderr)
        return events
    finally:
        if has_progress():
            gate.overwrite("")
    made: Sequence[Event] = recording.events
    return made


def _lines(events: Sequence[Event]) -> bytes:
    from tutor.runtime.recording import Recording

    return Recording(tuple(events)).dumps()


def _write(
    file: Path, lesson: Lesson, scene: Scene, events: Sequence[Event], step: int, *, ascii: bool
) -> None:
    if file.suffix == ".jsonl":
        data = _lines(events)
    elif file.suffix == ".json":
        import msgspec

        document = msgspec.json.format(msgspec.json.encode(list(events)), indent=1)
        data = harmless.json(document.decode()).encode()
    else:
        from tutor.story.recorded_scene import tell
        from tutor.view import clock

        timeline = tell(scene, events).timeline  # with the rounds and the zero of the scene's text
        console = _picture(timeline, step, ascii=ascii)
        start = harmless.one_line(clock.zero(timeline).words)
        title = f"tutor, lesson {lesson.number}, step {step} of {len(events)}; 0 ms: {start}"
        svg = file.suffix == ".svg"
        text = _offline(console.export_svg(title=title)) if svg else console.export_html()
        data = text.encode()
    whole(file, data)
    print(f"Written: {file}", file=sys.stderr)


def _offline(svg: str) -> str:
    """Without the fonts that Rich would have fetched from elsewhere; a local one serves."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def _picture(timeline: Timeline, step: int, *, ascii: bool) -> Console:
    """The state at this step and the message flow that led there."""
    import io

    from tutor.view.reserved import Plan
    from tutor.view.table import ROWS

    console = gate.console(io.StringIO(), width=WIDTH, record=True, force_terminal=True)
    moment, plan = timeline.moment(step), Plan(timeline)
    for view in ROWS:
        if view.in_export:
            rows = view.rows
            console.print(view.draw(moment, plan=plan, width=WIDTH, height=rows, ascii=ascii))
            console.print()
    return console
