"""Words that the one-line summaries of several kinds share."""

from __future__ import annotations

from typing import Any, Final

TEXT: Final = 120
"""Characters of a preview in a sentence: most errors and frames are shorter."""


def short(channel: str) -> str:
    """The end of a channel name by which people tell it from others: "…!gNYZ"."""
    head, mark, tail = channel.rpartition("!")
    return f"…!{tail[:4]}" if mark and (head or len(tail) > 4) else channel


def cut(text: str, width: int = TEXT) -> str:
    """`text` in one line of at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def message(event: Any) -> str:
    """The content of a frame: its text, or how many bytes."""
    if event.binary:
        return count(event.size, "byte")
    return cut(event.text) if event.text else "an empty frame"


def count(number: int, noun: str) -> str:
    """ "1 byte", "2 bytes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def after(mark: str, text: object) -> str:
    """The text behind a mark; nothing when there is no text."""
    return "" if text in {"", None} else f"{mark}{text}"


def code(event: Any) -> str:
    """ " with 1001", when there is a close code."""
    return after(" with ", event.code)


def alias(event: Any) -> str:
    """ " (layer chat)", unless it is the default layer."""
    return "" if event.layer == "default" else f" (layer {event.layer})"


def keys(table: dict[str, str]) -> str:
    """ "user, session"."""
    return ", ".join(table)


_SIGNALS: Final = {
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
    9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
}  # fmt: skip


def signal(number: int) -> str:
    """ "SIGKILL" for 9."""
    return _SIGNALS.get(number, f"signal {number}")
