"""The probe's own frames, taken out of the tracebacks of others.

A server prints the traceback of an application that raises. Each observer that the exception passed
has a frame there, and none of them is the project's or the server's. The chain is changed in place,
so that whoever holds its first frame sees the same traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Final

LINKS: Final = 20  # exceptions of a chain of causes that are looked at


def hide(error: BaseException | None, is_ours: Callable[[str], bool]) -> None:
    """Take the frames of files that are ours out of an exception's traceback and its causes'."""
    seen: set[int] = set()
    waiting = [error]
    while waiting and len(seen) < LINKS:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        kept = without(one.__traceback__, is_ours)
        if kept is not None:  # an exception with no frame of another is left as it is
            _lead(one.__traceback__, kept)
            one.__traceback__ = kept
        waiting += [one.__cause__, one.__context__]


def _lead(first: TracebackType | None, kept: TracebackType) -> None:
    """Python 3.9 and 3.10 raise again with the first frame that they had: it leads to no others of
    ours.
    """
    if first is not None and first is not kept:
        first.tb_next = kept


def without(trace: TracebackType | None, is_ours: Callable[[str], bool]) -> TracebackType | None:
    """The first frame that is not ours; the links behind it lead to others of the kind."""
    while trace is not None and is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    last = trace
    while last is not None:
        following = last.tb_next
        while following is not None and is_ours(following.tb_frame.f_code.co_filename):
            following = following.tb_next
        last.tb_next = following
        last = following
    return trace
