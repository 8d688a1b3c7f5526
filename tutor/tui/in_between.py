"""A command of the tutor between two screens: it has the terminal, then the screen comes back."""

from __future__ import annotations

from typing import Final

from tutor import gate

PRINTS: Final = ("progress", "why", "check")
"""Commands that print and end: the learner reads them before a screen covers what they say."""
PAGER: Final = "Press Enter to go back."
LEFT: Final = (0, 130)  # the exit codes of what went well, and of what Ctrl-C has ended


def run_between(command: str) -> str:
    """Runs `tutor COMMAND` to its end; what the screen has to say of it, "" where it went well."""
    from tutor.runtime.processes.child_tutor import run_tutor

    words = command.split()
    code = run_tutor(*words)
    if words[0] in PRINTS:
        _wait()
    return "" if code in LEFT else f"`tutor {command}` ended with exit code {code}."


def _wait() -> None:
    try:
        gate.ask(PAGER)
    except EOFError:
        return
