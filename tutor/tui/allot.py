"""Who gets how many rows of the stage: the hero, the story, the strips, the flow. Pure.

Every part asks for what it would need to stand whole. With rows to spare, the hero gets them until
it is whole, then the story, then the flow. With too few, the strips give first, then the story
(never under three rows), and then the hero scrolls.
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
    """What a stage of at least so many rows gives away before anything is left over."""

    rows: int
    story: int  # below the hero
    strips: int
    flow: int


_SHARES: Final = (_Share(37, 8, 6, 5), _Share(27, 6, 3, 3), _Share(21, 5, 1, 1), _Share(0, 4, 1, 1))


def allot(rows: int, *, beside: bool, wish: Rows) -> Rows:
    """The rows of a stage of `rows` rows; `wish` is what each part needs to stand whole."""
    share = next(share for share in _SHARES if rows >= share.rows)
    flow = min(wish.flow, share.flow)
    strips = min(wish.strips, share.strips)
    if beside:
        block = rows - flow - strips
        need = max(wish.hero, wish.story)
        given = min(max(need - block, 0), max(strips - 1, 0))
        strips, block = strips - given, block + given
        spare = min(max(block - need, 0), max(wish.flow - flow, 0))
        return Rows(block - spare, block - spare, strips, flow + spare)
    return _below(rows, wish, Rows(0, min(max(wish.story, STORY), share.story), strips, flow))


def _below(rows: int, wish: Rows, least: Rows) -> Rows:
    """The story under the hero."""
    _, story, strips, flow = least
    hero = rows - story - strips - flow
    lacks = max(wish.hero - hero, 0)
    given = min(lacks, max(strips - 1, 0))
    strips, hero, lacks = strips - given, hero + given, lacks - given
    given = min(lacks, max(story - STORY, 0))
    story, hero = story - given, hero + given
    spare = max(hero - max(wish.hero, 1), 0)
    more = min(spare, max(wish.story - story, 0))
    story, hero, spare = story + more, hero - more, spare - more
    more = min(spare, max(wish.flow - flow, 0))
    return Rows(hero - more, story, strips, flow + more)
