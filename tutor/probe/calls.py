"""The call by which a layer hands a connection on: its place and its text.

A call is found by the instruction that waits for it, read in its file once, and remembered.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from itertools import islice
from types import CodeType, FrameType
from typing import Any, Final, NamedTuple

KEPT: Final = 512  # calls remembered
LINE: Final = 200  # characters of one
ARGUMENT: Final = 24  # characters of an argument that is not folded, in a call over several lines


class Call(NamedTuple):
    """Where a layer called the next one, and how."""

    via: str  # "channels/sessions.py:44"
    line: str  # "self.inner(dict(scope, cookies=cookies), receive, send)"


_BEFORE_CALL: Final = re.compile(r"^(?:return\s+|[\w.]+\s*=\s*)?(?:await\s+)?")
NOWHERE: Final = Call("", "")


class Calls:
    """Finds and remembers calls; `path_of` gives the project's path of a file, or ""."""

    def __init__(self, path_of: Callable[[str], str]) -> None:
        self._path_of = path_of
        self._known: dict[tuple[int, int], tuple[CodeType, Call]] = {}  # by id and instruction

    def of(self, frame: FrameType | None) -> Call:
        """The call that this frame, or the one that made a consumer in it, is waiting for."""
        if frame is not None and _makes_consumers(frame):
            frame = frame.f_back
        if frame is None:
            return NOWHERE
        place = id(frame.f_code), frame.f_lasti
        known = self._known.get(place)
        if known is not None and known[0] is frame.f_code:
            return known[1]
        call = Call(self._via(frame), _text(frame)[:LINE])
        if len(self._known) < KEPT:
            self._known[place] = (frame.f_code, call)
        return call

    def _via(self, frame: FrameType) -> str:
        """A file of a package is named as it is imported: its folder is this machine's."""
        path = self._path_of(frame.f_code.co_filename)
        name = str(frame.f_globals.get("__name__", ""))
        return f"{path or name.replace('.', '/') + '.py'}:{frame.f_lineno}"


def around(consumer: Any, frame: FrameType | None, send: Any) -> tuple[FrameType | None, Any]:
    """The frame that called a consumer, and the `send` that it was called with.

    A consumer with a `__call__` of its own is called there, before the one that is observed.
    """
    while frame is not None and frame.f_code.co_name == "__call__":
        code, values = frame.f_code, frame.f_locals
        names = code.co_varnames[: code.co_argcount]
        if not names or values.get(names[0]) is not consumer:
            break
        send = values.get(names[3], send) if len(names) > 3 else send
        frame = frame.f_back
    return frame, send


def _makes_consumers(frame: FrameType) -> bool:
    """Whether this is the function that `as_asgi()` has made."""
    return frame.f_code.co_name == "app" and frame.f_globals.get("__name__") == "channels.consumer"


def _text(frame: FrameType) -> str:
    """The call's own text, without `return await`; "" where its file cannot be read."""
    located = getattr(frame.f_code, "co_positions", None)  # from Python 3.11 on
    if located is None:
        return _line_of(frame)
    positions = islice(located(), frame.f_lasti // 2, None)
    first, last, begin, end = next(positions, (None, None, None, None))
    lines = linecache.getlines(frame.f_code.co_filename)
    if not first or not last or begin is None or end is None or last > len(lines):
        return ""
    taken = [line.encode() for line in lines[first - 1 : last]]
    taken[-1] = taken[-1][:end]
    taken[0] = taken[0][begin:]
    text = b"".join(taken).decode(errors="replace").removeprefix("await ")
    return text if first == last else _folded(text)


def _line_of(frame: FrameType) -> str:
    """The line that a frame is at, where Python does not say which part of it runs."""
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    return _BEFORE_CALL.sub("", line)


def _folded(text: str) -> str:
    """A call over several lines on one: long arguments are "…", or "dict(scope, …)"."""
    import ast  # a few calls of a process need it

    try:
        call: Any = ast.parse(f"({text})", mode="eval").body
    except SyntaxError:  # the file is no longer what was run
        call = None
    if not isinstance(call, ast.Call):
        return " ".join(text.split())
    words = [ast.unparse(each) for each in (*call.args, *call.keywords)]
    for place, argument in enumerate(call.args):
        if len(words[place]) > ARGUMENT:
            within = argument if isinstance(argument, ast.Call) and argument.args else None
            words[place] = (
                f"{ast.unparse(within.func)}({ast.unparse(within.args[0])}, …)" if within else "…"
            )
    return f"{ast.unparse(call.func)}({', '.join(words)})"
