"""`kill -9`, a hundred times: no answer that was graded is lost, and the file is sound."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.learner.store import FILE, Store

KILLS = 100


@pytest.mark.slow
def test_a_hundred_kills_lose_no_graded_answer(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    command = [
        sys.executable,
        "-m",
        "tests.runtime.processes.killed",
        str(tmp_path),
        str(KILLS),
        str(seed),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50)
    graded = defaultdict(set)
    for line in done.stdout.splitlines():
        home, card = line.split()
        graded[home].add(card)
    assert (done.stderr, len(graded)) == ("", KILLS / 10)
    assert sum(map(len, graded.values())) >= KILLS / 10 * sum(range(10))

    lost = {home: cards - _kept(tmp_path / home) for home, cards in graded.items()}
    assert not any(lost.values()), f"seed {seed}"


def _kept(home: Path) -> set[str]:
    """The cards in the file, which is sound."""
    with closing(sqlite3.connect(home / FILE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store(home) as store:
        assert not store.trouble
        return {entry.card for entry in store.reviews()}


def test_two_tutors_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.quiz.schedule import Review\n"
        "from tutor.learner.store import Store\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        " for n in range(300):\n"
        "  store.review(Review(card=f'{sys.argv[2]}-{n}', at=float(n), mode='quiz', grade=3))\n"
        "  if n % 50 == 0: store.memories({})\n"
        " print(store.trouble, end='')"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who], stdout=subprocess.PIPE)
        for who in "ab"
    ]
    said = [process.communicate(timeout=30)[0] for process in running]
    with Store(tmp_path) as store:
        found = [entry.card for entry in store.reviews()]
    assert (said, sorted(found)) == (
        [b"", b""],
        sorted(f"{who}-{n}" for who in "ab" for n in range(300)),
    )
