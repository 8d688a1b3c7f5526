"""Who gets how many rows of the stage: the hero, the story, the strips, the flow. Pure.

The shares go by the size of the screen alone: nothing moves while the learner walks. What a hero
leaves free is filled inside its own place (`heroes.py`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

BESIDE: Final = 116  # columns from which on the story stands beside the hero
HERO: Final = 80  # columns that a picture is drawn for at most
STORY: Final = 3  # rows that the story keeps in any case


class Rows(NamedTuple):
    """Rows of each part of the stage. Beside each other hero and story have the same."""

    hero: int
    story: int
    strips: int
    flow: int


class _Share(NamedTuple):
    """What a stage of at least so many rows has for everything but the hero."""

    rows: int
    story: int  # below the hero
    strips: int
    flow: int


_SHARES: Final = (
    _Share(37, 8, 6, 5),
    _Share(27, 6, 3, 3),
    _Share(21, 5, 1, 1),
    _Share(14, 4, 1, 1),
)


def allot(rows: int, *, beside: bool, flow: bool = True) -> Rows:
    """The rows of a stage of `rows` rows; without `flow` its rows are the hero's."""
    share = next((share for share in _SHARES if rows >= share.rows), None)
    if share is None:  # next to nothing: the picture and some words
        story = min(STORY, max(rows - 1, 0))
        return Rows(rows, rows, 0, 0) if beside else Rows(rows - story, story, 0, 0)
    under = share.flow if flow else 0
    block = rows - share.strips - under
    if beside:
        return Rows(block, block, share.strips, under)
    return Rows(block - share.story, share.story, share.strips, under)


def taller(rows: Rows, says: int) -> Rows:
    """Hero and story, beside each other, with rows of what is below them: as many as the story
    lacks for the `says` rows that it has to say, first those of the strips, then those of the flow.
    """
    lacks = max(says - rows.story, 0)
    strips = max(rows.strips - lacks, 0)
    under = max(rows.flow - max(lacks - rows.strips, 0), 0)
    block = rows.story + rows.strips - strips + rows.flow - under
    return Rows(block, block, strips, under)
