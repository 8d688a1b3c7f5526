"""Reads a TOML file of a course whose tables are entries: its text, for lines, and its tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tutor import files
from tutor.errors import TutorError


def read_tables(file: Path) -> tuple[str, dict[str, Any]]:
    """The text and the tables by name; both empty without the file.

    Raises `TutorError` for a file that cannot be read or is not TOML.
    """
    try:
        text = files.text(file)
        return text, tomllib.loads(text)
    except FileNotFoundError:
        return "", {}
    except OSError as error:
        raise TutorError(f"{file} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TutorError(f"{file} is not TOML: {error}.") from None
