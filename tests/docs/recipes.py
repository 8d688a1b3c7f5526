"""The recipes of `CONTRIBUTING.md` as steps that can be carried out, in a copy of the checkout.

A fenced block is a step. A `sh` block is run, line by line. Any other is text that goes to where
the paragraph above it says:

    Make `FILE`:                    a new file
    …, at the end of `FILE`:        behind what is there
    …, in `FILE`, below `LINE`:     behind the only line that contains this
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from importlib.util import cache_from_source
from pathlib import Path

from tests.architecture.source import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
WITHIN = 240.0  # seconds for a command
_BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```\n", re.MULTILINE | re.DOTALL)
_NEW = re.compile(r"Make `([^`]+)`:\s*$")
_END = re.compile(r"at the end of `([^`]+)`:\s*$")
_BELOW = re.compile(r"in `([^`]+)`,\s+below `([^`]+)`:\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One block: a command to run, or text that belongs in a file."""

    text: str
    file: str = ""  # "": it is run
    below: str = ""  # part of the line that it follows, "": it is the end of the file


def steps(title: str, page: str) -> Iterator[Step]:
    """The blocks of a recipe in order. Raises ValueError where one does not say where it goes."""
    _, heading, rest = page.partition(f"## {title}\n")
    if not heading:
        raise ValueError(f"there is no recipe {title!r}")
    parts = iter(_BLOCK.split(rest.partition("\n## ")[0]))  # prose, kind, text, prose, …
    for above, kind, block in zip(parts, parts, parts, strict=False):  # the last is prose
        text = textwrap.dedent(block)
        if kind == "sh":
            yield from (Step(text=line) for line in text.splitlines())
        else:
            yield _placed(text, above)


def _placed(text: str, above: str) -> Step:
    if found := _BELOW.search(above):
        return Step(text=text, file=found[1], below=found[2])
    if found := _NEW.search(above) or _END.search(above):
        return Step(text=text, file=found[1])
    raise ValueError(f"the block {text.partition(chr(10))[0]!r} does not say where it goes")


def follow(step: Step, root: Path) -> str:
    """Carry out one step; what a command printed. Raises AssertionError when it fails."""
    if not step.file:
        return run(root, "sh", "-c", step.text)
    file = root / step.file
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(_with(before, step), encoding="utf-8")
    return ""


def _with(before: str, step: Step) -> str:
    if not step.below:
        return f"{before}\n\n{step.text}" if before else step.text
    lines = before.splitlines(keepends=True)
    [place] = [number for number, line in enumerate(lines) if step.below in line]
    indent = re.match(r"\s*", lines[place])[0]  # type: ignore[index]
    indent += " " * 4 * lines[place].rstrip().endswith((":", "{", "("))
    return "".join([*lines[: place + 1], textwrap.indent(step.text, indent), *lines[place + 1 :]])


def run(root: Path, *command: str) -> str:
    """What a command in the copy printed; it has to succeed."""
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "TUTOR_PLAIN": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


def _copy(file: Path, to: Path) -> None:
    """With its time, and with what Python and pytest have compiled of it, which holds until it is
    changed.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, to)
    if file.suffix == ".py":
        cache = Path(cache_from_source(str(file))).parent
        for compiled in cache.glob(f"{escape(file.stem)}.{sys.implementation.cache_tag}*.pyc"):
            (to.parent / cache.name).mkdir(exist_ok=True)
            shutil.copy2(compiled, to.parent / cache.name)


def copy(root: Path) -> Path:
    """A copy of what git knows of the checkout, run by the interpreter that runs the tests."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            _copy(ROOT / name, root / name)
    (root / ".venv/bin").mkdir(parents=True)
    for name, arguments in {"python": "", "tutor": " -m tutor"}.items():
        script = root / ".venv/bin" / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        script.chmod(0o755)
    return root
