"""What is kept of an interview: its transcript, its row in the learner's file; the list of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import gate
from tutor.core.harmless import one_line, visible
from tutor.errors import Unavailable
from tutor.files import private_folder
from tutor.runtime.chosen_files import whole

if TYPE_CHECKING:
    from tutor.learner.store import Store
    from tutor.quiz.interviews import Interview
    from tutor.quiz.sitting import Sitting

NONE_YET = "No interview has been held yet; `tutor interview` is one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How an interview is kept."""

    seed: str
    minutes: float
    title: str = ""
    transcript: Path | None = None  # None: in the learner's folder
    quiet: bool = False  # standard output belongs to a program


def keep(keeping: Keeping, sitting: Sitting, store: Store) -> bool:
    """Writes it down; False if the transcript that was asked for cannot be written."""
    from msgspec.structs import replace

    from tutor.quiz.interviews import MINUTE, interview_of
    from tutor.runtime.paths import user_data

    turns = sitting.turns
    if not turns:
        return True
    first = turns[0].review
    began = sitting.until - keeping.minutes * MINUTE if sitting.until else first.at - first.seconds
    held = interview_of(
        turns, began=began, minutes=keeping.minutes, seed=keeping.seed, title=keeping.title
    )
    name = f"{_when(first.at):interview-%Y%m%d-%H%M%S.md}"
    file = keeping.transcript or user_data() / "interviews" / name
    is_written = written(file, _transcript(held, sitting), chosen=keeping.transcript is not None)
    store.keep_interview(replace(held, file=str(file.absolute()) if is_written else ""))
    if is_written:
        say_where(file, quiet=keeping.quiet)
    return is_written or keeping.transcript is None


def _transcript(held: Interview, sitting: Sitting) -> bytes:
    from tutor.quiz.sitting_summary import transcript

    title = f"Mock interview, {_when(sitting.turns[0].review.at):%Y-%m-%d %H:%M}"
    told = transcript(sitting.turns, title=title, seed=held.seed, interview=held)
    return visible(told).encode()


def say_where(file: Path, *, quiet: bool) -> None:
    """`quiet`: standard output belongs to a program."""
    with suppress(OSError):  # the terminal may have gone
        print(f"Transcript: {file}", file=sys.stderr if quiet else None, flush=True)


def written(file: Path, text: bytes, *, chosen: bool) -> bool:
    """Writes a transcript; False, and why on stderr, if it cannot be."""
    try:
        if not chosen:
            private_folder(file.parent)
        file.parent.mkdir(parents=True, exist_ok=True)
        whole(file, text, private=True)
    except (OSError, Unavailable) as error:
        print(f"tutor: the transcript could not be written: {error}", file=sys.stderr)
        return False
    return True


def _when(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone()


# ── the list ────────────────────────────────────────────────────────────────────────────────


def show(*, as_json: bool = False) -> None:
    """The interviews that were held, the oldest first."""
    from msgspec.structs import asdict

    from tutor.library.going_on import open_store

    with open_store() as store:
        held = store.interviews()
    if as_json:
        gate.put_json(json.dumps([asdict(one) for one in held]) + "\n")
        return
    print("\n".join(_lines(held)) or NONE_YET)


def _lines(held: Sequence[Interview]) -> Iterator[str]:
    """A line each, with its transcript below it; then where it is going."""
    from tutor.quiz.interviews import MINUTE, clock, overtime, trends

    for number, one in enumerate(held, start=1):
        late = overtime(one)
        about = f", {one_line(one.about)}" if one.about else ""
        yield (
            f"{number:>2}  {_when(one.at):%Y-%m-%d %H:%M}  {one.score:>4.0%}"
            f"  {one.parts}, {clock(one.seconds)}"
            f" of {clock(one.minutes * MINUTE)}{f', +{clock(late)}' if late >= 1 else ''}{about}"
        )
        yield from (f"    {one_line(one.file)}" for _ in [0] if one.file)
    yield from trends(held)
