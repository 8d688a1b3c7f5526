"""A learner's file of six hundred answers, and what can happen to it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tutor.learner.portable import Flag, Place, State
from tutor.learner.store import FILE, Store
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review

ANSWERS = 600
PAGE = 4096
LESSON = "01_echo"


def answer(number: int) -> Review:
    """Some 900 bytes; a few go on on pages of their own. It begins and ends with its number."""
    size = 9000 if number % 97 == 5 else 500 + number * 31 % 800
    text = f"<{number}:" + "Grüße, echo! "[: 7 + number % 6] * (size // 12) + f":{number}>"
    return Review(
        card="echo-once" if number % 7 == 0 else f"card-{number % 90}",
        lesson=LESSON,
        at=1_790_000_000.5 + number * 900,
        mode="quiz",
        grade=3 if number % 3 else 1,
        correct=bool(number % 3),
        score=1.0 if number % 3 else 0.25,
        seconds=4.5,
        answer=text,
        id=number + 1,
        zone=3600,
    )


def state() -> State:
    """All that is in the file."""
    return State(
        positions=[Place(lesson=LESSON, page=2, scene="call", step=3, pages=1, at=7.0)],
        reviews=[answer(number) for number in range(ANSWERS)],
        flags=[Flag(card="echo-once", lesson=LESSON, is_on=True, at=8.0)],
        interviews=[Interview(at=9.5, seed="7", minutes=30, questions=8, score=0.625, file="i.md")],
    )


@cache
def sound() -> bytes:
    """The file, made once, with memories in it."""
    folder = Path(os.environ["TUTOR_HOME"]) / f"six-hundred-{os.getpid()}"
    with Store(folder) as store:
        store.merge(state())
        store.memories({})
    data = (folder / FILE).read_bytes()
    shutil.rmtree(folder)
    return data


def put(folder: Path, main: bytes | None, log: bytes = b"") -> Path:
    """A home with this file, and this log beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if main is not None:
        (folder / FILE).write_bytes(main)
    if log:
        (folder / f"{FILE}-wal").write_bytes(log)
    return folder


def flips(data: bytes, count: int, seed: int) -> list[tuple[int, int]]:
    """Byte and bit of so many places."""
    chance = random.Random(seed)
    return [(chance.randrange(len(data)), chance.randrange(8)) for _ in range(count)]


def flipped(data: bytes, place: tuple[int, int]) -> bytes:
    """With one bit turned."""
    changed = bytearray(data)
    changed[place[0]] ^= 1 << place[1]
    return bytes(changed)


def held(data: bytes, size: int) -> set[int]:
    """The answers that are within the first bytes, from their beginning to their end."""
    return {number for number, end in _ends(data).items() if 0 <= end <= size}


@cache
def _ends(data: bytes) -> dict[int, int]:
    """How many bytes it takes to have all of an answer; -1: there is none."""
    places = {
        n: (data.find(b"<%d:" % n), data.find(b":%d>" % n), len(b":%d>" % n))
        for n in range(ANSWERS)
    }
    return {
        n: -1 if min(begin, end) < 0 else max(begin, end) + size
        for n, (begin, end, size) in places.items()
    }


def numbers(reviews: list[Review]) -> set[int]:
    """Which answers these are, if they are whole."""
    whole = {(a.card, a.at, a.grade, a.answer): n for n, a in enumerate(state().reviews)}
    keys = [(entry.card, entry.at, entry.grade, entry.answer) for entry in reviews]
    return {whole[key] for key in keys if key in whole}


@cache
def killed(count: int = 40) -> tuple[bytes, bytes]:
    """File and log of a tutor that was killed after so many answers."""
    folder = Path(os.environ["TUTOR_HOME"]) / f"killed-{os.getpid()}"
    code = (
        "import os, sys; from pathlib import Path; from tests.learner.damaging import answer\n"
        "from tutor.learner.store import Store; store = Store(Path(sys.argv[1]))\n"
        "for number in range(int(sys.argv[2])): store.review(answer(number))\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), str(count)], check=False)
    found = (folder / FILE).read_bytes(), (folder / f"{FILE}-wal").read_bytes()
    shutil.rmtree(folder)
    return found
