"""`tutor quiz`, `tutor review`, `tutor interview`: plan a sitting, and hold it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Literal

import typer

from tutor import ending, gate
from tutor.core.harmless import visible
from tutor.errors import Exit, Unavailable, UsageError, unknown
from tutor.files import private_folder
from tutor.library import find
from tutor.runtime.chosen_files import check_new, whole
from tutor.terminal import read_line, wants_ascii, wants_color, wants_plain

if TYPE_CHECKING:
    from tutor.library.examiner import Examiner
    from tutor.library.study import Study
    from tutor.plain.printer import Printer
    from tutor.quiz.card import Card
    from tutor.quiz.plan import Plan
    from tutor.quiz.sitting import Sitting

MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options, as parsed."""

    kind: Literal["quiz", "review", "interview"]
    number: str | None = None
    cards: tuple[str, ...] = ()
    flagged: bool = False
    cram: bool = False
    count: int = 0
    minutes: float = 0.0
    chapters: str = ""
    seed: str = ""
    transcript: Path | None = None
    plain: bool = False
    ascii: bool = False
    json: bool = False


def run(request: Request) -> None:
    """Does what the options say."""
    from tutor.library.deck import load_deck
    from tutor.library.examiner import Examiner
    from tutor.library.going_on import open_store
    from tutor.library.sitting_services import SittingServices
    from tutor.library.study import Study
    from tutor.quiz.sitting import Leave

    if request.transcript is not None:
        check_new(request.transcript, like="interview.md")
    course = find.course()
    lesson = find.written(request.number).number if request.number is not None else 0
    chapters = [find.written(part.strip()).number for part in request.chapters.split(",") if part]
    plain = request.plain or request.json or wants_plain()
    with ExitStack() as stack:
        store = stack.enter_context(open_store(quiet=not plain))
        study = Study(store, course, load_deck(course))
        seed = request.seed or f"{random.randrange(10**6):06}"
        plan = _plan(request, study, lesson, chapters, seed)
        ascii = request.ascii or wants_ascii()
        services = SittingServices(study, ascii=ascii, plain=plain)
        examiner = Examiner(_sitting(request, study, plan, seed), services)
        kept = True

        def put_away() -> bool:
            examiner.do(Leave())
            return _keep_transcript(request, examiner.sitting, seed)

        try:
            with ending.at_worst(put_away):
                _hold(request, examiner, plan, plain=plain, ascii=ascii)
        finally:  # Ctrl-C and SIGTERM as well: what was answered is written down
            kept = put_away()
    if not kept:
        raise typer.Exit(Exit.UNAVAILABLE)


def _hold(request: Request, examiner: Examiner, plan: Plan, *, plain: bool, ascii: bool) -> None:
    """Asks, in the way that the options and the terminal call for."""
    if request.json:
        from tutor.plain.quiz_json import run as exchange

        exchange(examiner, plan, stdin=sys.stdin, stdout=sys.stdout)
    elif not plan.cards:
        print(_nothing(request, plan))
    elif plain:
        _talk(request, examiner, plan, ascii=ascii)
    else:
        from tutor.tui.card_screen import play

        said = _opening(request, plan)
        play(examiner, title=_title(request), said=said, ascii=ascii)


def _plan(request: Request, study: Study, lesson: int, chapters: list[int], seed: str) -> Plan:
    from tutor.quiz import plan

    if request.cards or request.flagged:
        return plan.only(_named(study, request, lesson), request.count)
    if request.cram:
        return plan.cram(study.deck, lesson=lesson, count=request.count, seed=seed)
    if request.kind == "interview":
        minutes = request.minutes or 30
        return plan.interview(study.deck, minutes=minutes, chapters=chapters, seed=seed)
    when = {"now": study.now(), "offset": study.offset}
    if request.kind == "review":
        return plan.review(study.deck, study.memories, count=request.count, **when)
    return plan.quiz(
        study.deck, study.memories, lesson=lesson, count=request.count, seed=seed, **when
    )


def _named(study: Study, request: Request, lesson: int) -> list[Card]:
    """The cards of these ids, or the flagged ones, in the order of the course.

    With a lesson only its own.
    """
    cards = study.deck.by_id()
    for name in request.cards:
        if name not in cards:
            raise unknown("card", name, list(cards))
        if lesson not in {0, own := cards[name].lesson}:
            hint = f"`tutor quiz {own} --card {name}` asks it."
            raise UsageError(f"{name} is a card of lesson {own}, not of lesson {lesson}.", hint)
    names = {*request.cards, *(study.store.flagged() if request.flagged else ())}
    wanted = {cards[name].id for name in names if name in cards}
    mine = (card for card in study.deck.cards if lesson in {0, card.lesson})
    return [card for card in mine if card.id in wanted]


