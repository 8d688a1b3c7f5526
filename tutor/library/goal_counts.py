"""How many goals each lesson has and how many of them are solved: for home, which is to stand at
once, so that they are counted as they are written and none is parsed.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tutor import files
from tutor.learner.portable import GOAL

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.learner.store import Store

FILE: Final = "goals.toml"
CARD: Final = "goal:"
"""Before the name of a goal, as the log has it: no card is called so."""
_HEAD: Final = re.compile(r"^\[\[\s*goal\s*\]\]", re.MULTILINE)


def counts(course: Course, store: Store) -> dict[int, tuple[int, int]]:
    """Of each lesson that has goals: how many there are, and how many are solved."""
    solved = {entry.card for entry in store.reviews(mode=GOAL) if entry.correct}
    done = Counter(card.removeprefix(CARD).partition("/")[0] for card in solved)
    found = {}
    for outline in course.outlines:
        if outline.folder is None:
            continue
        with suppress(OSError, UnicodeDecodeError):  # which `tutor play --goals` tells
            there = len(_HEAD.findall(files.text(outline.folder / FILE)))
            found[outline.number] = there, min(done[str(outline.number)], there)
    return found
