"""What the fact of a step names is whole in every picture that has it, and no cut is silent.

Over all recordings of the lessons, at the widths of a small, a usual and a wide terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tutor.core.events import Event
from tutor.core.timeline import Moment
from tutor.view.canvas import Canvas
from tutor.view.picture_names import client
from tutor.view.table import VIEWS

WIDTHS = (80, 100, 120)
FRAME = 4  # cells of a panel's frame and margin
NARROW = 66  # a panel of a wide screen
PICTURES = [name for name, view in VIEWS.items() if not view.reads]  # a file's lines name no fact
NAMES = ("group", "name", "layer", "path", "url", "call")
TABLES = {"scope": ("added", "changed"), "instances": ("state",)}
TEXTS = {
    "events": ("text", "error"),
    "sequence": ("text", "error"),
    "broker": ("key",),
    "message": ("text", "error"),
}
"""Of which fields of a fact a view is the picture, beside the names."""
SANE = 120  # characters of a frame or an error; the summary of a fact has no more
OTHER_ROW = re.compile(r"^ +(before|[\d.]+s?) ")
PIECE = 4  # letters beside an ellipsis by which the name is recognised


def named(view: str, fact: Event) -> Iterator[str]:
    """What the fact speaks of, as far as this view is about it."""
    for field in NAMES:
        if view != "topology" or fact.kind != "layer.failed":  # a call that made no group
            yield getattr(fact, field, "")
    for field in TEXTS.get(view, ()):
        text = " ".join(getattr(fact, field, "").split())
        yield text if len(text) <= SANE else ""
    for field in TABLES.get(view, ()):
        table: dict[str, str] = getattr(fact, field, {})
        yield from (*table, *table.values())
    if view == "broker":
        yield from getattr(fact, "members", ())[:6]


def without_blanks(text: str) -> str:
    """A name may be folded at a blank or where it has none: neither is a letter of it."""
    return "".join(text.split())


def cut_names(names: Iterable[str], picture: str) -> list[str]:
    """Those of the names that the picture has in pieces only."""
    lines = [line.split("…") for line in picture.split("\n")]
    cuts = [pair for parts in lines for pair in pairwise(parts)]
    suspects = [name for name in set(names) if any(_is_of(name, *cut) for cut in cuts)]
    whole = without_blanks(picture) if suspects else ""
    forms = {name: (name, client(name)) for name in suspects}  # "john · tab 1", "john·1"
    return sorted(
        name for name in suspects if not any(without_blanks(form) in whole for form in forms[name])
    )


def _is_of(name: str, left: str, right: str) -> bool:
    """Whether the texts beside an ellipsis are the two ends of the name, or one of them."""
    begins = any(left.endswith(name[:end]) for end in range(PIECE, len(name)))
    ends = any(right.startswith(name[at:]) for at in range(1, len(name) - PIECE + 1))
    in_the_middle = left[-1:].strip() and right[:1].strip()
    return begins and ends if in_the_middle else begins or ends


def of_this_step(view: str, picture: str) -> str:
    """Of a message flow the heading and the current row: other rows may hold the same name."""
    if view != "sequence":
        return picture
    return "\n".join(line for line in picture.split("\n") if not OTHER_ROW.match(line))


def pictures(moment: Moment, width: int) -> Iterator[tuple[str, str]]:
    """Every view of a terminal this wide; a wide one has panels beside each other, too."""
    for view in PICTURES:
        yield view, picture(view, moment, width=width - FRAME, within=width)
        if width == max(WIDTHS):
            yield view, picture(view, moment, width=NARROW, within=width)


@pytest.fixture
def silent_cuts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that were put on a canvas where they have no room."""
    found: list[str] = []
    put = Canvas.put

    def watched(canvas: Canvas, column: int, text: str, style: str = "") -> None:
        put(canvas, column, text, style)
        if not (column >= 0 and column + len(text.rstrip()) <= len(canvas.cells)):
            found.append(text)

    monkeypatch.setattr(Canvas, "put", watched)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("trace", recorded.TRACES, ids=recorded.name)
def test_what_a_step_names_is_whole(trace: Path, silent_cuts: list[str]) -> None:
    run = recorded.timeline(trace)
    found = []
    for place, step in enumerate(recorded.ends(run)):
        moment = run.moment(step)
        assert moment.event is not None
        width = WIDTHS[place % len(WIDTHS)]
        for view, lines in pictures(moment, width):
            cut = cut_names(named(view, moment.event), of_this_step(view, lines))
            # A channel's own name is long: all but two views have its end, as the prose does.
            known = set() if view in {"instances", "broker"} else set(moment.world.channels)
            found += [(view, step, width, name) for name in cut if name not in known]
    assert found == []
    assert silent_cuts == []


@pytest.mark.parametrize(
    ("name", "picture", "cut"),
    [
        ("user_john", "group user_j… x", True),
        ("user_john", "group …_john x", True),
        ("user_john", "user_john user_j…", False),
        ("user_john", "  user_\n    john  user_j…", False),
        ("user_john", "other_na…", False),
        ("user_john-at-x.com", "…!abcd  user_jane-…at-x.com", False),
        ("user_john-at-x.com", "…!abcd  user_john-…at-x.com", True),
    ],
)
def test_a_name_in_pieces_is_seen(name: str, picture: str, cut: bool) -> None:
    assert bool(cut_names([name], picture)) is cut
