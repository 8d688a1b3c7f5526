"""An exercise, as data: code with a fault, a scene that shows it, and what has to be true of it.

`read_exercises.py` makes exercises from files, `judging.py` judges a run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import msgspec

Kind = Literal["mend", "write"]

START: Final = "start"
GOOD: Final = "good"
WRONG: Final = "wrong"
SCENES: Final = "scenes.py"
FEWEST_WRONG: Final = 3
STOPPED: Final = "stopped"  # the diagnosis of code that could not be run
CARD: Final = "exercise:"
"""Before the name of an exercise, as the log of reviews has it: no card is called so."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be true of a run. The first that is not is the one that is explained."""

    says: str  # "Ben hears Hello"
    holds: str  # query: 'count client.received name=ben text="Hello" == 1'
    saw: str = ""  # query: what is shown where it does not hold; "" = made from `holds`
    given: str = ""  # query: what has to be there before it can be tried; else it is not true yet


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What happened instead, where the general rules cannot tell two mends apart."""

    id: str
    when: str  # query
    says: str  # "Ben waited {value waited of thread.entered nth=2} s."; {query} is its value
    remedy: str = ""  # what to look at, short of the answer
    show: str = ""  # pattern of the fact at which the run is opened; "" = the first failing fact's
    code: str = ""  # a regular expression that the edited file has to have as well
    first: bool = False  # asked before the general rules


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A typical mend that mends nothing, and the diagnosis that says so."""

    file: str  # "wrong/catch.py": it takes the place of the edited file
    diagnosis: str  # a general rule's name, or the id of a diagnosis of the exercise
    says: str = ""  # what its sentence has to have, where one rule tells several mends apart


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What is called otherwise when the exercise comes back."""

    names: dict[str, str] = {}  # identifier of the edited file → what it is then
    texts: dict[str, str] = {}  # literal of it, whole → what it is then

    def __bool__(self) -> bool:
        return bool(self.names or self.texts)


class Exercise(msgspec.Struct, frozen=True, kw_only=True):
    """A folder `exercises/NAME` of a lesson."""

    name: str  # of the folder, and of the function in its scenes.py
    lesson: int
    folder: Path
    kind: Kind
    title: str  # the symptom, never the cause
    minutes: float
    topic: str  # one of the lesson's cards
    edit: str  # the file that is mended, below `start`
    par: int  # lines that the model solution changes
    symptom: str  # Markdown: as the developer meets it
    nudge: str  # the first hint
    why: str  # Markdown: after the mend
    page: str = ""  # heading of the lesson's page behind it
    look: str = ""  # the second hint: "channels.consumer:get_handler_name", in the installed source
    where: str = ""  # the second hint: "consumers.py:24", in the learner's file
    slow: str = ""  # why a save cannot be judged within 1.5 s
    stops: str = ""  # what is said of the starter where it cannot be run: "AppRegistryNotReady"
    again: Again = Again()  # other names
    facts: tuple[Fact, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    wrongs: tuple[Wrong, ...] = ()

    @property
    def card(self) -> str:
        """Its id among cards: FSRS says when it is due again."""
        return f"{CARD}{self.name}"

    @property
    def app(self) -> str:
        """What a server is asked to serve: "consumers.py:application"."""
        return f"{self.edit}:application"

    def start(self) -> dict[str, Path]:
        """The starter: the file's name in the learner's folder → where it stands in ours."""
        return _files(self.folder / START)

    def good(self) -> dict[str, Path]:
        """The model solution, with the files that it leaves as they are."""
        return {**self.start(), **_files(self.folder / GOOD)}

    def mend(self, wrong: Wrong) -> dict[str, Path]:
        """A wrong mend, with the files that it leaves as they are."""
        return {**self.start(), self.edit: self.folder / wrong.file}


def _files(folder: Path) -> dict[str, Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path
        for path in found
        if "__pycache__" not in path.parts
    }