def _sitting(request: Request, study: Study, plan: Plan, seed: str) -> Sitting:
    from tutor.quiz.step import begin

    now = study.now()
    return begin(
        plan.cards,
        mode="cram" if request.cram else request.kind,
        lessons=study.lessons,
        seed=seed,
        until=now + request.minutes * MINUTE if request.minutes else 0.0,
        now=now,
    )


def _title(request: Request) -> str:
    if request.kind == "interview":
        return "Mock interview"
    what = "Cramming" if request.cram else request.kind.capitalize()
    return f"{what}, lesson {find.outline(request.number).number}" if request.number else what


def _nothing(request: Request, plan: Plan) -> str:
    if request.flagged and request.number is not None:
        number = find.outline(request.number).number
        return f"No card of lesson {number} is flagged; `tutor flagged` lists those that are."
    if request.flagged:
        return "No card is flagged; `f` flags the one in hand."
    if plan.buried:
        return (
            "Only siblings of cards that you have answered today are left; they wait for tomorrow."
        )
    if request.kind == "review":
        return "Nothing is due today. `tutor quiz` asks new cards, `tutor review --cram` any."
    if request.kind == "interview":
        raise UsageError("No question fits.", "Name other chapters, or none.")
    return "There are no cards here."


# ── plain text ──────────────────────────────────────────────────────────────────────────────


def _talk(request: Request, examiner: Examiner, plan: Plan, *, ascii: bool) -> None:
    from tutor.plain.printer import Printer
    from tutor.plain.quiz_text import Talk, waiting
    from tutor.view import palette

    printer = Printer(
        sys.stdout, width=get_terminal_size().columns, ascii=ascii, color=wants_color()
    )
    printer.say(f"{_title(request)}. {_opening(request, plan)}", palette.TITLE)
    printer.console.print()
    both = sys.stdin.isatty() and sys.stdout.isatty()
    talk = Talk(examiner, printer, gate.ask if both else _read(printer), pauses=both)
    try:
        talk.run()
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may have gone
            printer.console.print()
            _sum_up(examiner.sitting, printer)
        raise
    _sum_up(examiner.sitting, printer)
    left = plan.waiting + len(examiner.sitting.queue)
    if left and request.kind != "interview":
        printer.say(waiting(left))


def _sum_up(sitting: Sitting, printer: Printer) -> None:
    from tutor.quiz.sitting_summary import by_topic
    from tutor.view import sitting_page

    look: dict[str, Any] = {"ascii": printer.ascii, "bare": not printer.color}
    printer.show(sitting_page.summary(by_topic(sitting.turns), width=printer.width, **look))


def _opening(request: Request, plan: Plan) -> str:
    from tutor.view import sitting_page
    from tutor.view.text import count

    if request.kind != "interview":
        return f"{sitting_page.opening(plan)}."
    minutes = count(round(request.minutes or 30), "minute")
    return f"{count(len(plan.cards), 'question')}, {minutes}. Answer as you would aloud."


def _read(printer: object) -> Callable[[str], str]:
    """Lines of a pipe; the prompt goes out, so that the text reads as a conversation."""

    def ask(prompt: str) -> str:
        print(prompt, end="", flush=True)
        line = read_line(sys.stdin)
        if not line:
            raise EOFError
        print(line.rstrip("\n"))
        return line

    return ask


# ── the transcript of an interview ──────────────────────────────────────────────────────────


def _keep_transcript(request: Request, sitting: Sitting, seed: str) -> bool:
    """Writes it down if it is an interview; False if the file that was asked for cannot be."""
    if request.kind != "interview" or not sitting.turns:
        return True
    from datetime import UTC, datetime

    from tutor.quiz.sitting_summary import transcript
    from tutor.runtime.paths import user_data

    when = datetime.fromtimestamp(sitting.turns[0].review.at, UTC).astimezone()
    name = when.strftime("interview-%Y%m%d-%H%M%S.md")
    file = request.transcript or user_data() / "interviews" / name
    title = f"Mock interview, {when:%Y-%m-%d %H:%M}"
    try:
        if request.transcript is None:
            private_folder(file.parent)
        file.parent.mkdir(parents=True, exist_ok=True)
        told = visible(transcript(sitting.turns, title=title, seed=seed))
        whole(file, told.encode(), private=True)
    except (OSError, Unavailable) as error:
        print(f"tutor: the transcript could not be written: {error}", file=sys.stderr)
        return request.transcript is None
    with suppress(OSError):  # the terminal may have gone
        print(f"Transcript: {file}", file=sys.stderr if request.json else sys.stdout, flush=True)
    return True
