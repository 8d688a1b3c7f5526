"""The learner's folder of an exercise, and every state that their file has had.

    bench = Workbench.begin(exercise, into)     # copies the starter, never over something
    bench.keep(text); bench.undo(); bench.start_over()

Every save is kept below the tutor's own folder, so that each can be undone, one after the other.
Only `begin`, `undo` and `start_over` write the learner's file, and each is asked for.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import msgspec

from tutor import files
from tutor.errors import Unavailable, UsageError
from tutor.practice.exercise import Exercise
from tutor.runtime.paths import user_data
from tutor.runtime.stage.exercise_runs import lay_out, with_other_names

PLACE: Final = "TUTOR_PRACTICE"
LARGEST: Final = 1_000_000  # bytes of a file that is edited by hand
FOLDER: Final = "channels-practice"


class _Notes(msgspec.Struct, kw_only=True):
    """What is known of a bench: `notes.json` beside the saves."""

    place: str  # the learner's folder
    stack: list[str] = []  # names of saves, the latest last: what `undo` goes back by
    count: int = 0  # saves that there ever were
    hints: int = 0  # rungs that were taken since it was begun, started over or mended
    is_solution_shown: bool = False  # since then
    turns: int = 0  # how often it has come back; every other time with other names
    mends: int = 0  # that the log had when it came back last


def home() -> Path:
    """Where exercises are put: `TUTOR_PRACTICE`, `TUTOR_HOME/practice`, `~/channels-practice`."""
    if named := os.environ.get(PLACE):
        return Path(named).expanduser().absolute()
    if os.environ.get("TUTOR_HOME"):
        return user_data() / "practice"
    return Path.home() / FOLDER


class Workbench:
    """A folder of the learner's with one exercise in it."""

    def __init__(self, exercise: Exercise, notes: _Notes) -> None:
        self._given = exercise
        self.folder = Path(notes.place)
        self.file = self.folder / exercise.edit
        self._notes = notes

    @cached_property
    def exercise(self) -> Exercise:
        """As it is in hand: with other names every other time that it has come back."""
        if self._notes.turns % 2 == 0:
            return self._given
        try:
            return with_other_names(self._given, _kept(self._given) / "again")
        except (OSError, ValueError):
            return self._given

    # ── opening

    @classmethod
    def find(cls, exercise: Exercise) -> Self | None:
        """The one that was begun, None if none was."""
        try:
            notes = msgspec.json.decode(files.read(_kept(exercise) / "notes.json"), type=_Notes)
        except (OSError, msgspec.DecodeError):
            return None
        return cls(exercise, notes)

    @classmethod
    def begin(cls, exercise: Exercise, into: Path | None = None) -> Self:
        """The one that was begun; or a new one with the starter in it.

        `into`: the folder, None: `home()/NAME`. Raises `UsageError` where something else is there,
        and `Unavailable` where it cannot be written.
        """
        found = cls.find(exercise)
        folder = into.expanduser().absolute() if into is not None else home() / exercise.name
        is_meant = found is not None and (into is None or folder == found.folder)
        if found is not None and is_meant and found.folder.is_dir():
            return found
        try:
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise UsageError(
                    f"{folder} is there already, and nothing in it was changed.",
                    "Name another folder: --into FOLDER.",
                )
            lay_out(exercise.start(), folder)
            bench = cls(exercise, _Notes(place=str(folder)))
            bench.keep(files.text(bench.file))
        except OSError as error:
            raise _unwritten(folder, error) from error
        return bench

    # ── the file

    def text(self) -> str | None:
        """What stands in the file; None where it is gone. Raises `Unavailable`."""
        try:
            return files.read(self.file, LARGEST).decode("utf-8", "replace")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unavailable(f"{self.file} cannot be read: {error.strerror or error}.") from error

    def keep(self, text: str) -> None:
        """Keep this state of the file, unless it is the latest that is kept. Raises OSError."""
        if self._notes.stack and self._saved(self._notes.stack[-1]) == text:
            return
        self._notes.count += 1
        name = f"{self._notes.count:04}-{self.exercise.edit}"
        files.private_folder(_kept(self.exercise))
        files.write(_kept(self.exercise) / name, text.encode(), private=True, lasting=False)
        self._notes.stack.append(name)
        self._write_notes()

    def undo(self) -> str | None:
        """Put the state before this one into the file; None: there is none. Raises `Unavailable`.

        What stands there now is kept, but is not gone back to; a file that is gone comes back as it
        was last.
        """
        text = self.text()
        if text is None and self._notes.stack:
            latest = self._saved(self._notes.stack[-1])
            self.folder.mkdir(parents=True, exist_ok=True)
            self._put(latest)
            return latest
        if text is not None:
            self.keep(text)
        if len(self._notes.stack) < 2:
            return None
        before = self._saved(self._notes.stack[-2])
        self._put(before)
        self._notes.stack.pop()
        self._write_notes()
        return before

    def start_over(self) -> str:
        """Put the starter into the file; what stood there is kept. Raises `Unavailable`."""
        text = self.text()
        if text is not None:
            self.keep(text)
        starter = files.text(self.exercise.start()[self.exercise.edit])
        self.folder.mkdir(parents=True, exist_ok=True)
        self._put(starter)
        self._notes.hints, self._notes.is_solution_shown = 0, False
        self.keep(starter)
        self._write_notes()
        return starter

    def comes_back(self, mends: int) -> bool:
        """It is due again after so many mends: the starter, with other names, takes the place of
        what stands in the file, once. What stood there is kept. False: it has come already.

        Raises `Unavailable`.
        """
        if not self._given.again or mends <= self._notes.mends:
            return False
        self._notes.turns, self._notes.mends = self._notes.turns + 1, mends
        self.__dict__.pop("exercise", None)
        self.start_over()
        return True

    @property
    def help(self) -> tuple[int, bool]:
        """Hints that were taken since it was begun, and whether the solution was looked at."""
        return self._notes.hints, self._notes.is_solution_shown

    def note_help(self, hints: int, *, is_solution_shown: bool) -> None:
        """Remember what was helped with; 0 and False forget it. Raises OSError."""
        if self.help != (hints, is_solution_shown):
            self._notes.hints, self._notes.is_solution_shown = hints, is_solution_shown
            files.private_folder(_kept(self.exercise))
            self._write_notes()

    @property
    def saves(self) -> int:
        """How many states can be gone back to."""
        return max(len(self._notes.stack) - 1, 0)

    def _saved(self, name: str) -> str:
        return files.read(_kept(self.exercise) / Path(name).name, LARGEST).decode(
            "utf-8", "replace"
        )

    def _put(self, text: str) -> None:
        try:
            files.write(self.file, text.encode())
        except OSError as error:
            raise _unwritten(self.file, error) from error

    def _write_notes(self) -> None:
        file = _kept(self.exercise) / "notes.json"
        files.write(file, msgspec.json.encode(self._notes), private=True, lasting=False)


def _kept(exercise: Exercise) -> Path:
    """Where the states of an exercise are kept."""
    return user_data() / "saves" / exercise.name


def _unwritten(place: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"{place} cannot be written: {error.strerror or error}.",
        f"Name another folder: --into FOLDER, or the variable {PLACE}.",
    )
