"""`tutor search WORDS`: what of the course has these words, each with the command that opens it."""

from __future__ import annotations

import json
import sys
from shutil import get_terminal_size
from typing import Final

import typer

from tutor import gate
from tutor.errors import Exit, UsageError
from tutor.library import find
from tutor.library.search_course import CourseSearch, entries
from tutor.terminal import wants_ascii, wants_color

MOST: Final = 15


def run(
    asked: str, *, everything: bool = False, as_json: bool = False, ascii: bool = False
) -> None:
    """Prints what was found, the best first. Exit code 1 when nothing was."""
    if not asked.strip():
        raise UsageError("Which words?", 'For example `tutor search "group_send"`.')
    found = CourseSearch(entries(find.course())).find(asked)
    shown = found if everything else found[:MOST]
    if as_json:
        told = [{"kind": one.kind, "title": one.title, "command": one.command} for one in shown]
        gate.put_json(json.dumps(told) + "\n")
    else:
        from tutor.plain.printer import Printer
        from tutor.plain.why_text import listed

        width = get_terminal_size().columns
        ascii = ascii or wants_ascii()
        out = Printer(sys.stdout, width=width, ascii=ascii, color=wants_color())
        for one in shown:
            listed(out, one.kind, one.title, one.command)
        if rest := len(found) - len(shown):
            out.say(f"{rest} more: --all")
        if not found:
            out.say("Nothing of the course has these words.")
    if not found:
        raise typer.Exit(Exit.FAILED)
