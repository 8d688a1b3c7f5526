"""What is lost without an error."""

from __future__ import annotations

import pytest

from tutor.core.diagnose.losses import _alike

from .story import MS, Story, names, the


def test_the_in_memory_layer_ends_at_its_process() -> None:
    story = Story()
    story.serve("server 2")
    story.connect(1, "ann", groups="lobby")
    story.connect(2, "ben", process="server 2", groups="lobby")
    story.send(1, "lobby", 1)
    finding = the(story, "memory-layer")
    assert finding.sentence == (
        "server 1 sent chat.message to lobby, and the members in server 2 got no copy: "
        "the in-memory layer ends at its process."
    )
    assert (finding.place, finding.scene) == ("rooms.py:14 receive", "7/two_servers_memory")


def test_redis_reaches_all_processes_and_so_does_silence_between_two_projects() -> None:
    story = Story("RedisChannelLayer")
    story.serve("server 2")
    story.connect(1, "ann", groups="lobby")
    story.connect(2, "ben", process="server 2", groups="lobby")
    story.send(1, "lobby", 1, 2)
    other = Story()
    other.serve("server 2", app="another.py:application")
    other.connect(1, "ann", groups="lobby")
    other.connect(2, "ben", process="server 2", groups="lobby")
    other.send(1, "lobby", 1)
    assert (names(story), names(other)) == ([], [])


def test_a_sender_that_joins_after_sending_misses_its_own_message() -> None:
    story = Story()
    story.reach(1, "ann")
    begun = story.begin(1, "websocket_connect")
    sent = story.send(1, "lobby", cause=begun)
    story.join(1, "lobby", cause=begun)
    finding = the(story, "joined-too-late")
    assert (finding.seq, finding.sentence) == (
        sent,
        "ann gets no copy of its own chat.message: it joined lobby only after the group_send.",
    )
    assert names(story, notes=True) == ["joined-too-late"]


def test_who_joins_in_another_handler_was_not_meant() -> None:
    story = Story()
    story.reach(1, "ann")
    story.send(1, "lobby", cause=story.begin(1, "websocket_connect"))
    story.join(1, "lobby", cause=story.begin(1, "websocket_receive"))
    assert names(story) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("lobby", "chat_lobby", True),
        ("chat_lobby", "lobby", True),
        ("Lobby", "lobby", True),
        ("user-ann", "user_ann", True),
        ("lobby", "lobbby", True),
        ("lobby", "loby", True),
        ("lobby", "lobyb", True),
        ("room_1", "room_2", False),
        ("room_1", "room_11", False),
        ("room_a", "room_b", False),
        ("presence_of_staff", "presence_of_users", False),
        ("conversation_ann", "conversation_ben", False),
    ],
)
def test_names_that_are_meant_to_be_one(one: str, other: str, alike: bool) -> None:
    assert _alike(one, other) is alike


def test_a_group_without_members_whose_neighbour_has_some() -> None:
    story = Story()
    story.connect(1, "ben", groups="chat_lobby")
    story.send(1, "lobby")
    assert the(story, "other-group").sentence == (
        'No copy of chat.message was made: the group "lobby" has no member; "chat_lobby" has.'
    )
    assert names(story, notes=True) == ["other-group"]


def test_a_group_without_members_is_only_noted() -> None:
    story = Story()
    story.connect(1, "ben", groups="kitchen")
    story.send(1, "lobby")
    assert names(story) == []
    assert the(story, "nobody-joined").sentence == (
        'No copy of chat.message was made: the group "lobby" had no member then; '
        'there were members in "kitchen".'
    )


def test_nobody_is_anywhere() -> None:
    story = Story()
    story.send(None, "lobby")
    assert the(story, "nobody-joined").sentence.endswith('"lobby" had no member then.')


def test_groups_without_members_that_one_line_sends_to_are_one_finding() -> None:
    story = Story()
    for group in ("user_1", "user_2", "user_3", "user_1"):
        story.send(None, group)
    finding = the(story, "nobody-joined")
    assert (finding.times, finding.sentence) == (
        4,
        'No copy of chat.message was made: the group "user_1" had no member then, '
        "nor had 2 others.",
    )


def test_who_says_goodbye_as_the_last_one_is_heard_by_nobody() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.add("app.received", conn=1, type="websocket.disconnect", code=1000)
    begun = story.begin(1, "websocket_disconnect", where="rooms.py:18 disconnect")
    story.leave(1, "lobby", cause=begun)
    story.send(1, "lobby", cause=begun)
    assert names(story, notes=True) == []


def test_a_group_that_was_left_by_a_consumer_that_stays_is_told() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive")
    story.leave(1, "lobby", cause=begun)
    story.send(1, "lobby", cause=begun)
    assert names(story, notes=True) == ["nobody-joined"]


# ── members that stay


def test_a_consumer_that_crashed_is_a_ghost_and_copies_go_to_it() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.over(1, "ZeroDivisionError")
    story.send(None, "lobby", 1)
    assert the(story, "ghost").sentence == (
        "Room of ben died without disconnect(), and its channel is still in lobby; "
        "1 copy went to it since."
    )


