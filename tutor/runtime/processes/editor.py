"""The learner's editor: one with a window of its own beside us, any other in our terminal."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

WINDOWED: Final = frozenset(
    ("code", "codium", "subl", "zed", "gedit", "kate", "gvim", "pycharm", "mate", "xed")
)
"""Editors that open a window; any other needs the terminal."""

_PLUS: Final = ("+{line}", "{file}")
_COLON: Final = ("{file}:{line}",)
_LINES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro"), _PLUS),
    **dict.fromkeys(("joe", "jed", "mg", "ne", "mcedit", "gvim", "gedit", "xed"), _PLUS),
    **dict.fromkeys(("hx", "helix", "subl", "zed"), _COLON),
    **dict.fromkeys(("code", "codium"), ("--goto", *_COLON)),
    **dict.fromkeys(("kate", "pycharm", "mate"), ("--line", "{line}", "{file}")),
}
"""How an editor is told a line; any other opens the file at its beginning."""
NONE: Final = "EDITOR names no editor here. Open the file in one of yours; it is watched."


class Editor:
    """What VISUAL or EDITOR names. It is there if `program` is not ""."""

    def __init__(self) -> None:
        try:
            words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
        except ValueError:  # a quotation mark without its other
            words = []
        self._words = words
        self.program = (shutil.which(words[0]) or "") if words else ""

    @property
    def name(self) -> str:
        """As it is typed: "code", "vim"."""
        return Path(self.program).name

    @property
    def has_window(self) -> bool:
        """Whether it leaves the terminal to us."""
        return bool(self.program) and self.name in WINDOWED

    def command(self, file: Path) -> str:
        """What one would type to open a file; "" where nothing is named."""
        return f"{shlex.join(self._words)} {shlex.quote(str(file))}" if self._words else ""

    def open_beside(self, file: Path, line: int = 0) -> None:
        """In its window, at this line if it is not 0; one that does not start opens nothing."""
        with suppress(OSError):
            process = subprocess.Popen(
                self._told(file, line),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            threading.Thread(target=process.wait, daemon=True, name="editor").start()

    async def edit(self, file: Path, line: int = 0) -> None:
        """In our terminal, until it is left; meanwhile the event loop goes on. Raises OSError."""
        process = await asyncio.create_subprocess_exec(*self._told(file, line))
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()

    def _told(self, file: Path, line: int) -> list[str]:
        """The words of the command; how a line is named depends on the editor."""
        form = _LINES.get(self.name, ()) if line else ()
        named = [part.format(file=file, line=line) for part in form] or [str(file)]
        return [self.program, *self._words[1:], *named]
