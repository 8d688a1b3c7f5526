"""What is told before it is committed."""

from __future__ import annotations

import pytest

from .story import Story, names, the


def test_a_group_send_before_its_commit() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive")
    for sent_first in (True, False):
        story.add("db.transaction", conn=1, cause=begun, did="BEGIN")
        if sent_first:
            story.send(1, "kitchen", 1, cause=begun)
        story.add("db.transaction", conn=1, cause=begun, did="COMMIT")
    story.send(1, "kitchen", 1, cause=begun)
    finding = the(story, "before-commit")
    assert (finding.times, finding.place) == (1, "rooms.py:14 receive")
    assert "inside a transaction, before its COMMIT" in finding.sentence


@pytest.mark.parametrize(
    ("sender", "caused", "said"),
    [
        (1, "handler", ["before-commit"]),
        (1, "another", []),  # another handler of the same connection
        (2, "handler", []),
        (None, "", []),  # nothing is known of who sent it
    ],
)
def test_a_call_that_sends_by_async_to_sync_before_its_commit(
    sender: int | None, caused: str, said: list[str]
) -> None:
    story = Story()
    story.connect(1, "ben")
    story.connect(2, "eve")
    another = story.begin(1, "websocket_connect")
    begun = story.begin(1, "websocket_receive")
    call = story.add("db.started", conn=1, cause=begun, name="save", where="rooms.py:13 save")
    story.add("db.transaction", conn=1, cause=call, did="BEGIN", call="save")
    cause = {"handler": begun, "another": another}.get(caused)
    story.send(sender, "kitchen", 1, cause=cause)
    story.add("db.transaction", conn=1, cause=call, did="COMMIT", call="save")
    story.send(1, "kitchen", 1, cause=begun)
    assert names(story) == said


def looking(*, commit_first: bool = False, sent: bool = True, error: str = "") -> Story:
    """Ben saves a row and tells of it; eve's handler looks it up and fails."""
    story = Story()
    story.connect(1, "ben")
    story.connect(2, "eve")
    begun = story.begin(1, "websocket_receive")
    story.add("db.transaction", conn=1, cause=begun, did="BEGIN")
    copy = story.send(1, "kitchen", 2, cause=begun) + 1
    if commit_first:
        story.add("db.transaction", conn=1, cause=begun, did="COMMIT")
    look = story.begin(
        2, "chat_message", cause=copy if sent else None, where="rooms.py:30 chat_message"
    )
    text = error or "DoesNotExist: Order matching query does not exist."
    where = "rooms.py:31 chat_message"
    story.add("handler.failed", conn=2, cause=look, name="chat_message", error=text, where=where)
    if not commit_first:
        story.add("db.transaction", conn=1, cause=begun, did="COMMIT")
    return story


def test_a_handler_that_looks_for_a_row_before_its_commit() -> None:
    finding = the(looking(), "row-not-there")
    assert (finding.sentence, finding.place) == (
        "Room.chat_message looked for a row before the COMMIT of whoever told it: Order matching "
        "query does not exist.",
        "rooms.py:31 chat_message",
    )
    assert names(looking()) == ["row-not-there", "before-commit"]


@pytest.mark.parametrize(
    "other", [{"commit_first": True}, {"sent": False}, {"error": "KeyError: 'pk'"}]
)
def test_a_row_that_is_missing_for_another_reason(other: dict[str, object]) -> None:
    assert names(looking(**other))[0] == "exception"  # type: ignore[arg-type]
