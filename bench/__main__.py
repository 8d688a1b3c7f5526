"""`python -m bench [NAME …]`: prints the table; `--write`, of all, puts it into RESULTS.md."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measure import Result

SUITES = (
    "startup",
    "player",
    "motion",
    "servers",
    "probe",
    "trace",
    "sockets",
    "recordings",
    "growing",
    "live",
    "play",
    "practice",
    "quiz",
    "scene",
)
PACKAGES = ("django", "channels", "daphne", "websockets", "textual", "msgspec", "typer", "rich")


def machine() -> str:
    """Cores, system and versions: what the figures depend on."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"CPython {platform.python_version()}, {versions}"
    )


def row(result: Result) -> str:
    """One line of the Markdown table."""
    mark = "yes" if result.met else "**no**"
    figure = f"{result.measured:.3g}{'' if result.unit == '×' else ' '}{result.unit}"
    return (
        f"| {result.name} | {result.against} | {result.goal} | {figure} | {mark} | {result.note} |"
    )


def main(argv: list[str]) -> int:
    """Exit 0 when every goal is met, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *SUITES], metavar="NAME",
                        help=f"one of {', '.join(SUITES)}; none: all")  # fmt: skip
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args(argv)
    if options.write and options.names:
        parser.error("--write takes no NAME: the figures of RESULTS.md are those of one run")
    head = ["| what | against, in the same run | goal | measured | met | medians |"]
    lines = [*head, "|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    results: list[Result] = []
    for name in options.names or SUITES:
        for result in importlib.import_module(f"bench.{name}").run():
            results.append(result)
            lines.append(row(result))
            print(lines[-1], flush=True)
    if options.write:
        title = "# Results of `make bench`"
        stamp = f"{datetime.now(UTC):%Y-%m-%d}: {machine()}"
        text = "\n".join([title, "", stamp, "", *lines, ""])
        Path(__file__).with_name("RESULTS.md").write_text(text)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
