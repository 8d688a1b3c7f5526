"""`tutor trace`: what happens in a project of your own; and the findings of such a recording."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import typer

from tutor import gate
from tutor.errors import Exit, UsageError, unknown
from tutor.runtime.system import need_posix
from tutor.terminal import has_progress, wants_plain

if TYPE_CHECKING:
    from tutor.core.pattern import Pattern

MOMENT: Final = 0.5  # seconds for which a file is read without a word
RUNSERVER: Final = ("python", "manage.py", "runserver")
EXAMPLE: Final = "`tutor trace -- python manage.py runserver`"


def run(
    command: list[str],
    *,
    plain: bool = False,
    listens: bool = False,
    jsonl: str = "",
    masks: Sequence[str] = (),
    until: str = "",
    fail_on: str = "",
    detail: str = "full",
    ascii: bool = False,
) -> None:
    """Runs the command, and shows what its servers do: on a screen, or as text.

    What waits for something (`until`, `fail_on`) is for a script, and text. `listens`: prints a
    line that starts the command in another terminal, and ends when the reader does.
    """
    need_posix("A trace")
    if not command and not listens:
        raise UsageError("Name the command that starts your server.", f"As {EXAMPLE}.")
    from tutor.plain import trace_text
    from tutor.runtime.trace_link import DETAILS

    kinds, pattern = _kinds(fail_on), _pattern(until)
    _check_masks(masks)
    if detail not in DETAILS:
        raise unknown("detail", detail, list(DETAILS))
    is_folder = _check_place(jsonl)
    if not (plain or listens or is_folder or until or fail_on or wants_plain()):
        _on_screen(command, jsonl, masks, detail=detail, ascii=ascii)
        return
    request = trace_text.Request(
        tuple(command) or RUNSERVER,
        listens=listens,
        masks=tuple(masks),
        jsonl=Path(jsonl) if jsonl else None,
        per_test=is_folder,
        until=pattern,
        fail_on=kinds,
        detail=detail,
        ascii=ascii,
    )
    if code := trace_text.run(request):
        raise typer.Exit(code)


def _on_screen(
    command: list[str], jsonl: str, masks: Sequence[str], *, detail: str, ascii: bool
) -> None:
    from tutor.tui.trace_on_screen import trace

    file = Path(jsonl) if jsonl else None
    code = trace(command, jsonl=file, masks=masks, detail=detail, ascii=ascii)
    if jsonl:
        print(f"Written: {jsonl}. `tutor why --trace {jsonl}` reads it.")
    if code:
        raise typer.Exit(code)


def _kinds(fail_on: str) -> frozenset[str]:
    """The kinds of facts that `--fail-on` means."""
    from tutor.plain.trace_text import FAILURES

    names = [name.strip() for name in fail_on.split(",") if name.strip()]
    for name in names:
        if name not in FAILURES:
            raise unknown("failure", name, list(FAILURES))
    return frozenset[str]().union(*(FAILURES[name] for name in names))


def _pattern(until: str) -> Pattern | None:
    from tutor.core.pattern import Pattern
    from tutor.core.tokens import PatternError

    try:
        return Pattern.parse(until) if until else None
    except PatternError as error:
        raise UsageError(f"--until is not a pattern: {error}.") from error


def _check_masks(masks: Sequence[str]) -> None:
    for mask in masks:
        try:
            re.compile(mask)
        except re.error as error:
            reason = f"--mask {mask} is neither a key nor a regular expression: {error}."
            raise UsageError(reason) from error


def _check_place(jsonl: str) -> bool:
    """Whether `--jsonl` names a folder; what could not be written is refused now."""
    from tutor.runtime.chosen_files import check_new, check_new_folder

    is_folder = jsonl.endswith(os.sep) or (jsonl != "" and Path(jsonl).is_dir())
    if is_folder:
        check_new_folder(Path(jsonl))
    elif jsonl:
        check_new(Path(jsonl), like="trace.jsonl")
    return is_folder


class _Progress:
    """Says on a terminal how far the findings of a file are, when that takes more than a moment."""

    def __init__(self, file: Path) -> None:
        self._name, self._until = file.name, time.monotonic() + MOMENT
        self._size = 0
        with suppress(OSError):  # `load_newest` says what is wrong with it
            self._size = file.stat().st_size

    def read(self, size: int) -> None:
        """So many bytes of it."""
        if self._size:
            self._say(f"Reading {self._name}: {min(size / self._size, 1):.0%}")

    def asked(self, done: int, rules: int) -> None:
        """So many rules have been asked, of all of them."""
        if done < rules:
            self._say(f"Looking for faults: {done} of {rules} rules")
        else:
            self.clear()

    def clear(self) -> None:
        """Nothing more to say for now."""
        self._say("")

    def _say(self, text: str) -> None:
        if time.monotonic() > self._until and has_progress():
            gate.overwrite(text)


def findings(file: Path, *, as_json: bool = False, ascii: bool = False) -> None:
    """The findings of a recording; the exit code says whether there are any."""
    from tutor.plain.findings_text import document, tell_findings
    from tutor.plain.printer import Printer
    from tutor.runtime.recording import load_newest
    from tutor.terminal import wants_ascii, wants_color

    progress = _Progress(file)
    try:
        timeline = load_newest(file, progress=progress.read)
    finally:
        progress.clear()
    if as_json:
        told = document(timeline, progress=progress.asked)
        gate.put_json(json.dumps(told) + "\n")
        fits = bool(told["fits"])
    else:
        printer = Printer(
            sys.stdout,
            width=get_terminal_size().columns,
            ascii=ascii or wants_ascii(),
            color=wants_color(),
        )
        fits = tell_findings(timeline, printer, progress=progress.asked)
    if not fits:
        raise typer.Exit(Exit.FAILED)
