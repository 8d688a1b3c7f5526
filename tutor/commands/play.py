"""`tutor play`: opens a stage, and lets the learner do what a scene's script does."""

from __future__ import annotations

import typer

from tutor.runtime.system import need_posix


def run(name: str, *, ascii: bool = False, words: bool = False, json: bool = False) -> None:
    """Finds what is to be opened, and plays until the input ends."""
    need_posix("A stage")
    from tutor.library.stages import opening
    from tutor.plain import play_stage

    if code := play_stage.run(opening(name), ascii=ascii, words=words, json=json):
        raise typer.Exit(code)
