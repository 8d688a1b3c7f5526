"""What the general rules have to find in a course: reads `findings.toml`, which says how."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import msgspec

from tutor import files
from tutor.errors import TutorError

FILE: Final = "findings.toml"


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault that people meet, and whether a trace tells of it."""

    title: str
    rule: str = ""  # that finds it
    seen: str = ""  # where: "7/alone", "lab Ticks", "text KeyError: 'user'"
    missed: str = ""  # what a trace lacks, where it could tell
    unseen: str = ""  # why no trace can tell
    why: str = ""  # the entry of symptoms.toml that knows it, where no rule finds it


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names and the rules that find something there, in the order of `diagnose`."""

    recordings: dict[str, str] = {}
    exercises: dict[str, str] = {}
    fault: tuple[Fault, ...] = ()


def read_expected(folder: Path) -> Expected:
    """What a course's rules have to find. Raises `TutorError`."""
    file = folder / FILE
    try:
        return msgspec.convert(tomllib.loads(files.text(file)), Expected)
    except OSError as error:
        raise TutorError(f"{file} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TutorError(f"{file} is not TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise TutorError(f"{file} is not as expected: {error}.") from None
