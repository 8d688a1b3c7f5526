"""What a learner asks of `tutor lesson`: a leaf, which the player and linear text read, too."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Request(NamedTuple):
    """The options of `tutor lesson`, as parsed."""

    number: str | None = None
    scene: str | None = None
    step: int | None = None
    plain: bool = False
    ascii: bool = False
    replay: bool = False
    layer: str = ""
    redis: str = ""
    json: bool = False
    scenes: bool = False
    visit: bool = False
    export: Path | None = None
    brief: bool = False  # linear text: prose, questions and claims, no pictures
    words: bool = False  # linear text: sentences in place of drawings
    view: str = ""  # print this view alone, `width` by `height` cells
    width: int | None = None
    height: int | None = None
    page: int = 1  # where linear text begins; the player, if it was named or is on a chosen way
    is_named: bool = False  # --page: begin there, whatever place is kept
    route: bool = False  # the learner has chosen a way through the course, and this is a stop of it
    ended: bool = False  # begin at the end of the last page, where the learner was
