"""What stands where on the screen: a function of its size and of what the learner does. Pure.

One view has the stage, the hero: whole, and drawn for at most 80 columns. The story stands beside
it or under it; every other view is a strip of one line; the message flow is the thread of time.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from tutor.story.walk import Place
from tutor.tui.allot import BESIDE, HERO, Rows, allot, taller

BARS: Final = 3  # rows of heading, timeline and keys
FLOW: Final = "sequence"  # the view that has a place of its own
STORY: Final = 76  # columns that text is set in at most
AIR: Final = 1  # cells at each side of the story
LEAST: Final = 5  # rows that a picture needs beside a question or what the run says

Layout = Literal["reading", "beside", "below", "zoomed"]


class Arrangement(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the screen, and how large. `rows` of 0: it does not stand there."""

    layout: Layout  # names the CSS class
    rows: Rows = Rows(0, 0, 0, 0)
    hero: int = 0  # columns of the hero
    story: int = 0  # columns of the story

    def room(self, part: str, width: int) -> tuple[int, int]:
        """Columns and rows for the lines of a part of the stage on a screen of `width` columns."""
        rows = self.rows
        return {
            "narration": (self.story - 2 * AIR, rows.story),
            "hero": (self.hero, rows.hero),
            "strips": (width, rows.strips),
            "flow": (width, rows.flow),
        }[part]


def text_columns(width: int) -> int:
    """Columns of the story's text on a screen of this width."""
    return story_columns(width) - 2 * AIR


def story_columns(width: int) -> int:
    """Columns of the story on a screen of this width."""
    return min(width - HERO - 2, STORY) if width >= BESIDE else width


def arrange(
    *,
    width: int,
    height: int,
    place: Place,
    asking: bool,
    hero: str,
    zoomed: bool,
    needs: int = 0,
    says: int = 0,
) -> Arrangement:
    """The places on a screen of `width` columns and `height` rows.

    A page is read on the whole screen. Where the story stands under the hero, an open question and
    what the run says of it (`asking`) take the rows that they `says` something in (0 = all there
    are) and leave the picture the others, where these are enough for one. The end of a scene
    leaves the hero the rows that its picture `needs` (0 = all it had); its card takes the others.
    So does what is read after a scene, where it is short enough; else it has the whole screen.
    Beside the picture what is said has the rows that are below it, where it has no room otherwise.
    `hero` is the view that has the stage; the flow is not there twice.
    """
    rows = max(height - BARS, 1)
    beside = width >= BESIDE
    shares = allot(rows, beside=beside, flow=hero != FLOW)
    if place == "after" and 0 < says <= (shares.story if beside else rows - LEAST - 1):
        place = "end"
    if place not in {"stage", "end"}:
        return Arrangement(layout="reading")
    if zoomed and not asking and place == "stage":
        return Arrangement(layout="zoomed", rows=Rows(rows, 0, 0, 0), hero=width)
    if beside:
        story = story_columns(width)
        shares = taller(shares, says) if asking or place == "end" else shares
        return Arrangement(layout="beside", rows=shares, hero=width - story - 2, story=story)
    if place == "end":
        picture = min(shares.hero, needs + 1) if needs else shares.hero  # and a blank row
        picture = min(picture, max(rows - says, LEAST)) if says else picture
        shares = Rows(picture, rows - picture, 0, 0)
    elif asking:
        both = shares.hero + shares.story
        left = min(both - says - 1, shares.hero) if says else 0  # and a blank row
        picture = left if left >= LEAST else 0
        shares = shares._replace(hero=picture, story=both - picture)
    return Arrangement(layout="below", rows=shares, hero=width, story=width)
