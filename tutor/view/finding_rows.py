"""What is wrong in a run: each finding with its step, its line, its remedy, and a scene to see it.

Plain text prints the same rows that the player shows; only the mark at the one in hand differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from tutor.core.diagnose import Finding, Level
from tutor.view import palette
from tutor.view.picks import picked
from tutor.view.text import Pen, count, page, pen, wrap

INDENT: Final = "    "
KEYS: Final = "j k: another one. Enter: to its step. Esc: back."
NOTES: Final = "Worth a look:"


def lines(finding: Finding) -> Iterator[str]:
    """A finding: what happened, then indented the line, if that has not been said, what to do, what
    to open.
    """
    times = f", {finding.times} times" if finding.times > 1 else ""
    yield f"{finding.rule} (step {finding.seq}{times}): {finding.sentence}"
    if finding.test:
        yield f"{INDENT}in {finding.test}"
    if finding.place and finding.place not in finding.sentence:
        yield f"{INDENT}at {finding.place}"
    yield f"{INDENT}{finding.remedy}"
    if command := scene_command(finding):
        yield f"{INDENT}see `{command}`"


def scene_command(finding: Finding) -> str:
    """The command that plays the scene of a finding; "": there is none."""
    lesson, _, scene = finding.scene.partition("/")
    return f"tutor lesson {lesson} --scene {scene}" if scene else ""


def rows(finding: Finding, *, width: int, pen: Pen) -> list[Text]:
    """The same lines, each wrapped below its own beginning; nothing is cut."""
    found: list[Text] = []
    for line in lines(finding):
        indent = line[: len(line) - len(line.lstrip())]
        wrapped = wrap(pen.safe(line.lstrip()), max(width - len(indent), 1))
        found += [Text(indent + row) for row in wrapped]
    named = len(finding.rule)
    if found[0].plain.startswith(finding.rule):  # a narrow screen may break the name itself
        found[0].stylize(palette.STRONG, 0, named)
    return found


def told(findings: Sequence[Finding], facts: int, gone: int = 0) -> Iterator[str | Finding]:
    """What is wrong, the worst first; then what a healthy project may do as well, and what is still
    the answer to many a question: a group that was sent to had no member.

    `gone`: of the facts so many of the oldest are no longer there.
    """
    wrong = [finding for finding in findings if finding.level is not Level.NOTED]
    notes = [finding for finding in findings if finding.level is Level.NOTED]
    yield from wrong
    newest = f"the newest {facts - gone} of " if gone else ""
    if not wrong:
        yield f"Nothing is wrong in {newest}{count(facts, 'fact')}."
    elif gone:
        yield f"That is of {newest}{count(facts, 'fact')}."
    if notes:
        yield NOTES
        yield from notes


def render(
    findings: Sequence[Finding],
    *,
    facts: int,
    width: int,
    hand: int = 0,
    later: int = 0,
    ascii: bool = False,
) -> Text:
    """All of them, that in hand marked; a click on one has its place.

    `later`: how many more the rest of the recording has.
    """
    ink = pen(ascii=ascii)
    room = max(width - 2, 1)
    shown = [Text(row, palette.QUIET) for row in wrap(KEYS, width)] if findings else []
    place = 0
    for one in told(findings, facts):
        shown += [Text()] * bool(shown)
        if isinstance(one, str):
            shown += [Text(row, palette.TITLE) for row in wrap(one, width)]
            continue
        mark = f"{ink.glyphs.now} " if place == hand else "  "
        first, *rest = rows(one, width=room, pen=ink)
        block = [Text().append(mark, palette.MARK).append_text(first)]
        block += [Text("  ").append_text(row) for row in rest]
        shown += picked(block, place)
        place += 1
    if later:
        more = f"{count(later, 'more finding')} later in this run: a shows all."
        shown += [Text(), *(Text(row, palette.QUIET) for row in wrap(more, width))]
    return page(shown, width=width, height=None, pen=ink)
