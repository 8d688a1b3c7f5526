"""The mark: a message carries the id of the fact that sent it, in its type or under a reserved key.

It crosses the queue, the broker and the process border, and the receiver never sees it, if that is
observed. On a broker that unobserved processes share messages go unmarked, unless marks are asked
for: what is told then is a digest of the content, and the tutor ties the copy to its sending.
Only dicts are marked; whatever else is sent goes as it is and fails as it would.
"""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any, Final

from ..fact_fields import MARK

KEPT: Final = 1024  # messages remembered for the receivers of the same object


def marked(message: Any, number: int) -> Any:
    """A copy of the message with the mark; the message itself if it is none."""
    if type(message) is dict:
        return {**message, MARK: number}
    if not isinstance(message, dict):
        return message
    clone = copy.copy(message)
    clone[MARK] = number
    return clone


def unmark(message: Any) -> int:
    """Take a `marked` message's mark off; 0 if there is none."""
    if not isinstance(message, dict):
        return 0
    mark = message.pop(MARK, 0)
    return mark if type(mark) is int else 0


def digest_of(message: Any) -> int:
    """A number of the content, the same before and after a broker (tuples have become lists); 0: it
    has none.
    """
    if not isinstance(message, dict):
        return 0
    try:
        text = json.dumps(message, default=_kind_of, skipkeys=True)
    except (TypeError, ValueError, RecursionError):  # the layer will meet the same error
        return 0
    return zlib.crc32(text.encode()) or 1


def _kind_of(value: Any) -> str:
    return repr(bytes(value)) if type(value) in (bytes, bytearray) else type(value).__name__


class Carrier(str):
    """A message's type that carries the mark, where nobody else reads the message on its way. The
    in-memory layer copies every item for each member, and so would copy one for the mark.
    """

    __slots__ = ("number", "plain")

    number: int
    plain: str

    def __deepcopy__(self, memo: Any) -> Carrier:
        """As of any text: itself."""
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Elsewhere it is the plain text."""
        return str, (self.plain,)


def carried(message: Any, number: int) -> Any:
    """A copy of the message whose type carries the mark, or a marked one if it has no such type."""
    if type(message) is not dict or type(plain := message.get("type")) is not str:
        return marked(message, number)
    carrier = Carrier(plain)
    carrier.number, carrier.plain = number, plain
    return {**message, "type": carrier}


def uncarried(message: Any) -> int:
    """Take the mark off, however it came; 0 if there is none."""
    if type(message) is dict and type(carrier := message.get("type")) is Carrier:
        message["type"] = carrier.plain
        return carrier.number
    return unmark(message)


def type_of(message: Any) -> str:
    """The message's type, as text."""
    return str(message.get("type", "")) if isinstance(message, dict) else ""


class Unmarked:
    """Remembers by identity what mark a message had: Redis hands one object to several channels."""

    def __init__(self) -> None:
        self._known: dict[int, list[Any]] = {}  # id → [message, mark, copies still to come]

    def note(self, message: Any, copies: int = 1) -> int:
        """Take the mark off and remember it for `copies` deliveries."""
        mark = unmark(message)
        if mark:
            if len(self._known) >= KEPT:
                del self._known[next(iter(self._known))]
            self._known[id(message)] = [message, mark, copies]
        return mark

    def expect(self, message: Any, copies: int) -> None:
        """The message goes to that many channels."""
        if id(message) in self._known:
            self._known[id(message)][2] = copies

    def take(self, message: Any) -> int:
        """The mark of one delivered copy; 0 if the message had none."""
        known = self._known.get(id(message))
        if known is None:
            return 0
        known[2] -= 1
        if known[2] <= 0:
            del self._known[id(message)]
        return int(known[1])
