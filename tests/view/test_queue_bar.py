"""A queue as a bar, and in words."""

from __future__ import annotations

import pytest

from tutor.core.world import Channel
from tutor.view import queue_bar
from tutor.view.text import pen

INK = pen(ascii=False)


def bar(waiting: int, capacity: int = 0, followed: tuple[int, ...] = ()) -> str:
    channel = Channel("c", "server 1", queue=tuple(range(1, waiting + 1)), capacity=capacity)
    return "".join(text for text, _ in queue_bar.bar(channel, INK, followed))


def words(room: int, before: int = 0, waiting: int = 0, **fields: int) -> str:
    channel = Channel("c", "server 1", queue=tuple(range(waiting)), **fields)  # type: ignore[arg-type]
    return "".join(text for text, _ in queue_bar.words(channel, before, room))


@pytest.mark.parametrize(
    ("waiting", "capacity", "shown"),
    [
        (0, 100, "▕          ▏"),
        (1, 100, "▕■         ▏"),
        (10, 100, "▕■         ▏"),
        (11, 100, "▕■■        ▏"),
        (100, 100, "▕■■■■■■■■■■▏"),
        (3, 3, "▕■■■■■■■■■■▏"),
        (2, 0, "▕■■        ▏"),
        (12, 0, "▕■■■■■■■■■■▏"),
    ],
)
def test_a_cell_is_a_tenth_of_what_the_queue_takes(waiting: int, capacity: int, shown: str) -> None:
    assert bar(waiting, capacity) == shown


def test_the_cell_with_the_copy_of_the_message_in_hand_has_its_sign() -> None:
    assert bar(3, 0, (2,)) == "▕■◆■       ▏"
    assert bar(30, 100, (30,)) == "▕■■◆       ▏"


def test_an_ascii_bar() -> None:
    channel = Channel("c", "server 1", queue=(1, 2))
    shown = "".join(text for text, _ in queue_bar.bar(channel, pen(ascii=True), {1}))
    assert shown == "[*#        ]"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (40, "100 of 100 (was 99), 1 dropped"),
        (22, "100 of 100, 1 dropped"),
        (20, "100, 1 dropped"),
        (10, "1 dropped"),
        (3, "1 dropped"),
    ],
)
def test_a_drop_never_gives_way(room: int, shown: str) -> None:
    assert words(room, 99, 100, capacity=100, dropped=1) == shown


@pytest.mark.parametrize(
    ("waiting", "before", "fields", "shown"),
    [
        (1, 1, {"capacity": 100}, "1 of 100"),
        (1, 0, {}, "1 queued (was 0)"),
        (0, 1, {"capacity": 100}, "empty (was 1)"),
        (0, 0, {"dropped": 3, "expired": 2}, "empty, 3 dropped, 2 expired"),
    ],
)
def test_what_is_said_where_there_is_room(
    waiting: int, before: int, fields: dict[str, int], shown: str
) -> None:
    assert words(40, before, waiting, **fields) == shown


def test_the_cells_that_a_queue_needs() -> None:
    few = Channel("c", "s", queue=(1,), capacity=100)
    assert (queue_bar.longest(few), queue_bar.shortest(few)) == (len("1 of 100 (was 2)"), 1)
    lost = Channel("c", "s", queue=(1,), capacity=100, dropped=1234, expired=5678)
    both = len("1234 dropped, 5678 expired")
    assert (queue_bar.longest(lost), queue_bar.shortest(lost)) == (both, both)
