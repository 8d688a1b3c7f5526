"""A recording: the events of one run, as JSON lines in a file.

Knows the file format and nothing of what the events mean.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Union

import msgspec

from tutor import files
from tutor.core import harmless
from tutor.core.events import KINDS, SCHEMA, SCHEMA_MINOR, SCHEMA_VERSION, Event, SceneStarted
from tutor.core.timeline import Timeline
from tutor.errors import Unavailable

NEWEST: Final = 500_000  # facts: 100 MB of a file, about three times that in memory
LONGEST: Final = 10_000_000  # bytes of a line; a fact has no more than a few thousand

_encoder: Final = msgspec.json.Encoder()
_AnyEvent: Any = Union[tuple(KINDS.values())]  # noqa: UP007 its members are known at run time
_decoder: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_AnyEvent)


class DamagedRecording(Unavailable):
    """A file that is not a recording of this version; says which line, and why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What happened, in order, from `scene.started` to `scene.finished`."""

    events: tuple[Event, ...]

    def dumps(self) -> bytes:
        """One event a line; nothing in it steers a terminal that it is shown on."""
        return lines(self.events)

    def save(self, path: Path) -> None:
        """Write the file; a reader never sees half of it. Raises `OSError`."""
        files.write(path, self.dumps())


def lines(events: Sequence[Event]) -> bytes:
    """One event a line; nothing in it steers a terminal that it is shown on."""
    return harmless.json(_encoder.encode_lines(events).decode()).encode()


def load(path: Path) -> Recording:
    """The recording in a file. Raises `Unavailable` (`DamagedRecording` for what is in it)."""
    try:
        data = files.read(path)
    except OSError as error:
        raise _unread(path, error) from error
    return loads(data, str(path))


def load_newest(
    path: Path, keep: int = NEWEST, progress: Callable[[int], object] = lambda read: None
) -> Timeline:
    """The newest facts of a trace's file, `keep` at least, with the world at their beginning.

    `progress` is told how many bytes of it have been read, after each megabyte.

    The file may have any size: a server is traced for days. Whoever wrote it may have been killed
    in the middle of its last line, which is left out. Raises as `load`.
    """
    timeline, rest, read = Timeline(keep=keep), b"", 0
    with _without_collecting():
        try:
            for piece in files.pieces(path):
                whole, end, begun = piece.rpartition(b"\n")
                if end:
                    _append(timeline, rest + whole + end, str(path))
                    rest = b""
                rest += begun
                if len(rest) > LONGEST:
                    raise DamagedRecording(f"{path} holds no JSON lines.")
                read += len(piece)
                progress(read)
        except OSError as error:
            raise _unread(path, error) from error
    if not len(timeline):
        raise DamagedRecording(_begins(str(path)))
    return timeline


def _append(timeline: Timeline, data: bytes, name: str) -> None:
    before = len(timeline)
    try:
        events = _decoder.decode_lines(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise _damage(data, name, before) from None
    if not before:
        _check_begin(events, name)
    _check_order(events, name, before)
    timeline.extend(events)


def _unread(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{path} cannot be read: {error.strerror or error}.")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """While the block runs: a hundred thousand new objects and no garbage among them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def loads(data: bytes, name: str = "recording") -> Recording:
    """The recording in `data`; `name` is for messages. Raises `DamagedRecording`."""
    with _without_collecting():
        try:
            events = _decoder.decode_lines(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise _damage(data, name) from None
    _check_begin(events, name)
    _check_order(events, name)
    return Recording(tuple(events))


def _check_begin(events: list[Event], name: str) -> None:
    if not events or not isinstance(events[0], SceneStarted):
        raise DamagedRecording(_begins(name))
    if events[0].schema != SCHEMA_VERSION:
        raise DamagedRecording(_version(name, events[0].schema))


def _check_order(events: list[Event], name: str, before: int = 0) -> None:
    for number, event in enumerate(events, start=before + 1):
        if event.seq != number:
            raise DamagedRecording(f"{name}:{number}: expected seq {number}, found {event.seq}.")


def _begins(name: str) -> str:
    return f"{name}:1: expected a scene.started event first."


def _version(name: str, schema: object) -> str:
    return f"{name}:1: schema {schema} is not known here, only {SCHEMA_VERSION}."


def _damage(data: bytes, name: str, before: int = 0) -> DamagedRecording:
    """Decode line by line to find out where it went wrong; so many lines came before these."""
    newer = ""
    for number, line in enumerate(data.splitlines(), start=before + 1):
        if not line.strip():
            continue
        try:
            event = _decoder.decode(line)
            if number == 1 and getattr(event, "schema", SCHEMA_VERSION) != SCHEMA_VERSION:
                return DamagedRecording(_version(name, event.schema))
            newer = newer or _newer(event)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return DamagedRecording(f"{name}:{number}: {_reason(line, error)}{newer}.")
    return DamagedRecording(f"{name}: not JSON lines.")


def _newer(event: Event) -> str:
    """What explains an unknown kind: the recording was made by a newer tutor."""
    if not isinstance(event, SceneStarted) or event.minor <= SCHEMA_MINOR:
        return ""
    return f" (the recording has schema {event.schema}.{event.minor}, this tutor knows {SCHEMA})"


def _reason(line: bytes, error: Exception) -> str:
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return f"the line is damaged: {error}"
    if not isinstance(fields, dict) or "kind" not in fields:
        return "expected an object with a kind"
    if fields["kind"] == SceneStarted.kind and fields.get("schema", 1) != SCHEMA_VERSION:
        return f"schema {fields['schema']} is not known here, only {SCHEMA_VERSION}"
    if fields["kind"] not in KINDS:
        return f"unknown kind {fields['kind']!r}"
    return f"{fields['kind']}: {error}"
