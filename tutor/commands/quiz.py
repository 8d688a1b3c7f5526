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
from tutor.commands.quiz_scope import in_words, lessons_of, named, scope
from tutor.errors import Exit, UsageError
from tutor.library import find
from tutor.runtime.chosen_files import check_new
from tutor.terminal import read_line, wants_ascii, wants_color, wants_plain

if TYPE_CHECKING:
    from tutor.learner.store import Store
    from tutor.library.examiner import Examiner
    from tutor.library.study import Study
    from tutor.plain.printer import Printer
    from tutor.quiz.plan import Plan
    from tutor.quiz.sitting import Sitting

MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options, as parsed."""

    kind: Literal["quiz", "review", "interview"]
    number: str | None = None
    cards: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    flagged: bool = False
    wrong: bool = False
    weak: bool = False
    ids: bool = False
    cram: bool = False
    count: int = 0
    minutes: float = 0.0
    chapters: str = ""
    level: str = ""
    guide: bool = False
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
    lessons, chapters = lessons_of(request.number), find.numbers(request.chapters)
    plain = request.plain or request.json or wants_plain()
    with ExitStack() as stack:
        store = stack.enter_context(open_store(quiet=not plain))
        study = Study(store, course, load_deck(course))
        seed = request.seed or f"{random.randrange(10**6):06}"
        plan = _plan(request, study, lessons, chapters, seed)
        ascii = request.ascii or wants_ascii()
        services = SittingServices(study, ascii=ascii, plain=plain)
        examiner = Examiner(_sitting(request, study, plan, seed), services)
        kept = True

        def put_away() -> bool:
            examiner.do(Leave())
            return _kept(request, examiner.sitting, store, seed, chapters)

        try:
            with ending.at_worst(put_away):
                _hold(request, examiner, plan, plain=plain, ascii=ascii)
        finally:  # Ctrl-C and SIGTERM as well: what was answered is written down
            kept = put_away()
    if not kept:
        raise typer.Exit(Exit.UNAVAILABLE)


def _kept(request: Request, sitting: Sitting, store: Store, seed: str, chapters: list[int]) -> bool:
    """Keeps an interview; False if the transcript that was asked for cannot be written."""
    if request.kind != "interview":
        return True
    from tutor.commands.past_interviews import Keeping, keep

    keeping = Keeping(
        seed=seed,
        minutes=request.minutes,
        title=in_words(chapters) if chapters else "",
        transcript=request.transcript,
        quiet=request.json,
    )
    return keep(keeping, sitting, store)


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


def _plan(
    request: Request, study: Study, lessons: list[int], chapters: list[int], seed: str
) -> Plan:
    from tutor.quiz import plan

    if request.cards or request.flagged:
        return plan.only(named(study, request.cards, request.flagged, lessons), request.count)
    if request.kind == "interview":
        from tutor.quiz.levels import chosen

        minutes = request.minutes or 30
        deck = chosen(study.deck, level=request.level, guide=request.guide)
        return plan.interview(deck, minutes=minutes, chapters=chapters, seed=seed)
    wanted = scope(study.deck, lessons, request.topics, request.kinds)
    count, now = request.count, study.now()
    if request.wrong:
        return plan.wrong(study.deck, study.memories, scope=wanted, count=count)
    if request.weak:
        return plan.weak(study.deck, study.memories, scope=wanted, count=count, now=now)
    if request.cram:
        return plan.cram(study.deck, scope=wanted, count=count, seed=seed)
    when = {"now": now, "offset": study.offset}
    if request.kind == "review":
        return plan.review(study.deck, study.memories, count=count, **when)
    return plan.quiz(study.deck, study.memories, scope=wanted, count=count, seed=seed, **when)


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
    lessons = lessons_of(request.number)
    return f"{what}, {in_words(lessons)}" if lessons else what


def _nothing(request: Request, plan: Plan) -> str:
    lessons = lessons_of(request.number)
    of = f" of {in_words(lessons)}" if lessons else ""
    if request.flagged and of:
        return f"No card{of} is flagged; `tutor flagged` lists those that are."
    if request.flagged:
        return "No card is flagged; `f` flags the one in hand."
    if request.wrong:
        return f"No latest answer to a card{of} is wrong."
    if request.weak:
        return f"No topic{of} is weak, that is, has more than 1 wrong answer in 5."
    if plan.buried:
        return (
            "Only siblings of cards that you have answered today are left; they wait for tomorrow."
        )
    if request.kind == "review":
        return "Nothing is due today. `tutor quiz` asks new cards, `tutor review --cram` any."
    if request.kind == "interview":
        raise UsageError("No question fits.", "Choose other chapters, or leave out --chapters.")
    if request.cram:
        return "There are no cards here."
    return "No card here is due or new; with --cram any of them is asked."


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
    talk = Talk(
        examiner, printer, gate.ask if both else _read(printer), pauses=both, ids=request.ids
    )
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
    timed = sitting.turns if sitting.mode == "interview" else ()
    printer.show(sitting_page.summary(by_topic(sitting.turns), timed, width=printer.width, **look))


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
