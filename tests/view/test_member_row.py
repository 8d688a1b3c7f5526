"""One line of groups."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.view import groups
from tutor.view.member_row import places
from tutor.view.who_columns import Columns


def ghost(width: int, name: str = "ann") -> str:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    tape.server(layer="RedisChannelLayer")
    tape.connect(1, name, layers=False, channel="specific.a!wxyz")
    tape.add(e.ChannelSent, channel="specific.a!wxyz", group="g", type="tick")
    tape.add(e.ServerStopped, how="killed")
    return drawn(groups.render(tape.moment(), width=width), width=width)


@pytest.mark.parametrize(
    ("width", "said"),
    [(80, "1 queued ✗ its consumer is gone"), (50, " ✗ gone"), (28, "✗"), (20, "#1")],
)
def test_a_dead_member_says_so_as_long_as_there_is_room(width: int, said: str) -> None:
    assert said in " ".join(ghost(width).split("\n")[2].split())


def test_a_client_of_whom_the_step_speaks_is_whole_below() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "a client whose name has no room at all", layers=False)
    tape.add(e.ClientSent, process="tutor", conn=1, text="hello")
    shown = drawn(groups.render(tape.moment(), width=60), width=60)
    assert "\n      a client whose name has no room at all" in shown


def test_words_get_back_what_is_left() -> None:
    columns = Columns(name=12, label=2, channel=6, words=22, least=9)
    assert [places(columns, width).words for width in (80, 70, 60)] == [22, 22, 13]


@pytest.mark.parametrize("width", [80, 120])
def test_a_far_end_that_reports_nothing_has_the_name_that_lists_give_it(width: int) -> None:
    tape = Tape()
    tape.server()
    for conn, user in ((1, "josephine at the desk"), (2, "")):
        tape.add(e.ConnectionOpened, conn=conn, path="/ws/room/")
        tape.add(e.ScopeEntered, conn=conn, added={"user": f"'{user}'"} if user else {})
        tape.add(e.ConsumerCreated, conn=conn, name="Room", instance=conn)
        tape.add(e.ChannelCreated, conn=conn, channel=f"specific.a!{conn}", backend="InMemory")
        tape.add(e.GroupJoined, conn=conn, group="room", channel=f"specific.a!{conn}")
        tape.add(e.ConnectionAccepted, conn=conn)
    shown = drawn(groups.render(tape.moment(), width=width), width=width)
    assert "josephine at the desk" in shown
    assert "/ws/room/" in shown
    tape.add(e.ConnectionNamed, process="tutor", number=2, name="the tablet by the door")
    shown = drawn(groups.render(tape.moment(), width=width), width=width)
    assert "the tablet by the door" in shown
