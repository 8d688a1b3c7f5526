"""Repeats the small programs that produce the texts of `tutor why`, each in a process of its own.

`lessons/runs/NAME.py` prints what people meet, on the installed versions, and ends by itself. Exit
code 0: it went as it says; 3: this machine lacks what it needs; any other: it is so no more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from tutor.core.harmless import one_line
from tutor.course.symptoms import Symptom, normal, pattern, run_of

WITHIN: Final = 60  # seconds that a program may take
UNAVAILABLE: Final = 3
AT_ONCE: Final = 2
OURS: Final = ("TUTOR_", "PYTHON", "DJANGO_")
"""Variables with these beginnings would change what a program does."""


class Ran(NamedTuple):
    """What a program has printed, and how it ended; None: it did not end in time."""

    said: str
    code: int | None

    @property
    def last(self) -> str:
        """Its last line: what went wrong, or what is missing."""
        return one_line((self.said.strip().splitlines() or ["it said nothing"])[-1])


@dataclass(frozen=True, slots=True)
class Repeated:
    """What all of them have shown."""

    runs: int = 0
    texts: int = 0
    differs: list[tuple[Symptom, str]] = field(default_factory=list)  # and in what
    hindered: dict[str, str] = field(default_factory=dict)  # name of a run → what is missing


def run(file: Path) -> Ran:
    """Runs one program to its end."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryDirectory() as folder:
        try:
            ended = subprocess.run(
                [sys.executable, "-X", "utf8", str(file)],
                cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=WITHIN, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            return Ran((late.stdout or b"").decode(errors="replace"), None)
    return Ran(ended.stdout.decode(errors="replace"), ended.returncode)


def files(symptoms: Sequence[Symptom]) -> dict[str, Path]:
    """The programs that these entries name."""
    named = {run_of(proof): one for one in symptoms for proof in _proofs(one)}
    return {
        name: one.source.file.parent / "runs" / f"{name}.py" for name, one in named.items() if name
    }


def repeat(symptoms: Sequence[Symptom]) -> Repeated:
    """Runs every program once, and looks for the texts that it is said to produce."""
    programs = files(symptoms)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        ran = dict(zip(programs, pool.map(run, programs.values()), strict=True))
    lacking = {name: one.last for name, one in ran.items() if one.code == UNAVAILABLE}
    ended = {name: one for name, one in ran.items() if name not in lacking}
    told = [(one, says) for one in symptoms for says in _differs(one, ended)]
    texts = sum(run_of(proof) in ended for one in symptoms for _, proof in one.texts)
    return Repeated(runs=len(ran), texts=texts, differs=told, hindered=lacking)


def _proofs(one: Symptom) -> list[str]:
    return [one.proof, *(proof for _, proof in one.texts)]


def _differs(one: Symptom, ran: dict[str, Ran]) -> Iterator[str]:
    """What is not as the entry says, of the programs that could be run."""
    for name in dict.fromkeys(map(run_of, _proofs(one))):
        if name in ran and ran[name].code != 0:
            how = "did not end" if ran[name].code is None else f"ended with {ran[name].code}"
            yield f"the run {name} {how}: {ran[name].last}"
    for text, proof in one.texts:
        found = ran.get(run_of(proof))
        if found is not None and not found.code and not _says(found, text):
            yield f"the run {run_of(proof)} does not say {text!r}"


def _says(ran: Ran, text: str) -> bool:
    return any(pattern(text).search(normal(line)) for line in ran.said.splitlines())
