"""What the process logs, from WARNING up, and what Python warns of.

Not a handler: a handler on the root logger would switch off `logging.basicConfig` and the handler
of last resort. Records are looked at after the project's own handlers had them; arguments that are
not plain values are previewed instead of formatted.

Warnings are looked at where Python hands on those that have passed all filters to be shown: Daphne
begins Twisted's log with an observer that drops them, and so a coroutine that was never awaited
leaves no line at all. One that was found by the garbage collector was not thrown away by the code
that happens to run: it has no place and no cause.
"""

from __future__ import annotations

import functools
import gc
import logging
import warnings
from typing import Any, Final

from .masks import mask
from .patches import Patches
from .preview import cut, error_text, preview
from .report import Facts
from .tracebacks import hide

WARNINGS: Final = "py.warnings"
"""The logger to which `logging.captureWarnings` would send them."""

PLAIN: Final = frozenset({str, int, float, bool, type(None)})


class Logs:
    """All loggers of this process."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._is_collecting = False

    def observe(self) -> None:
        """Patch `Logger.callHandlers`, through which every enabled record goes, and
        `warnings._showwarnmsg`, which `warnings.warn` looks up at every warning, in C too.
        """
        self._observe_records()
        if hasattr(warnings, "_showwarnmsg"):
            self._observe_warnings(warnings._showwarnmsg)

    def _observe_records(self) -> None:
        original = logging.Logger.callHandlers

        @functools.wraps(original)
        def observed_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            if record.exc_info:
                with self.facts.guarded():
                    hide(record.exc_info[1], self.facts.places.is_ours)
            original(logger, record)
            if record.levelno >= logging.WARNING:
                with self.facts.guarded():
                    self._tell(record)

        self.patches.set(logging.Logger, "callHandlers", observed_handlers)

    def _observe_warnings(self, original: Any) -> None:
        @functools.wraps(original)
        def observed_warning(message: Any) -> None:
            original(message)
            with self.facts.guarded():
                fields = WARNINGS, "WARNING", error_text(message.message), ""
                if self._is_collecting:
                    self.facts.tell_of(None, 0, "log.written", *fields, "")
                else:
                    self.facts.tell("log.written", *fields, self._place(message))

        self.patches.set(warnings, "_showwarnmsg", observed_warning)
        gc.callbacks.append(self._collecting)
        self.patches.on_undo(lambda: gc.callbacks.remove(self._collecting))

    def _collecting(self, phase: str, info: Any) -> None:
        self._is_collecting = phase == "start"

    def _place(self, message: Any) -> str:
        """The project's line, if it is that line which Python warns of."""
        where = self.facts.places.here()
        line = f"{self.facts.places.path_of(message.filename)}:{message.lineno} "
        return where if where.startswith(line) else ""

    def _tell(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = cut(mask(_text(record)))
        path = self.facts.places.path_of(record.pathname)
        where = f"{path}:{record.lineno} {record.funcName}" if path else ""
        fields = record.name, record.levelname, text, error_text(error), where
        self.facts.tell("log.written", *fields)


def _text(record: logging.LogRecord) -> str:
    args: Any = record.args
    if not args:
        return str(record.msg) if type(record.msg) is str else preview(record.msg)
    if isinstance(args, dict):
        return str(record.msg) % {key: _plain(value) for key, value in args.items()}
    return str(record.msg) % tuple(_plain(value) for value in args)


def _plain(value: Any) -> Any:
    if type(value) in PLAIN:
        return value
    return _Text(error_text(value) if isinstance(value, BaseException) else preview(value))


class _Text(str):
    """Text that `%r` does not quote."""

    def __repr__(self) -> str:
        return str(self)
