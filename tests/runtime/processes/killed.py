"""Grades answers in child processes and kills each at a random moment; tells what was graded.

`python -m tests.runtime.processes.killed FOLDER KILLS SEED`. Children are forked, so that a kill
costs milliseconds: none of them has to import anything. Every tenth begins with no file at all.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from tutor.learner.store import Position, Store
from tutor.quiz.schedule import Review, advance


def grade(folder: Path, name: str, told: int) -> None:
    """One answer after the other; each is told once it is graded."""
    store = Store(folder)
    for number in count():
        done = store.review(Review(card=f"{name}-{number}", at=float(number), mode="quiz", grade=3))
        os.write(told, f"{done.card}\n".encode())
        store.save(Position(lesson="a", page=1, step=number), at=float(number))
        if number % 5 == 0:
            store.undo(done)
            store.memories({})


def kill(folder: Path, name: str, after: int, wait: float) -> list[str]:
    """The answers that were graded before the end: it comes `wait` seconds behind number `after`.

    The child's own pace says when, so that a busy machine kills at the same moments.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        grade(folder, name, theirs)
        os._exit(1)
    os.close(theirs)
    with os.fdopen(ours) as told:
        graded = [told.readline() for _ in range(after)]
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line.strip() for line in [*graded, *told]]


def main(folder: Path, kills: int, seed: int) -> None:
    """Prints folder and card of every answer that was graded."""
    advance(None, "", 3, 0.0)  # FSRS is imported once
    chance = random.Random(seed)
    for number in range(kills):
        home = folder / str(number // 10)
        for card in kill(home, str(number), number % 10, chance.uniform(0, 0.02)):
            print(home.name, card)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
