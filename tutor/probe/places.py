"""`where`: the project's own line behind what happens, as "path:line function".

A frame is the project's when its file lies in one of the folders that the probe was told, and in no
place within them that Python installs into: the deepest of all these folders decides. So a project
may itself be installed, and an environment may lie in a project. Paths are relative to the entry of
`sys.path` that contains the file; an absolute path of this machine never leaves the process. The
walk ends where the probe called the project: what lies beyond has not acted.
"""

from __future__ import annotations

import linecache
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any, Final
from weakref import WeakKeyDictionary

from .calls import Calls

_LOOPS: Final = tuple(
    os.path.join(
        os.sep, *name.split("/")
    )  # uvloop turns in C: of its stack only the callers are seen
    for name in (
        *("asyncio/events.py", "asyncio/base_events.py", "asyncio/runners.py"),
        *("uvloop/__init__.py", "uvicorn/_compat.py", "uvicorn/server.py"),
        *("hypercorn/asyncio/run.py", "granian/server/mp.py", "daphne/server.py"),
    )
)
_SHELVES: Final = ("site-packages", "dist-packages")  # what Python calls a place for packages
_IMPORTS: Final = "importlib._bootstrap"  # what runs while a module is imported
DEPTH: Final = 60  # frames looked at
KEPT: Final = 4096  # lines remembered

FOREIGN: Final = ""
OURS: Final = "\0"
LOOP: Final = "\1"  # where a stack ends: below it is the code that started the event loop
PROJECT: Final = "\2"  # of folders alone: a file of the project has a path
_NONE: Final = frozenset({FOREIGN, OURS, LOOP})
_METHODS: Final = frozenset({FunctionType, staticmethod, classmethod})


def _first_line(cls: type, file: str) -> int:
    """Of the functions that its body defines; 0: it has none. Nothing else in it is asked."""
    held = [getattr(v, "__func__", v) for v in vars(cls).values() if type(v) in _METHODS]
    codes = [value.__code__ for value in held if type(value) is FunctionType]
    return min((c.co_firstlineno for c in codes if c.co_filename == file), default=0)


