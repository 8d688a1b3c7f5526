"""`tutor trace`: what happens in a project of your own; and the findings of such a recording."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shutil import get_terminal_size

import typer

from tutor import gate
from tutor.errors import Exit, UsageError, unknown
from tutor.runtime.system import need_posix
from tutor.terminal import wants_plain


def run(
    command: list[str],
    *,
    plain: bool = False,
    jsonl: Path | None = None,
    until: str = "",
    fail_on: str = "",
    detail: str = "full",
    ascii: bool = False,
) -> None:
    """Runs the command, and shows what its servers do: on a screen, or as text.

    What waits for something (`until`, `fail_on`) is for a script, and text.
    """
    need_posix("A trace")
    from tutor.core.pattern import Pattern
    from tutor.core.tokens import PatternError
    from tutor.plain import trace_text
    from tutor.runtime import traced_command
    from tutor.runtime.chosen_files import check_new

    names = [name.strip() for name in fail_on.split(",") if name.strip()]
    for name in names:
        if name not in trace_text.FAILURES:
            raise unknown("failure", name, list(trace_text.FAILURES))
    if detail not in traced_command.DETAILS:
        raise unknown("detail", detail, list(traced_command.DETAILS))
    try:
        pattern = Pattern.parse(until) if until else None
    except PatternError as error:
        raise UsageError(f"--until is not a pattern: {error}.") from error
    if jsonl is not None:
        check_new(jsonl, like="trace.jsonl")
    if not (plain or until or fail_on or wants_plain()):
        _on_screen(command, jsonl, detail=detail, ascii=ascii)
        return
    kinds = frozenset[str]().union(*(trace_text.FAILURES[name] for name in names))
    request = trace_text.Request(
        tuple(command), jsonl=jsonl, until=pattern, fail_on=kinds, detail=detail, ascii=ascii
    )
    if code := trace_text.run(request):
        raise typer.Exit(code)


def _on_screen(command: list[str], jsonl: Path | None, *, detail: str, ascii: bool) -> None:
    from tutor.tui.trace_on_screen import trace

    code = trace(command, jsonl=jsonl, detail=detail, ascii=ascii)
    if jsonl is not None:
        print(f"Written: {jsonl}. `tutor why --trace {jsonl}` reads it.")
    if code:
        raise typer.Exit(code)


def findings(file: Path, *, as_json: bool = False, ascii: bool = False) -> None:
    """The findings of a recording; the exit code says whether there are any."""
    from tutor.plain.findings_text import document, tell_findings
    from tutor.plain.printer import Printer
    from tutor.runtime.recording import load
    from tutor.terminal import wants_ascii, wants_color

    events = load(file).events
    if as_json:
        told = document(events)
        gate.put_json(json.dumps(told) + "\n")
        fits = bool(told["fits"])
    else:
        printer = Printer(
            sys.stdout,
            width=get_terminal_size().columns,
            ascii=ascii or wants_ascii(),
            color=wants_color(),
        )
        fits = tell_findings(events, printer)
    if not fits:
        raise typer.Exit(Exit.FAILED)
