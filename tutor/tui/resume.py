"""Ctrl-Z: the shell's prompt, and after `fg` the whole screen again."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any, Final

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.app import App

HAS_SHELL: Final = hasattr(os, "getpgrp") and os.getpgrp() != os.getsid(0)
"""Whether a shell with job control has started us: without one nobody would ever continue us."""

SUSPEND: Final = [Binding("ctrl+z", "suspend_process", show=False, priority=True)] * HAS_SHELL
"""Before any other key: an app that reads every key itself would not let it through."""


def repaint_when_back(app: App[Any]) -> None:
    """After a stop the terminal shows nothing of ours."""
    app.app_resume_signal.subscribe(app, repaint)


def repaint(app: App[Any]) -> None:
    """Every line is sent."""
    app.refresh(layout=True)


def let_go() -> None:
    """A stop is the system's again: Textual leaves its handlers behind, which start a dead app."""
    for name in ("SIGTSTP", "SIGCONT"):
        if number := getattr(signal, name, 0):
            signal.signal(number, signal.SIG_DFL)
