"""A course, as data: what `load.py` reads from the lesson folders, for all other rooms.

No file formats here and no behaviour beyond look-ups. Patterns and queries are kept as the text the
author wrote, with the line it stands on; `core.match` gives them a meaning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the lesson's text a block stands, for messages to its author."""

    file: Path
    line: int


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """Markdown, as written."""

    text: str
    source: Source


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """Narration that belongs to a fact: shown when the step of the fact is reached."""

    pattern: str  # "group.joined group=user_john-at-example.com nth=2"
    text: str  # Markdown
    source: Source
    look: tuple[str, ...] = ()  # the views that it speaks of, at most two; () = its fact decides
    mark: str = ""  # what to point at in the first of them: "cookies"
    round: str = ""  # the title of the round that begins here: "Without a lock"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a prediction and why it is right or wrong here."""

    label: str
    why: str  # Markdown


LETTERS: Final = "abcd"
"""The names of a prediction's choices, in their order: there are four at most."""


class Predict(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answer the run decides."""

    id: str  # stable and unique in the course: "three-tabs-echo"
    question: str  # Markdown
    answer: str  # query: "count client.received text~Hello"
    before: str  # pattern of the fact before which it is asked; "" = before the first step
    choices: tuple[Choice, ...]
    source: Source
    verdict: str = ""  # pattern of the fact that decides it; "" = the answer's last change does


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the guide with the verdict the course teaches and the proof in the trace."""

    id: str  # "C07-14"
    verdict: str  # "true", "nuance", "changed", "wrong", "bug"
    proof: str  # query that must hold: "count channel.delivered group=g == 1 and …"
    text: str  # Markdown: what is so today
    source: Source


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the ledger: a statement of the guide, and what the course teaches of it."""

    id: str  # "C07-14", "C11-Q3", "C12-8"
    chapter: int
    then: str  # "claimed", "implied", "silent"; "" when only a lesson knows it
    now: str  # verdict: "true", "nuance", "changed", "wrong", "bug"
    says: str  # in one sentence of our own
    unproved: str  # why no run can show it; "" = a run can
    source: Source


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a live run showed of one proof."""

    lesson: int
    scene: str
    proof: str  # query
    holds: bool
    observed: str  # what the query saw, or why the scene did not come to its end
    cause: str = ""  # the first failure behind a proof that does not hold, if the run has one
    runs: int = 1  # 2: the first did not bear it out, the second was alone on the machine


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger after the runs."""

    row: Row
    cited: tuple[tuple[int, str], ...]  # lesson and scene of every proof there is
    seen: tuple[Seen, ...]  # what was run of them
    hindered: tuple[str, ...] = ()  # why the others could not be run: "5 page: … Install it."

    @property
    def state(self) -> str:
        """ "holds", "differs", "not run", "unproved" (there is a reason), "missing" (no proof)."""
        if not self.cited:
            return "unproved" if self.row.unproved else "missing"
        if not all(seen.holds for seen in self.seen):
            return "differs"
        return "holds" if len(self.seen) == len(self.cited) else "not run"


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A live run that a page shows, with all that the page ties to its facts."""

    name: str  # function in scenes.py, and of the recording traces/NAME.jsonl
    title: str
    beats: tuple[Beat, ...]
    predictions: tuple[Predict, ...]
    claims: tuple[Claim, ...]
    source: Source
    zero: str = ""  # pattern of the fact that times count from; "" = a client's first act
    finish: str = ""  # pattern of the fact that the stage stops at; "" = the last beat


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One heading of a lesson: prose before its scene, the scene if it has one, prose after."""

    number: int  # from 1
    title: str
    before: tuple[Prose, ...]
    scene: Scene | None
    after: tuple[Prose, ...]
    source: Source
    part: str = ""  # the title of the part that begins with this page: before it one can rest


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A folder under lessons/."""

    number: int
    slug: str  # folder name: "07_channel_layers_and_groups"
    title: str
    summary: str
    pages: tuple[Page, ...]
    folder: Path

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes in the order of the pages."""
        return tuple(page.scene for page in self.pages if page.scene is not None)


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A chapter of the course that `course.toml` names; `folder` None: not written yet."""

    number: int
    slug: str
    title: str
    summary: str
    folder: Path | None


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A way through the course for those who have less time than all of it takes."""

    name: str  # as it is typed: "20-minutes"
    title: str  # "20 minutes"
    stops: tuple[str, ...]  # a lesson or a scene each: "11", "4/layer_by_layer"
    minutes: int = 0  # that it takes at most; 0 = untold
    cards: int = 0  # a day
    interview: int = 0  # minutes of a mock interview on the last day

    @property
    def has_day(self) -> bool:
        """It leads up to a day: what it asks is spread over the days before."""
        return bool(self.cards or self.interview)


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The whole course in order."""

    title: str
    outlines: tuple[Outline, ...]
    folder: Path
    routes: tuple[Route, ...] = ()