class Places:
    """Finds and remembers where files belong.

    `roots` are the folders of the project's code; without them these are all entries of `sys.path`
    into which nothing is installed.
    """

    def __init__(self, roots: Iterable[str] = ()) -> None:
        self._owners = _owners(tuple(roots))
        self._paths: dict[str, str] = {}  # file name of a code object → path | FOREIGN | OURS
        self._classes: WeakKeyDictionary[type, str] = WeakKeyDictionary()
        self._wheres: dict[tuple[int, int], tuple[CodeType, str]] = {}  # by id and instruction
        self.calls = Calls(self.path_of)

    def path(self, frame_file: str) -> str:
        """The project's path of a file; FOREIGN, OURS or LOOP when it is not the project's."""
        found = self._paths.get(frame_file)
        if found is None:
            found = self._paths[frame_file] = self._classify(frame_file)
        return found

    def path_of(self, file: str) -> str:
        """The project's path of a file, "" for any other file's."""
        path = self.path(file)
        return "" if path in _NONE else path

    def is_ours(self, frame_file: str) -> bool:
        """Whether a file is the probe's."""
        return self.path(frame_file) is OURS

    def is_project(self, frame_file: str) -> bool:
        """Whether a file is the project's."""
        return self.path(frame_file) not in _NONE

    def _classify(self, file: str) -> str:
        if file.startswith("<"):
            return FOREIGN
        full = os.path.abspath(file)
        owner = max(filter(full.startswith, self._owners), key=len, default="")
        kind = self._owners.get(owner, FOREIGN)
        if kind is PROJECT:  # `bin/uvicorn` puts its own folder on the path: a script is no module
            return relative(full) if full.endswith((".py", ".pyw")) else FOREIGN
        return LOOP if kind is FOREIGN and full.endswith(_LOOPS) else kind

    def here(self) -> str:
        """The project's innermost line on this thread's stack; "" if there is none."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and self.path(frame.f_code.co_filename) is OURS:
            frame = frame.f_back
        return self.of_caller(frame)

    def of_caller(self, frame: FrameType | None) -> str:
        """The project's innermost line from a frame on, which is not the probe's.

        Every frame that is looked at has to be made by the interpreter: as few as possible.
        """
        known = self._paths.get
        for _ in range(DEPTH):
            if frame is None:
                break
            code = frame.f_code
            path = known(code.co_filename)
            if path is None:
                path = self.path(code.co_filename)
            if path:
                return self._line(path, code, frame) if path not in _NONE else ""
            frame = frame.f_back
        return ""

    def _line(self, path: str, code: CodeType, frame: FrameType) -> str:
        place = id(code), frame.f_lasti
        known = self._wheres.get(place)
        if known is not None and known[0] is code:
            return known[1]
        text = f"{path}:{frame.f_lineno} {code.co_name}"
        if len(self._wheres) < KEPT:
            self._wheres[place] = (code, text)
        return text

    def caller_is_project(self) -> bool:
        """Whether the first frame that is neither the probe's nor asgiref's is the project's."""
        frame: FrameType | None = sys._getframe(1)
        path = OURS
        while frame is not None and path is OURS:
            name = frame.f_globals.get("__name__", "")
            if not name.startswith("asgiref"):
                path = self.path(frame.f_code.co_filename)
            frame = frame.f_back
        return path not in _NONE

    def of_function(self, function: Any) -> str:
        """Where a function or method of the project is defined, "" for any other file's."""
        code = code_of(function)
        if code is None:
            return ""
        path = self.path(code.co_filename)
        return f"{path}:{code.co_firstlineno} {code.co_name}" if path not in _NONE else ""

    def of_class(self, cls: type) -> str:
        """Where a class of the project is defined."""
        if cls not in self._classes:
            self._classes[cls] = self._find_class(cls)
        return self._classes[cls]

    def _find_class(self, cls: type) -> str:
        module = sys.modules.get(cls.__module__)
        file = getattr(module, "__file__", None)
        if not isinstance(file, str):
            return ""
        path = self.path(file)
        if path in _NONE:
            return ""
        opening = re.compile(rf"^\s*class\s+{re.escape(cls.__name__)}\b")
        lines = linecache.getlines(file)
        found = [n for n, text in enumerate(lines, 1) if opening.match(text)] or [1]
        # Another class may have the name, or an example in a docstring: this one has its functions.
        inside = _first_line(cls, file)
        line = next((n for n in reversed(found) if n <= inside), found[0])
        return f"{path}:{line} {cls.__name__}"

    def of_error(self, error: BaseException) -> str:
        """The deepest line of project code that an exception went through."""
        found = ""
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            path = self.path(code.co_filename)
            if path not in _NONE:
                found = f"{path}:{trace.tb_lineno} {code.co_name}"
            trace = trace.tb_next
        return found

    def of_frame(self, frame: FrameType | None) -> str:
        """The project's innermost line of a stack, else its innermost line by module name.

        While a module is imported, that is the import machinery's line, not that of the project
        which had it imported: it happens once.
        """
        innermost = ""
        while frame is not None:
            code, name = frame.f_code, frame.f_globals.get("__name__", "")
            path = self.path(code.co_filename)
            line = f"{name.replace('.', '/')}.py:{frame.f_lineno} {code.co_name}"
            if name.startswith(_IMPORTS):
                return line
            if path not in _NONE:
                return f"{path}:{frame.f_lineno} {code.co_name}"
            if path is LOOP and innermost:
                break
            if not innermost and path is not OURS:
                innermost = line
            frame = frame.f_back
        return innermost


class Resting(Places):
    """Looks at no running code: calls have no place. What is defined, or fails, or stalls, has."""

    def here(self) -> str:
        """Not looked for."""
        return ""


def code_of(function: Any) -> CodeType | None:
    """The code behind a function, method, partial or decorated function."""
    for _ in range(10):
        code = getattr(function, "__code__", None)
        wrapped = getattr(function, "__wrapped__", None) or getattr(function, "__func__", None)
        wrapped = wrapped or (None if code else getattr(function, "func", None))
        if wrapped is None:
            return code if isinstance(code, CodeType) else None
        function = wrapped
    return None


def _owners(roots: tuple[str, ...]) -> dict[str, str]:
    """Folders, each with a separator at its end, and whose files lie in them: PROJECT, OURS, …"""
    paths = [os.path.abspath(entry or os.curdir) for entry in sys.path]
    installed = {
        sysconfig.get_path(name)
        for name in ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
    }
    installed |= {path for path in paths if os.path.basename(path) in _SHELVES}
    told = {spelt for root in roots for spelt in (os.path.abspath(root), os.path.realpath(root))}
    owners = dict.fromkeys(told or paths, PROJECT) | dict.fromkeys(installed, FOREIGN)
    owners[os.path.dirname(os.path.abspath(__file__))] = OURS
    return {os.path.join(folder, ""): kind for folder, kind in owners.items()}


def relative(file: str) -> str:
    """The path below the longest entry of `sys.path` that contains it, else the file's name."""
    full = os.path.abspath(file)
    roots = (os.path.join(os.path.abspath(entry or os.curdir), "") for entry in sys.path)
    root = max((root for root in roots if full.startswith(root)), key=len, default="")
    return (full[len(root) :] if root else os.path.basename(full)).replace(os.sep, "/")
