"""The onion of every recorded handshake: all of it is there, and nothing bursts its frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tests.view.test_nothing_is_cut import without_blanks
from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.core.world import Connection
from tutor.view.scope_walk import DENIER

KINDS = {
    *("connection.opened", "scope.entered", "consumer.created", "connection.accepted"),
    *("connection.refused", "handler.failed", "app.sent", "client.opened", "client.refused"),
}
MOST = 120  # steps of a recording that are looked at
FRAMES = str.maketrans("", "", "┏┓┗┛━┃┻┠╌┨┣┫▲")
QUICK = [one for one in recorded.TRACES if one.stem in {"layer_by_layer", "evil_origin"}]
REST = [
    pytest.param(one, marks=pytest.mark.slow, id=recorded.name(one))
    for one in recorded.TRACES
    if one not in QUICK
]
every = pytest.mark.parametrize(
    "trace", [*(pytest.param(one, id=recorded.name(one)) for one in QUICK), *REST]
)


def handshakes(run: Timeline) -> Iterator[tuple[Event, Connection]]:
    """Facts of connections that have a scope, and the connection after them."""
    facts = [fact for fact in run.events if fact.kind in KINDS]
    for fact in facts[:: len(facts) // MOST + 1]:
        connection = run.world(fact.seq).connections.get(fact.conn or 0)
        if connection is not None:
            yield fact, connection


@every
def test_all_that_is_known_stands_in_it_whole(trace: Path) -> None:
    run = recorded.timeline(trace)
    for fact, connection in handshakes(run):
        lines = picture("scope", run.moment(fact.seq), width=80).split("\n")
        boxes = sum(not layer.same for layer in connection.layers)
        assert lines[-1].count("┻") == 2 * boxes, fact
        text = without_blanks("".join(lines).translate(FRAMES))
        names = [layer.name for layer in connection.layers if layer.name != DENIER]
        values = [value for layer in connection.layers for value in layer.added.values()]
        for word in (*names, *connection.keys, *values):
            assert without_blanks(word) in text, (fact, word)


@every
def test_no_row_is_longer_than_asked_and_no_picture_higher(trace: Path) -> None:
    run = recorded.timeline(trace)
    for number, (fact, _) in enumerate(handshakes(run)):
        width, height = (30, 40, 60, 80)[number % 4], (3, 11, 14, 26, None)[number % 5]
        is_ascii = number % 3 == 0
        shown = picture(
            "scope", run.moment(fact.seq), width=width, height=height, ascii=is_ascii
        ).split("\n")
        assert max(map(cell_len, shown)) <= width, fact
        assert height is None or len(shown) <= height, fact
        assert not is_ascii or "".join(shown).isascii(), fact


@every
def test_it_does_not_look_ahead(trace: Path) -> None:
    run = recorded.timeline(trace)
    for fact, _ in [*handshakes(run)][::3]:
        known = Timeline(run.events[: fact.seq])
        for name in ("scope", "scope in words"):
            later = picture(name, run.moment(fact.seq), width=80)
            assert later == picture(name, known.moment(fact.seq), width=80), fact
