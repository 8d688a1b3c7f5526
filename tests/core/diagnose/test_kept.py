"""State that is kept in the wrong place."""

from __future__ import annotations

import pytest

from .story import Story, names, the

WRITE = 'UPDATE "django_session" SET "session_data" = %s'


def over(story: Story, conn: int, **kept: object) -> None:
    story.add("consumer.finished", conn=conn, name="Room", **kept)


def test_a_list_of_the_class_that_has_changed_is_worth_a_look() -> None:
    story = Story()
    for conn, name in enumerate(("ann", "ben"), start=1):
        story.connect(conn, name)
    over(story, 1, shared=["notes"])
    over(story, 2, shared=["notes"])
    finding = the(story, "shared-state")
    assert (finding.sentence, finding.place, finding.times) == (
        "Room.notes stands in the class: it is one and the same for all 2 connections of server 1, "
        "and changed while ann was connected.",
        "rooms.py:5 Room",
        2,
    )
    assert names(story) == []


def test_with_one_connection_nothing_is_shared() -> None:
    story = Story()
    story.connect(1, "ann")
    story.connect(2, "ben", process="server 2")
    over(story, 1, shared=["notes"])
    assert names(story, notes=True) == []


@pytest.mark.parametrize(
    ("store", "statement", "said"),
    [
        ("db", "", ["unsaved-session"]),
        ("cached_db", 'SELECT "django_session"', ["unsaved-session"]),
        ("db", 'UPDATE "chat_message"', ["unsaved-session"]),
        ("db", WRITE, []),
        ("cache", "", []),  # whose saving is no statement
        ("", "", []),
    ],
)
def test_a_session_that_a_consumer_changed_and_nothing_saved(
    store: str, statement: str, said: list[str]
) -> None:
    story = Story()
    story.connect(1, "ben")
    story.add("db.finished", conn=1, name="x", sql=[statement] if statement else [])
    story.add("db.finished", conn=2, name="x", sql=[WRITE])
    over(story, 1, session=store)
    assert names(story) == said
    if said:
        finding = the(story, "unsaved-session")
        assert (finding.sentence, finding.place) == (
            "Room changed the session of ben and never saved it: the next connection reads the "
            "old one.",
            "rooms.py:5 Room",
        )


def test_the_session_of_a_page_is_saved_with_its_response() -> None:
    story = Story()
    story.add("http.received", conn=1, path="/note/")
    over(story, 1, session="db")
    assert names(story) == []
