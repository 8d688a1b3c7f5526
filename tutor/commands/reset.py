"""`tutor reset`: forgets a lesson, or everything; asks first, and keeps a copy."""

from __future__ import annotations

import sys

from tutor.errors import UsageError
from tutor.learner.store import Store
from tutor.library import find, preparation_file
from tutor.library.chosen_route import forget
from tutor.library.going_on import next_step, now, open_store


def run(number: str | None, *, everything: bool, yes: bool) -> None:
    """Asks, copies, forgets."""
    if (number is None) == (not everything):
        raise UsageError(
            "Reset what?", "`tutor reset 7` forgets a lesson, `tutor reset --all` all."
        )
    outline = find.outline(number) if number is not None else None
    slug, where = (
        (outline.slug, f"lesson {outline.number}") if outline is not None else ("", "all lessons")
    )
    with open_store() as store:
        what = _what(store, slug)
        if not what:
            print(f"There is nothing to forget in {where}.")
        elif yes or _agrees(f"Forget {what} in {where}?"):
            copy = store.backup(now())
            store.reset(slug)
            if not slug:
                forget()
                preparation_file.forget()
            print(f"Forgotten: {what} in {where}.")
            print(next_step(store, find.course()))
            print(f"As it was before: {copy}")
            print(f"To have it back:  tutor import {copy}")
        else:
            print("Nothing was forgotten.")


def _what(store: Store, slug: str) -> str:
    """What there is, in words; "" = nothing."""
    places = [place for place in store.positions() if slug in {"", place.lesson}]
    entries = store.reviews(lesson=slug)
    flags = store.flagged(slug)
    interviews = len(store.interviews()) if not slug else 0
    answers = sum(not entry.undoes for entry in entries)
    parts = [
        ("your position" if slug else "your positions") if places else "",
        f"{answers} answer{'s' * (answers != 1)}" if answers else "",
        f"{len(flags)} flag{'s' * (len(flags) != 1)}" if flags else "",
        f"{interviews} interview{'s' * (interviews != 1)}" if interviews else "",
    ]
    return ", ".join(part for part in parts if part)


def _agrees(question: str) -> bool:
    """A learner's yes; anything else is a no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{question} Nobody can be asked here.", "--yes says yes.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
