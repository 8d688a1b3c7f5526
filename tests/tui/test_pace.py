"""The garbage collector: left alone until a first frame stands."""

from __future__ import annotations

import subprocess
import sys


def said(script: str) -> str:
    """What a fresh Python prints."""
    run = [sys.executable, "-c", script]
    return subprocess.run(run, capture_output=True, text=True, check=True, timeout=30).stdout


def test_a_screen_that_stands_sets_a_steady_pace() -> None:
    script = (
        "import gc; from tutor.tui import pace; pace.settle_down()\n"
        "print(gc.get_threshold() == pace.STEADY, gc.get_freeze_count() > 1000)"
    )
    assert said(script) == "True True\n"


def test_the_entry_point_is_unhurried_before_it_imports() -> None:
    script = (
        "import gc, sys, tutor.__main__ as entry\n"
        "print('typer' in sys.modules)\n"
        "sys.argv = ['tutor', '--version']\n"
        "try:\n    entry.main()\n"
        "except SystemExit:\n    print(gc.get_threshold() == entry.UNHURRIED)"
    )
    assert said(script).splitlines()[::2] == ["False", "True"]