def test_a_class_without_disconnect_leaves_its_channel_behind() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.gone(1, disconnect="")
    story.send(None, "lobby", 1)
    story.send(None, "lobby", 1)
    finding = the(story, "never-left")
    assert (finding.sentence, finding.place) == (
        "ben is gone, and its channel is still in lobby: Room has no disconnect(); "
        "2 copies went to it since.",
        "rooms.py:5 Room",
    )


def test_a_disconnect_that_does_not_leave() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.gone(1)
    assert the(story, "never-left").place == "rooms.py:18 disconnect"


def test_a_disconnect_that_failed() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.gone(1, error="AttributeError: 'Room' object has no attribute 'room'")
    assert "Room.disconnect() failed" in the(story, "never-left").sentence


def test_an_overridden_websocket_disconnect_is_called_so() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    where = "rooms.py:19 websocket_disconnect"
    story.gone(1, error="CancelledError", disconnect=where)
    finding = the(story, "never-left")
    assert "Room.websocket_disconnect() overrides the one that calls disc" in finding.sentence
    assert finding.place == where


def test_who_was_cancelled_after_disconnect_had_returned_did_not_fail_in_it() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.add("app.received", conn=1, type="websocket.disconnect")
    begun = story.begin(1, "websocket_disconnect", where="rooms.py:18 disconnect")
    story.add("handler.finished", conn=1, name="websocket_disconnect", cause=begun)
    story.over(1, "CancelledError")
    assert "Room.disconnect() does not leave" in the(story, "never-left").sentence


def test_a_disconnect_that_leaves_one_group_of_two() -> None:
    story = Story()
    story.connect(1, "ben", groups="hall cellar")
    story.add("app.received", conn=1, type="websocket.disconnect")
    begun = story.begin(1, "websocket_disconnect", where="rooms.py:18 disconnect")
    story.leave(1, "cellar", cause=begun)
    story.over(1)
    assert the(story, "never-left").sentence == (
        "ben is gone, and its channel is still in hall: Room.disconnect() leaves only cellar."
    )


def test_a_disconnect_that_leaves_another_group() -> None:
    story = Story()
    story.connect(1, "ben", groups="chat_lobby")
    story.add("app.received", conn=1, type="websocket.disconnect")
    begun = story.begin(1, "websocket_disconnect", where="rooms.py:18 disconnect")
    story.leave(1, "lobby", cause=begun)
    story.over(1)
    finding = the(story, "never-left")
    assert 'it left "lobby", in which it never was' in finding.sentence
    assert finding.place == "rooms.py:20 leave"
    assert names(story) == ["never-left"]


def test_who_leaves_stays_nowhere() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.add("app.received", conn=1, type="websocket.disconnect")
    story.leave(1, "lobby", cause=story.begin(1, "websocket_disconnect"))
    story.over(1)
    story.connect(2, "ann", groups="lobby")
    story.over(2)
    story.leave(2, "lobby")
    assert names(story) == []


def test_who_ends_with_its_server_is_no_ghost() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.over(1, "CancelledError")
    story.over(2)
    assert names(story) == []


def test_switching_rooms_under_the_wrong_name() -> None:
    story = Story()
    story.connect(1, "ben", groups="kitchen")
    story.leave(1, "lobby", cause=story.begin(1, "websocket_receive"))
    assert the(story, "left-other-group").sentence == (
        'ben leaves "lobby", in which it never was; it joined kitchen.'
    )


# ── copies


def test_copies_that_were_dropped_are_one_finding() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.begin(1, "slow")
    sent = story.send(1, "lobby")
    for _ in range(3):
        story.add(
            "channel.dropped", cause=sent, group="lobby", type="tick", channel=story.channel(1)
        )
    finding = the(story, "dropped")
    assert (finding.sentence, finding.times) == (
        "A copy of tick for ben was dropped while Room.slow ran: the queue was full.",
        3,
    )


def test_a_drop_of_a_channel_that_redis_does_not_name() -> None:
    story = Story("RedisChannelLayer")
    story.add("channel.created", channel="c", conn=1, capacity=10)
    story.add("channel.dropped", type="tick", group="lobby")
    story.add("channel.dropped", type="tick", channel="c")
    assert names(story) == ["dropped", "dropped"]


def test_a_copy_that_has_expired() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    sent = story.send(1, "lobby", 1)
    story.add("channel.expired", cause=sent, channel=story.channel(1))
    story.over(1, at=9_000 * MS)
    assert the(story, "expired").sentence.startswith("A copy for ben has expired")
    assert "never-taken" not in names(story)


def test_a_copy_that_waits_until_its_consumer_is_over() -> None:
    story = Story()
    story.connect(1, "ben")
    story.connect(2, "ann")
    story.send(None, "lobby", 1, 2)
    story.over(1, at=3_000 * MS)
    story.over(2)
    assert the(story, "never-taken").sentence == (
        "ben never took its copy of chat.message: Room was busy until it ended."
    )


def test_a_channel_that_no_consumer_reads() -> None:
    story = Story()
    story.connect(1, "ben")
    taken = story.add("channel.sent", channel="thumbnails", type="make")
    story.add("channel.delivered", channel="thumbnails", cause=taken)
    story.add("channel.sent", channel="tumbnails", type="make")
    assert the(story, "no-reader").sentence == (
        'make waits in the channel "tumbnails", which no consumer reads.'
    )
