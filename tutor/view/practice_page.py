"""An exercise at work, as one page: what has to be true, what happened instead, the last change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.practice.telling import (
    COMES_BACK,
    GONE,
    OURS,
    SOLUTION_COUNTS,
    START_OVER,
    instead,
    left_over,
    sizes,
    stopped,
)
from tutor.practice.tries import RUNGS, Change, Tries, Try, changes, hint
from tutor.view import goal_panel, palette
from tutor.view.text import count, crop
from tutor.view.text_style import Hand, hand_of

if TYPE_CHECKING:
    from tutor.practice.judging import Judged
    from tutor.view.text import Pen

Leaf = Literal["work", "task", "mine", "ours"]  # what is looked at
Question = Literal["", "x", "s"]  # that waits for y or n

QUESTIONS: Final[dict[str, str]] = {"x": START_OVER, "s": SOLUTION_COUNTS}
FEW: Final = 4  # lines of a symptom and of a change, where the screen is small
SMALL: Final = 30  # rows, from which on a screen is not
SHOWN: Final = 12  # lines of a change elsewhere
PARTS: Final = 3  # lines between the four parts of a page
FRAME: Final = 2  # lines of a task beside its symptom: the title, and where the file is
TYPICAL: Final = "x twice: "  # what a fact has beside its words, most of the time
SEVERAL: Final = 2  # rows below which a text that is cut says nothing


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What the screen is a function of."""

    tries: Tries
    place: str  # where the file is: "~/channels-practice/closes/consumers.py"
    link: str = ""  # the same as a URL; "" = it is no link
    look: str = ""  # where in the installed source the second hint points
    number: int = 1  # of the exercise among `of`
    of: int = 1
    leaf: Leaf = "work"
    is_hinted: bool = False  # the latest hint stands in the place of the change
    asks: Question = ""
    said: str = ""  # a sentence that stands until the next key
    following: str = ""  # the name of the next exercise

    def after(self, tries: Tries) -> Desk:
        """With this state; a new verdict is shown, and what was said before it is over."""
        if tries.last is self.tries.last:
            return msgspec.structs.replace(self, tries=tries)
        said = self.said if self.said == COMES_BACK else ""
        return msgspec.structs.replace(self, tries=tries, leaf="work", is_hinted=False, said=said)


# ── the lines around it ─────────────────────────────────────────────────────────────────────


