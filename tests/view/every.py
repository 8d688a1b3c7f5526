"""Every picture of the table of views: what holds for all of them holds for one added tomorrow."""

from __future__ import annotations

from typing import Any

from tests.view.tape import drawn
from tutor.core.timeline import Moment
from tutor.view.table import VIEWS

IN_WORDS = " in words"
PICTURES = [*VIEWS]
SENTENCES = [f"{row.name}{IN_WORDS}" for row in VIEWS.values() if row.words]
CODE = "def go():\n\tx = '\x1b[2J'  # [bold]\n    return '漢'\n" * 9


def picture(name: str, moment: Moment, *, within: int = 300, **look: Any) -> str:
    """The lines of a view, or of "sequence in words", on a console `within` cells wide."""
    look.setdefault("read", {"a.py": CODE}.get)
    row = VIEWS[name.removesuffix(IN_WORDS)]
    return drawn(row.draw(moment, words=name.endswith(IN_WORDS), **look), width=within)
