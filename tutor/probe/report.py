"""Telling a fact: who is speaking (the current connection) and what brought it about.

`here` carries connection and cause through tasks and, with asgiref, through threads. A handler, a
call to a channel layer or to the database sets it for what happens inside. It does not cross a
queue; what does is the mark in the message (`layers/marks.py`). Nothing here knows Django.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Final

from .preview import error_text
from .queue import Queue

if TYPE_CHECKING:
    from .places import Places
    from .speaker import Speaker

FULL: Final = "full"
LOW: Final = "low"  # no state, no place of a call, no copy of each member

TOLD: Final = 50  # faults told; of a process that fails everywhere the first are enough

Here = tuple["Speaker | None", int]

here: ContextVar[Here] = ContextVar("tutor_here", default=(None, 0))
"""The connection that this code runs for and the id of the fact that made it run."""

place: ContextVar[str] = ContextVar("tutor_place", default="")
"""Where sync project code called into the event loop: its frames cannot be seen from there."""


def restore(variable: ContextVar[Any], token: Token[Any]) -> None:
    """`reset`, also where a coroutine is thrown away in a context that is not its own."""
    try:  # noqa: SIM105 - suppress() costs ten times as much
        variable.reset(token)
    except ValueError:
        pass


class Facts:
    """Makes records and hands them on."""

    def __init__(
        self, number: int, places: Places, *, marks: bool = False, is_low: bool = False
    ) -> None:
        """`marks`: messages are marked on brokers, too, where other processes may read them.

        `is_low`: what costs most is not told: state, places of calls, copies (`--detail low`).
        """
        self.marks = marks
        self.is_low = is_low
        self.new_id: Callable[[], int] = itertools.count((number << 32) + 1).__next__
        self.queue = Queue()
        self.put = self.queue.put
        self.places = places
        self.faults = 0
        self._told: set[str] = set()  # places of faults that have been told
        self.last_fault: BaseException | None = None

    def tell(self, kind: str, *fields: Any) -> int:
        """Report a fact of here and now; returns its id."""
        conn, cause = here.get()
        return self.tell_of(conn, cause, kind, *fields)

    def tell_of(self, conn: Speaker | None, cause: int, kind: str, *fields: Any) -> int:
        """Report a fact of now that has another connection or cause than what runs here."""
        number = self.new_id()
        self.put((kind, number, time.monotonic_ns(), conn.number if conn else 0, cause, *fields))
        return number

    def fault(self, error: BaseException) -> None:
        """The probe itself has failed: count it, tell each place once, keep the last one."""
        self.faults += 1
        self.last_fault = error
        try:
            where = _place_of(error)
            if where in self._told or len(self._told) >= TOLD:
                return
            self._told.add(where)  # first: telling may fail, too
            record = ("probe.faulted", self.new_id(), time.monotonic_ns(), 0, 0)
            self.queue.put((*record, error_text(error), where, self.faults))
        except Exception:  # the count is what is left to tell
            return

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What is done inside cannot hurt the observed code. Not for hot paths."""
        try:
            yield
        except Exception as error:
            self.fault(error)


def _place_of(error: BaseException) -> str:
    """The last line that an exception went through: "common.py:120 sent"."""
    trace, last = error.__traceback__, None
    while trace is not None:
        last, trace = trace, trace.tb_next
    if last is None:
        return ""
    code = last.tb_frame.f_code
    return f"{os.path.basename(code.co_filename)}:{last.tb_lineno} {code.co_name}"