def heading(desk: Desk, *, width: int, pen: Pen) -> Text:
    """Left the exercise, right its latest run."""
    tries, dot = desk.tries, f" {pen.glyphs.dot} "
    exercise, last = tries.exercise, tries.last
    right = ""
    if last is not None:
        true = f"{sum(last.marks)} of {len(last.marks)} true" if last.judged else last.verdict
        right = dot.join((f"run {last.number}", f"{last.seconds:.1f} s", true))
    fits = (text for text in (right, right.rpartition(dot)[2]) if cell_len(text) <= width // 2)
    right = next(fits, "")
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    line.append(f"Practice {desk.number} of {desk.of}", palette.TITLE)
    for word in (exercise.name, f"lesson {exercise.lesson}"):
        if line.cell_len + cell_len(dot + word) + cell_len(right) + 3 <= width:
            line.append(dot, palette.QUIET).append(pen.safe(word), palette.STRONG)
    crop(line, width - cell_len(right) - 3, pen)
    line.append(" " * max(width - line.cell_len - cell_len(right) - 1, 1))
    return line.append(right)


def track(desk: Desk, *, width: int, pen: Pen) -> Text:
    """What is being done, and the runs so far, the latest last; a question before all."""
    tries, line = desk.tries, Text(" ", no_wrap=True, overflow="crop", end="")
    room = max(width - 2, 1)
    if desk.asks:
        return line.append(pen.cut(QUESTIONS[desk.asks], room), palette.MARK)
    if desk.said or tries.is_gone:
        return line.append(pen.cut(desk.said or GONE, room, "both"), palette.STRONG)
    doing = f"run {len(tries.runs) + 1} …" if tries.running is not None else "waiting for a save …"
    line.append(pen.cut(doing, room), palette.QUIET)
    runs = [_marks(run, pen) for run in tries.runs]
    room -= line.cell_len + 2
    kept: list[Text] = []
    for run in reversed(runs):
        room -= run.cell_len + 3
        if room < 0:
            break
        kept.insert(0, run)
    for place, run in enumerate(kept):
        line.append("   run " if not place else f" {pen.glyphs.dot} ", palette.QUIET)
        line.append_text(run)
    crop(line, width - 1, pen)
    return line


def _marks(run: Try, pen: Pen) -> Text:
    """ "4 ✗✗✓"; of code that could not be run "4 -"."""
    line = Text(f"{run.number} ", palette.QUIET)
    for holds in run.marks:
        line.append(*_mark(pen, holds=holds))
    return line if run.marks else line.append("-", palette.BAD)


def _mark(pen: Pen, *, holds: bool) -> tuple[str, str]:
    glyphs = pen.glyphs
    return (glyphs.tick, palette.GOOD) if holds else (glyphs.cross, palette.BAD)


def keys(desk: Desk) -> Sequence[tuple[str, str]]:
    """Keys and what they do here, the most useful first."""
    tries = desk.tries
    rest = [("?", "help"), ("q", "leave")]
    if desk.asks:
        return [("y", "yes"), ("n", "no")]
    if desk.leaf != "work":
        return [("Esc", "back"), *[("o", "editor")] * (desk.leaf != "ours"), *rest]
    see = [("n", "see the run")] * (tries.last is not None)
    if tries.is_mended:
        onward = [("Enter", "next")] if desk.following else []
        return [*onward, *see, ("s", "ours"), ("c", "cards"), ("d", "my changes"), *rest]
    rung = min(tries.hints + 1, RUNGS)
    more = ("s", "solution") if tries.hints >= RUNGS else ("h", f"hint {rung}/{RUNGS}")
    undo = [("u", "undo a save"), ("x", "start over"), ("r", "run now")]
    return [*see, more, ("o", "editor"), ("d", "my changes"), *undo, *rest]


# ── the page ────────────────────────────────────────────────────────────────────────────────


def render(desk: Desk, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """The page; with more lines than `height` it can be scrolled."""
    hand = hand_of(width, ascii, False)
    if desk.leaf == "mine":
        title = "my changes, against the starter"
        return hand.page(_whole(desk.tries, desk.tries.text, title, hand))
    if desk.leaf == "work" and not desk.tries.is_mended:
        return hand.page(_work(desk, hand, height))
    parts = {"task": _told, "ours": _ours, "work": _mended}[desk.leaf](desk, hand)
    is_roomy = height is None or sum(map(len, parts)) + len(parts) - 1 <= height
    return hand.page(_joined(parts, is_roomy=is_roomy))


def _joined(parts: Sequence[list[Text]], *, is_roomy: bool) -> list[Text]:
    """One below the other, with a line between them where there is room."""
    lines: list[Text] = []
    for part in filter(None, parts):
        lines += [Text()] * (is_roomy and bool(lines)) + part
    return lines


def _work(desk: Desk, hand: Hand, height: int | None) -> list[Text]:
    """The task, the facts, what happened instead, the last change: the last one gives way.

    Little moves from run to run: what stands where is a matter of the exercise and the screen, and
    only what would push the verdict below the edge has less of the task, then stands below it.
    """
    few = height is not None and height < SMALL
    facts, instead = _facts(desk, hand, is_dense=few), _linked(desk, _instead(desk, hand))
    verdict = len(facts) + len(instead)
    task = _task(desk, hand, _task_room(desk, hand, height, verdict) if few and height else 0)
    usual = len(task) + len(desk.tries.exercise.facts) + 2 * FEW + 1 + PARTS
    is_roomy = height is None or usual <= height
    is_over = height is not None and len(task) + verdict > height
    above = [task, instead, facts] if is_over else [task, facts, instead]
    if desk.is_hinted and desk.tries.hints:
        return _joined([*above, _hint(desk, hand)], is_roomy=is_roomy)
    taken = sum(map(len, above)) + is_roomy * PARTS
    room = SHOWN if height is None else height - taken
    return _joined([*above, _change(desk, hand, room)], is_roomy=is_roomy)


def _task_room(desk: Desk, hand: Hand, height: int, verdict: int) -> int:
    """Lines of the symptom on a small screen. `verdict`: lines of the facts and the diagnosis."""
    tries, others = desk.tries, FRAME
    if tries.last is not None:
        usual = (hand.line(f"{TYPICAL}{fact.says}", palette.PLAIN) for fact in tries.exercise.facts)
        others += 1 + sum(map(len, usual)) + 1 + FEW
        others += (1 + SEVERAL) * bool(tries.change or desk.is_hinted)
    return max(min(max(height - others, FEW), height - FRAME - verdict), 1)


def _title(text: str, hand: Hand, style: str = palette.TITLE) -> Text:
    line = Text(hand.ink.cut(text, hand.width), style)
    rule = hand.ink.glyphs.rule * max(hand.width - line.cell_len - 1, 0)
    return line.append(f" {rule}" if rule else "", palette.QUIET)


def _task(desk: Desk, hand: Hand, most: int = 0) -> list[Text]:
    """The symptom, and where the file is. `most`: lines, 0 = all."""
    exercise = desk.tries.exercise
    rows = hand.markdown(exercise.symptom.strip())
    if most and len(rows) > most:
        kept = rows[: most - 1]
        while kept and not kept[-1].plain.strip():
            kept.pop()
        rows = [*kept, Text(f"{hand.ink.glyphs.ellipsis} t: all of it", palette.QUIET)]
    verb = "Write" if exercise.kind == "write" else "Mend"
    where = Text(f"{verb} it in ")
    room = hand.width - where.cell_len
    style = f"{palette.STRONG} link {desk.link}" if desk.link else palette.STRONG
    where.append(hand.ink.cut(desk.place, room, "end"), style)
    return [_title(exercise.title, hand), *rows, where]


def _facts(desk: Desk, hand: Hand, *, is_dense: bool = False) -> list[Text]:
    """What has to be true, with what was there instead; before a run without marks."""
    tries = desk.tries
    run = tries.last_judged
    if run is None or run.judged is None:
        says = [f"{hand.ink.glyphs.dot} {fact.says}" for fact in tries.exercise.facts]
        return [_title("what has to be true", hand), *_each(says, hand)]
    truths = run.judged.truths
    title = "mended" if run.is_mended and run is tries.last else "what has to be true"
    if run is not tries.last:
        title += f" (run {run.number}, the last that could be judged)"
    return [_title(title, hand), *goal_panel.lines(truths, hand.width, hand.ink, is_dense=is_dense)]


def _each(lines: Iterable[str], hand: Hand, style: str = palette.PLAIN) -> list[Text]:
    return [row for line in lines for row in hand.line(line, style)]


def _instead(desk: Desk, hand: Hand) -> list[Text]:
    """Why the code could not be run, or what happened in its run."""
    last = desk.tries.last
    if last is None:
        return []
    if last.stopped is not None:
        sentence, trace, remedy = stopped(last.stopped)
        rows = [Text(hand.ink.cut(line, hand.width), palette.QUIET) for line in trace]
        told = [*_each([sentence], hand, palette.STRONG), *rows]
        return [_title("could not run", hand, palette.BAD), *told, *_each(remedy, hand)]
    assert last.judged is not None
    return [_title(_diagnosis(last.judged), hand), *_each(instead(last.judged), hand)]


def _linked(desk: Desk, rows: list[Text]) -> list[Text]:
    """A place in the learner's file leads there, as the path above does."""
    place = re.compile(rf"\b{re.escape(desk.tries.exercise.edit)}:\d+")
    for row in rows if desk.link else ():
        for found in place.finditer(row.plain):
            row.stylize(f"link {desk.link}", *found.span())
    return rows


def _diagnosis(judged: Judged) -> str:
    seq = refuting(judged)
    return f"what happened instead (n: see it at step {seq})" if seq else "what happened instead"


def refuting(judged: Judged) -> int:
    """The step at which a run is opened: that of the finding, else of the first that fails."""
    finding, failing = judged.finding, judged.failing
    return (finding.seq if finding else 0) or (failing.seq if failing else 0)


def _change(desk: Desk, hand: Hand, room: int) -> list[Text]:
    """What the latest run has other than the one before it."""
    change = desk.tries.change
    if not change:
        return []
    most = max(min(room - 1, SHOWN), SEVERAL)
    return [_title("your last change", hand), *_diff(change, hand, most)]


def _diff(change: Sequence[Change], hand: Hand, most: int = 0) -> list[Text]:
    cut = len(change) > most > 0
    shown = change[: most - 1] if cut else change
    rows = []
    for one in shown:
        style = palette.NEW if one.sign == "+" else palette.GONE
        text = f"{one.sign} {one.line:>3}  {one.text.expandtabs(4)}"
        rows.append(Text(hand.ink.cut(text, hand.width), style))
    if cut:
        more = f"{hand.ink.glyphs.ellipsis} {count(len(change) - len(shown), 'more line')}"
        rows.append(Text(more, palette.QUIET))
    return rows


def _hint(desk: Desk, hand: Hand) -> list[Text]:
    tries = desk.tries
    said = hint(tries, tries.hints, desk.look)
    more = " The solution is one step further: s." * (tries.hints == RUNGS)
    told = _linked(desk, _each([said + more], hand))
    return [_title(f"hint {tries.hints} of {RUNGS}", hand), *told]


def _told(desk: Desk, hand: Hand) -> list[list[Text]]:
    return [_task(desk, hand), _facts(desk, hand)]


def _mended(desk: Desk, hand: Hand) -> list[list[Text]]:
    """Why it was so, and the learner's mend beside ours."""
    return [_facts(desk, hand), _why(desk.tries, hand), _beside(desk.tries, hand)]


def _why(tries: Tries, hand: Hand) -> list[Text]:
    is_written = tries.exercise.kind == "write"
    title = "why it is written this way" if is_written else "why it was so"
    return [_title(title, hand), *hand.markdown(tries.exercise.why.strip())]


def _beside(tries: Tries, hand: Hand) -> list[Text]:
    difference = changes(tries.solution, tries.text)
    mine = "code" if tries.exercise.kind == "write" else "mend"
    title = _title(f"your {mine} beside ours (- ours, + yours)", hand)
    if not difference:
        return [title, *_each([OURS], hand)]
    told = [sizes(tries), *filter(None, [left_over(tries)])]
    return [title, *_diff(difference, hand, SHOWN), *_each(told, hand)]


def _ours(desk: Desk, hand: Hand) -> list[list[Text]]:
    tries = desk.tries
    lines = _whole(tries, tries.solution, "our solution, against the starter", hand)
    return [lines, [] if tries.is_mended else _why(tries, hand)]


def _whole(tries: Tries, text: str, title: str, hand: Hand) -> list[Text]:
    difference = changes(tries.starter, text)
    none = hand.line("The file is the starter.", palette.PLAIN)
    return [_title(title, hand), *(_diff(difference, hand) or none)]
