"""Groups, members and queues."""

from __future__ import annotations

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import GROUP, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import groups


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(groups.render(tape.moment(step), width=width, **look), width=width)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_copies_wait_in_queues(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "channel.delivered", 1), width) == snapshot


def test_copies_wait_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "channel.sent", 3), ascii=True) == snapshot


@pytest.mark.parametrize("width", [40, 80])
def test_little_room_makes_one_line_of_a_group(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "channel.sent", 2), width, height=3) == snapshot


def test_who_joined_is_marked() -> None:
    tape = three_tabs()
    assert "+ #2 …!cxMg" in picture(tape, upto(tape, "group.joined", 2))


def test_who_left_is_shown_once_more() -> None:
    tape = three_tabs()
    assert "left now" in picture(tape, upto(tape, "group.left"))


@pytest.mark.parametrize(("kind", "mark"), [("group.joined", "+#1"), ("group.left", "-#3")])
def test_one_line_marks_news_too(kind: str, mark: str) -> None:
    tape = three_tabs()
    assert mark in picture(tape, upto(tape, kind), height=2)


@pytest.mark.parametrize(("news", "shown"), [(False, 2), (True, 1)])
def test_of_several_layers_only_those_with_news_can_be_asked_for(news: bool, shown: int) -> None:
    tape = Tape()
    for number in (1, 2):
        tape.server(f"server {number}")
        tape.add(e.ChannelCreated, process=f"server {number}", conn=number, channel=f"c{number}")
        joined = {"group": "room", "channel": f"c{number}"}
        tape.add(e.GroupJoined, process=f"server {number}", conn=number, **joined)
    assert picture(tape, news=news).count("InMemoryChannelLayer") == shown


def redis(size: int = 2) -> Tape:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    tape.server(layer="RedisChannelLayer")
    for conn in range(1, size + 1):
        tape.connect(conn, f"tab {conn}", layers=False, channel=f"specific.a!{conn:04}")
    return tape


@pytest.mark.parametrize("conn", [1, 2])
def test_where_room_is_dear_the_layer_in_focus_comes_first_and_in_full(conn: int) -> None:
    tape = Tape()
    for number in (1, 2):
        tape.server(f"server {number}")
        tape.add(e.ConnectionOpened, process=f"server {number}", conn=number)
        tape.add(e.ChannelCreated, process=f"server {number}", conn=number, channel=f"c{number}")
        joined = {"group": "room", "channel": f"c{number}"}
        tape.add(e.GroupJoined, process=f"server {number}", conn=number, **joined)
    tape.add(e.ClientSent, process="tutor", conn=conn, text="hello")
    shown = picture(tape, height=5).split("\n")
    assert [shown[0][:8], shown[1].strip()] == [f"server {conn}", "room  1 member"]


def test_dead_members_are_clearly_dead() -> None:
    tape = redis()
    tape.add(e.ServerStopped, how="killed")
    assert picture(tape).count("✗ its consumer is gone") == 2


def test_one_line_marks_dead_members_too() -> None:
    tape = redis()
    tape.add(e.ServerStopped, how="killed")
    assert "#1✗ #2✗" in picture(tape, height=2)


def test_one_line_tells_members_of_several_servers_apart() -> None:
    tape = redis(1)
    tape.server("server 2", layer="RedisChannelLayer")
    far = {"process": "server 2", "number": 1, "channel": "specific.b!0001"}
    tape.connect(2, "admin", layers=False, **far)  # type: ignore[arg-type]
    assert "#1·s1 #1·s2" in picture(tape, height=2)


def test_a_dead_broker_is_clearly_dead() -> None:
    tape = redis()
    tape.add(e.ChannelDropped, channel=tape.channel(1))
    tape.add(e.ServerStopped, how="killed")
    tape.add(e.BrokerStopped, process="broker", how="killed")
    assert "broker · redis-server 7.0.15 ✗ killed" in picture(tape)


def test_of_many_members_some_are_shown_and_the_rest_counted() -> None:
    tape = redis(100)
    assert "… 89 more, 0 queued" in picture(tape)


def test_the_member_with_news_is_among_those_shown() -> None:
    tape = redis(100)
    assert "#100" in picture(tape, upto(tape, "group.joined", 100))


@pytest.mark.parametrize("width", [40, 52, 80])
def test_one_line_of_many_members_counts_the_rest(width: int) -> None:
    tape = redis(100)
    for _ in range(150):
        tape.add(e.ChannelDropped, channel=tape.channel(1))
    words = " ".join(picture(tape, width=width, height=4).split())
    assert re.search(r"… \d+ more queued 0 150 dropped$", words)


@pytest.mark.parametrize("width", range(42, 90, 3))
def test_one_line_of_a_dozen_members_stays_one_line_and_counts_those_it_does_not_name(
    width: int,
) -> None:
    _, line = picture(redis(12), width=width, height=2).splitlines()
    rest = re.search(r"… (\d+) more", line)
    assert line.count("#") + int(rest[1] if rest else 0) == 12


def test_drops_are_counted() -> None:
    tape = redis(1)
    tape.add(e.ChannelDropped, channel=tape.channel(1))
    assert "1 dropped" in picture(tape)


def test_a_channel_of_no_group_is_shown_while_it_holds_a_copy() -> None:
    tape = redis(1)
    tape.add(e.GroupLeft, group="user_john-at-example.com", channel=tape.channel(1))
    tape.add(e.ChannelSent, channel=tape.channel(1), type="tick")
    assert picture(tape).split("\n")[0] == "in no group"


def test_who_joins_again_is_marked() -> None:
    tape = three_tabs()
    tape.add(e.GroupJoined, conn=1, group=GROUP, channel=tape.channel(1))
    lines = picture(tape).split("\n")
    assert [line.rstrip().endswith("rejoined") for line in lines if "#" in line] == [
        True,
        False,
    ]
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert "rejoined" not in picture(tape)


def test_a_member_nobody_knows_is_a_question_mark() -> None:
    tape = redis(1)
    tape.add(e.GroupJoined, group="g", channel="specific.z!zzzz")
    assert "?" in picture(tape)


def test_before_the_first_group_there_is_a_sentence() -> None:
    assert "group_add" in picture(Tape())


def dropped() -> Tape:
    tape = three_tabs()
    tape.add(e.ChannelDropped, channel=tape.channel(1), group=GROUP, type="tick")
    return tape


@pytest.mark.parametrize(("width", "height"), [(66, None), (46, None), (66, 3), (46, 3)])
def test_a_drop_is_said_whatever_the_room(width: int, height: int | None) -> None:
    assert "1 dropped" in picture(dropped(), width=width, height=height)


def test_a_group_that_this_step_names_is_whole_on_one_line_too() -> None:
    tape = three_tabs()
    name = "a_group_whose_name_is_longer_than_a_third"
    tape.add(e.GroupJoined, conn=1, group=name, channel=tape.channel(1))
    assert name in picture(tape, width=66, height=3)
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert name not in picture(tape, width=66, height=3)


def test_copies_that_expired_are_counted_on_one_line_too() -> None:
    tape = redis(1)
    tape.add(e.ChannelSent, channel=tape.channel(1), type="tick")
    tape.add(e.ChannelExpired, channel=tape.channel(1))
    assert "empty (was 1), 1 expired" not in picture(tape)
    assert "empty, 1 expired" in picture(tape)
    assert "1 expired" in picture(tape, height=2)
