"""The third verdict: code that could not be run, and one sentence that says why.

It is no failed attempt: the code was not judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, Protocol

import msgspec

from tutor.core.events import Event, HandlerFailed

How = Literal["gone", "raised", "ended", "loads", "hangs", "long", "floods", "forks"]

FORKED: Final = "an exercise is one process: it may not fork"
"""What a fork raises; the probe, which imports nothing of ours, has the same words."""

LONGEST: Final = 200  # characters of a line of a traceback
_NO_APPLICATION: Final = re.compile(r"AttributeError: module '\w+' has no attribute 'application'")
_EXIT: Final = re.compile(r"SystemExit(: (?P<code>.*))?")
_MANY: Final = {
    "log.written": "it printed more than {most:,} lines",
    "app.sent": "it sent more than {most:,} messages",
    "client.received": "it sent more than {most:,} messages",
}


class Refusal(Protocol):
    """Why a process could not begin to serve: `runtime.processes.server.NotServed`."""

    @property
    def how(self) -> str: ...
    @property
    def failed(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def trace(self) -> tuple[str, ...]: ...
    @property
    def code(self) -> int | None: ...


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no run to judge."""

    how: How
    sentence: str
    remedy: str = ""
    place: str = ""  # "consumers.py:24"
    trace: tuple[str, ...] = ()  # lines of the traceback, the learner's own frames only

    @classmethod
    def gone(cls, edit: str, error: OSError) -> Stopped:
        """The file cannot be read."""
        if isinstance(error, FileNotFoundError):
            return cls(how="gone", sentence=f"There is no {edit} there any more.", remedy=_BACK)
        return cls(how="gone", sentence=f"{edit} cannot be read: {error.strerror or error}.")

    @classmethod
    def forked(cls, place: str) -> Stopped:
        """It has asked for a second process."""
        return cls(
            how="forks",
            sentence="The code forks, and an exercise is one process.",
            remedy=_ONE,
            place=place,
        )


_BACK: Final = "Undo the last save, or start over, and it is written anew."
_ONE: Final = "Leave os.fork() and multiprocessing out."


def not_served(why: Refusal, edit: str) -> Stopped:
    """The code could not be imported, or not within its time."""
    place = why.where.rpartition("/")[2] or edit
    if why.how == "silent":
        return Stopped(
            how="loads",
            sentence=f"{edit} did not finish loading in time and was stopped.",
            remedy="A loop or a wait at its top level, outside of all functions, never ends.",
            place=edit,
        )
    if why.how == "ended" or _EXIT.fullmatch(why.failed):
        said = f", exit status {why.code}" if why.how == "ended" and why.code is not None else ""
        return Stopped(
            how="ended",
            sentence=f"{edit} ends the whole server while it is loaded{said}.",
            remedy="Leave sys.exit() and os._exit() out: a server goes on.",
            place=place,
            trace=why.trace,
        )
    if FORKED in why.failed:
        return Stopped.forked(place)
    if _NO_APPLICATION.match(why.failed):
        return Stopped(
            how="raised",
            sentence=f"{edit} has no application, so that there is nothing to serve.",
            remedy="Its last lines have to set application, as the starter did.",
            place=edit,
        )
    return Stopped(
        how="raised",
        sentence=f"{edit} cannot be loaded: {why.failed.removesuffix('.')}.",
        place=place,
        trace=tuple(_cut(line) for line in why.trace),
    )


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def crashed(code: int | None, events: Sequence[Event]) -> Stopped:
    """The server has ended while it served."""
    # What did not raise (os._exit, a signal) has taken the last facts along, and its place.
    left = [e for e in events if isinstance(e, HandlerFailed) and e.error.startswith("SystemExit")]
    place, _, function = left[-1].where.partition(" ") if left else ("", "", "")
    during = f" in {function}" if function else ""
    status = f", exit status {code}" if code is not None else ""
    return Stopped(
        how="ended",
        sentence=f"The code ended the whole server{during}{status}.",
        remedy="sys.exit() and os._exit() end all connections; a consumer ends its own by close().",
        place=place,
    )


def hung(where: str, ms: float) -> Stopped:
    """The event loop stands and does not turn again."""
    return Stopped(
        how="hangs",
        sentence=f"The event loop stood still for {ms / 1000:.1f} s, and then it was stopped.",
        remedy="A loop that awaits nothing, or a blocking call, never lets another handler run.",
        place=where.partition(" ")[0],
    )


def too_long(limit: float, handler: str) -> Stopped:
    """The run has used up its time."""
    during = f"; {handler} had not returned" if handler else ""
    return Stopped(how="long", sentence=f"The run took more than {limit:g} s{during}.")


def flooded(kind: str, most: int) -> Stopped:
    """It does one thing again and again."""
    told = _MANY.get(kind, "it did one thing more than {most:,} times (" + kind + ")")
    return Stopped(
        how="floods",
        sentence=f"The run was stopped: {told.format(most=most)}.",
        remedy="Somewhere a loop goes on without an end.",
    )
