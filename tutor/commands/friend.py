"""`tutor interview --friend FILE`: a sheet for a friend who reads the questions aloud."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutor.core.harmless import visible
from tutor.errors import UsageError
from tutor.library import find
from tutor.runtime.chosen_files import check_new, whole

ENDINGS: Final = (".md", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options, as parsed."""

    file: Path
    minutes: float
    chapters: Sequence[int]
    seed: str
    level: str
    guide: bool


def run(request: Request) -> None:
    """Writes the sheet of an interview with these options."""
    from tutor.library.deck import load_deck
    from tutor.quiz import plan
    from tutor.quiz.friend_sheet import sheet
    from tutor.quiz.levels import chosen

    deck = chosen(load_deck(find.course()), level=request.level, guide=request.guide)
    seed = request.seed or f"{random.randrange(10**6):06}"
    cards = plan.interview(
        deck, minutes=request.minutes, chapters=request.chapters, seed=seed
    ).cards
    if not cards:
        raise UsageError("No question fits.", "Name other chapters, or none.")
    title = f"Mock interview{f', {request.level}' * bool(request.level)}"
    write(request.file, sheet(cards, title=title, minutes=request.minutes), title=title)


def write(
    file: Path,
    markdown: str,
    *,
    title: str,
    said: str = "For your friend",
    is_dense: bool = False,
) -> None:
    """The sheet as Markdown, or as a page to print, in small print where it `is_dense`."""
    if file.suffix not in ENDINGS:
        raise UsageError(f"{file} is neither .md nor .html.", f"Name it {file.stem}.html.")
    check_new(file, like=f"sheet{file.suffix}")
    text = markdown
    if file.suffix == ".html":
        from tutor.course.printed import page

        text = page(markdown, title=title, is_dense=is_dense)
    file.parent.mkdir(parents=True, exist_ok=True)
    whole(file, visible(text).encode())
    print(f"{said}: {file}")
