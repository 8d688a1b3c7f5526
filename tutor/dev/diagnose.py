"""`tutor dev diagnose FILE`: what the general rules find in a recording, as text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tutor.core.diagnose import diagnose
from tutor.errors import Exit, TutorError
from tutor.runtime.recording import load
from tutor.view.finding_rows import lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code: FAILED when something was found."""
    options = _parser().parse_args(arguments)
    try:
        found = diagnose(load(options.file).events, notes=options.notes)
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    for finding in found:
        print(*lines(finding), sep="\n")
    if not found:
        print("Nothing was found.")
    return Exit.FAILED if found else Exit.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutor dev diagnose", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a recording, as JSON lines")
    parser.add_argument("--notes", action="store_true", help="also what a healthy run may hold")
    return parser
