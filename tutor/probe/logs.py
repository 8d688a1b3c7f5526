"""What the process logs, from WARNING up.

Not a handler: a handler on the root logger would switch off `logging.basicConfig` and the handler
of last resort. Records are looked at after the project's own handlers had them; arguments that are
not plain values are previewed instead of formatted.
"""

from __future__ import annotations

import functools
import logging
from typing import Any, Final

from tutor.probe.patches import Patches
from tutor.probe.preview import cut, error_text, mask, preview
from tutor.probe.report import Facts

PLAIN: Final = frozenset({str, int, float, bool, type(None)})


class Logs:
    """All loggers of this process."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches

    def observe(self) -> None:
        """Patch `Logger.callHandlers`, through which every enabled record goes."""
        original = logging.Logger.callHandlers

        @functools.wraps(original)
        def observed_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            original(logger, record)
            if record.levelno >= logging.WARNING:
                with self.facts.guarded():
                    self._tell(record)

        self.patches.set(logging.Logger, "callHandlers", observed_handlers)

    def _tell(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        text = cut(mask(_text(record)))
        self.facts.tell("log.written", record.name, record.levelname, text, error_text(error))


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
