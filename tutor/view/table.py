"""The one table of views. Player, plain text, export, help, tests and documents read it.

A view is a module with `render` and a row here; CONTRIBUTING.md, "Add a view", goes through it.
Which kind of fact turns to which view stands with the facts.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tutor.core.events import Event
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan
    from tutor.view.source import Read


def _never(_: Event) -> bool:
    return False


def _is_unanswered(fact: Event) -> bool:
    """No layer has said no: the onion has nothing to show of it."""
    return fact.kind == "client.refused" and getattr(fact, "status", None) is None


def _leaves_state(fact: Event) -> bool:
    return fact.kind == "handler.finished" and bool(getattr(fact, "state", None))


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A row. Only the first four fields are needed."""

    name: str  # in code, facts and `look:` of a beat; the module's name, too, without `module`
    key: str  # of the keyboard: one lower-case letter that the player uses for nothing else
    word: str  # what a reader calls it: on the tabs and in help
    shows: str  # a sentence for the reference

    module: str = ""  # of tutor/view, with `render(moment, *, width, height=None, ascii=False)`
    words: str = ""  # the module that says the same in sentences
    strip: str = ""  # "module.function" of (moment, pen, read): one line about it, or None
    plans: bool = (
        False  # `render` takes `plan` as well: what a finished recording reserves, or None
    )
    moves: frozenset[int] = frozenset()
    """Hops of a message that have a place in it: `render` takes `frame`, where one is."""
    marks: bool = False  # `render` takes `mark`, what a beat points at in it
    follows: bool = False  # `render` takes `fact`: the `seq` of one other than the step's
    hides: bool = False  # `render` takes `hides`: what kinds of facts begin with that have no line
    focuses: bool = False  # shows one connection: that of the step's fact
    reads: bool = False  # `render` needs `read` as well: path → text of a project's file, or None

    # on the screen
    scrolls: bool = False  # drawn whole, and a window on it shown; else drawn for so many rows
    timed: bool = False  # it has times, so the heading says when they begin

    # in a text that is read, and in a picture that is exported
    takes: Callable[[Event], bool] = _never
    """Facts that it is the picture of, though their kind belongs to another view."""
    grows: bool = False  # `render` takes `since`: what it drew up to that step is left out
    news: bool = False  # `render` takes `news`: only the parts that have changed
    in_step: bool = False  # plain text draws it for `--step`
    in_export: bool = False  # `--export` draws it
    rows: int | None = None  # in a text and in an exported picture; None: all that it has

    def draw(
        self,
        moment: Moment,
        *,
        read: Read | None = None,
        plan: Plan | None = None,
        words: bool = False,
        **look: Any,
    ) -> RenderableType:
        """The picture at a moment, or the sentences for it where there are some.

        `look` goes on to the module, which is imported now: `width` and `height` in cells and
        rows, `ascii`. `read` is needed by a row with `reads` only; `plan` is used by one with
        `plans`, and is None for a recording that still grows (`reserved.py`).
        """
        module = (words and self.words) or self.module or self.name
        if self.reads:
            look["read"] = read
        if self.plans:
            look["plan"] = plan
        picture: RenderableType = import_module(f"tutor.view.{module}").render(moment, **look)
        return picture

    def teller(self) -> Callable[..., Any] | None:
        """The function of its strip, whose module is imported now; None: it has no strip."""
        module, _, name = self.strip.partition(".")
        return getattr(import_module(f"tutor.view.{module}"), name) if name else None


ROWS: Final = (
    View(
        name="topology",
        key="t",
        word="topology",
        words="topology_words",
        shows="Each client, its connection, its consumer instance, and the instance's groups.",
        strip="strips.tell_who",
        takes=_is_unanswered,
        plans=True,
        moves=frozenset({1, 2, 3, 4, 5, 6, 7, 8}),
        in_step=True,
        in_export=True,
    ),
    View(
        name="groups",
        key="l",
        word="layer",
        words="groups_words",
        shows="The groups of each channel layer, their members, and what waits in the queues.",
        strip="strips.tell_groups",
        news=True,
        plans=True,
        moves=frozenset({3, 4, 5, 6}),  # a wire is nowhere in it
        in_step=True,
        in_export=True,
    ),
    View(
        name="source",
        key="c",
        word="code",
        words="source_words",
        shows="The line of the project that acts, in its file.",
        strip="strips.tell_code",
        reads=True,
        focuses=True,
        rows=6,
    ),
    View(
        name="scope",
        key="s",
        word="scope",
        words="scope_words",
        shows="The scope as an onion: a box for each dictionary, with the keys that are new in it.",
        strip="strips.tell_scope",
        marks=True,
        focuses=True,
        in_step=True,
    ),
    View(
        name="instances",
        key="i",
        word="instances",
        words="instances_words",
        shows="A consumer instance with its attributes.",
        strip="strips.tell_consumer",
        focuses=True,
        scrolls=True,
        takes=_leaves_state,
        in_step=True,
    ),
    View(
        name="threads",
        key="h",
        word="threads",
        words="threads_words",
        shows="The work of each thread, and how long it waited for one.",
        strip="strips.tell_threads",
        rows=8,
    ),
    View(
        name="events",
        key="e",
        word="events",
        module="event_list",
        words="event_words",
        shows="The facts around the step, a line each.",
        strip="strips.tell_facts",
        plans=True,
        hides=True,
        timed=True,
    ),
    View(
        name="broker",
        key="b",
        word="broker",
        module="broker_keys",
        words="broker_words",
        shows="The keys of Redis as they stood when they were read last.",
        strip="strips.tell_broker",
        scrolls=True,
    ),
    View(
        name="sequence",
        key="f",
        word="flow",
        words="flow_sentences",
        plans=True,
        hides=True,
        shows="An arrow for each message, from sender to receiver, with its time.",
        timed=True,
        grows=True,
        in_step=True,
        in_export=True,
        rows=40,
    ),
    # A new row goes below this line.
    View(
        name="message",
        key="m",
        word="message",
        words="message_words",
        shows="A message whole: each hop from one client to the other, with its time and content.",
        strip="message.tell",
        marks=True,
        grows=True,
        rows=14,
        follows=True,
    ),
)
"""In the order of the tabs; where one view of several is looked for, the first is taken."""

VIEWS: Final = {row.name: row for row in ROWS}

FIRST: Final = ROWS[0].name
"""The view in hand before anything has happened."""


def taking(fact: Event) -> View | None:
    """The view that takes this one fact from the view of its kind."""
    return next((row for row in ROWS if row.takes(fact)), None)
