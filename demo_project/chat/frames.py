"""What a client sends, taken apart and checked.

A frame is a JSON object with a ``type``. Anything else, however odd, raises ``ChatError``,
which the client is told; it is never a reason to lose the connection.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

DATABASE_RETRY = 5  # seconds
MAX_CLIENT_ID = 64
MAX_TEXT = 4_000
MAX_IDS = 200
MAX_ID = 2**63 - 1


class ChatError(Exception):
    """What was asked for is not done; the client gets the code and the message.

    ``retry_after`` is in seconds, for errors that pass: asking again before is in vain.
    """

    def __init__(self, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after


class Dismissed(ChatError):
    """A ``ChatError`` that ends the connection."""


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn a database that is locked or away into a ``ChatError``.

    That passes, and must not end the connection. Other exceptions are faults of ours:
    they go through, end the connection with 1011, and are in the log with their traceback.
    """
    try:
        yield
    except (InterfaceError, OperationalError) as error:
        logger.warning("The database did not answer: %s", error)
        message = "The database does not answer. Try again in a moment."
        raise ChatError("unavailable", message, retry_after=DATABASE_RETRY) from error


def as_error_frame(error: ChatError, frame: dict[str, Any]) -> dict[str, Any]:
    """The answer to a frame that failed; it names the message if the frame held one."""
    answer: dict[str, Any] = {"type": "error", "code": error.code, "message": str(error)}
    if error.retry_after is not None:
        answer["retry_after"] = error.retry_after
    client_id = frame.get("client_id")
    if isinstance(client_id, str) and len(client_id) <= MAX_CLIENT_ID and _is_unicode(client_id):
        answer["client_id"] = client_id
    return answer


def parse(text: str | None) -> dict[str, Any]:
    """The frame as a dict with a ``type`` of type str."""
    if not text:
        raise ChatError("bad_frame", "Send text frames that hold a JSON object.")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):  # RecursionError: "[[[[..." a hundred thousand deep
        raise ChatError("bad_frame", "This is not JSON.") from None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise ChatError("bad_frame", 'Send a JSON object with a "type".')
    return frame


def get_text(frame: dict[str, Any], field: str, *, max_length: int = MAX_TEXT) -> str:
    """A string with something in it that every database can store."""
    value = frame.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ChatError("bad_field", f'"{field}" must be a text.')
    if len(value) > max_length:
        raise ChatError("bad_field", f'"{field}" is longer than {max_length} characters.')
    if "\0" in value or not _is_unicode(value):
        raise ChatError("bad_field", f'"{field}" holds characters that cannot be stored.')
    return value


def get_client_id(frame: dict[str, Any]) -> str:
    """The client's own name for a message, or "" if it gives none."""
    if frame.get("client_id") is None:
        return ""
    return get_text(frame, "client_id", max_length=MAX_CLIENT_ID)


def get_id(frame: dict[str, Any], field: str) -> int:
    """A primary key, or 0, which comes before all of them."""
    value: int = frame.get(field, -1)
    if not _is_id(value):
        raise ChatError("bad_field", f'"{field}" must be a whole number, an id.')
    return value


def get_ids(frame: dict[str, Any], field: str) -> list[int]:
    """A list of primary keys of reasonable length."""
    value = frame.get(field)
    if not isinstance(value, list) or len(value) > MAX_IDS or not all(map(_is_id, value)):
        raise ChatError("bad_field", f'"{field}" must be a list of at most {MAX_IDS} message ids.')
    return value


def _is_id(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_ID  # not isinstance: True is an int


def _is_unicode(value: str) -> bool:
    # JSON may spell half of a surrogate pair ("\ud800"), which is no character.
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
