"""Two runs of a scene: what makes them the same, and what makes them differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tutor.core.events import (
    FACTS,
    SCHEMA_MINOR,
    AppSent,
    ChannelCreated,
    ClientClosed,
    ClientReceived,
    ClientSent,
    DbTransaction,
    Event,
    Fact,
    GroupSent,
    HandlerFailed,
    LogWritten,
    LoopStalled,
    SceneStarted,
    ServerStarted,
)
from tutor.dev.compare import differences, minor_of, races


def received(seq: int, text: str, cause: int | None = None) -> ClientReceived:
    return ClientReceived(seq=seq, at=seq, process="tutor", name="ann", text=text, cause=cause)


def sent(seq: int, text: str = "Hello") -> AppSent:
    return AppSent(seq=seq, at=seq, process="server 1", type="websocket.send", text=text)


def test_neither_order_nor_time_counts() -> None:
    one: list[Event] = [sent(1), received(2, "a", 1), received(3, "b", 1)]
    other: list[Event] = [sent(1), received(2, "b", 1), received(3, "a", 1)]
    assert differences(one, other) == []


def test_how_often_counts() -> None:
    assert differences([received(1, "a")], [received(1, "a"), received(2, "a")]) == [
        "client.received name=ann text=a on tutor: 1 in the recording, 2 now"
    ]


def test_which_thread_of_a_pool_it_was_does_not_count() -> None:
    one = [received(1, "asyncio_0"), received(2, "ThreadPoolExecutor-0_0")]
    other = [received(1, "asyncio_12"), received(2, "ThreadPoolExecutor-3_1")]
    assert differences(one, other) == []
    assert differences(one, [*other[:1], received(2, "asyncio_1")]) != []


def test_what_brought_it_about_counts() -> None:
    told = differences([sent(1), received(2, "a", 1)], [sent(1), received(2, "a")])
    assert told == [
        "client.received name=ann text=a on tutor: 0 in the recording, 1 now",
        "client.received name=ann text=a on tutor, brought about by app.sent:"
        " 1 in the recording, 0 now",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ServerStarted(seq=1, at=0, process="server 1", pid=1, address="127.0.0.1:1", app="x"),
            ServerStarted(seq=1, at=9, process="server 1", pid=2, address="127.0.0.1:2", app="x"),
        ),
        (
            ChannelCreated(seq=1, at=0, process="s", channel="specific..inmemory!abc"),
            ChannelCreated(seq=1, at=0, process="s", channel="specific..inmemory!xyz"),
        ),
        *(
            (received(1, one), received(1, other))
            for one, other in (
                ("I am specific..inmemory!ZryB", "I am specific..inmemory!PBOx"),
                ("specific.0123456789abcdef!fedc", "specific.fedcba9876543210!0123"),
                ("asgispecific.ab12cd34ef567890", "asgispecific.1122aa3344bb5566"),
                ("at 2026-11-22T21:50:00.335699+00:00", "at 2027-01-01T00:00:01.1+00:00"),
                ("on 2026-11-25 at last", "on 2027-01-01 at last"),
                ("'sent_at': '2026-11-25…", "'sent_at': '2027-12-31…"),
                ("'sent_at': '2026-11…", "'sent_at': '2026-12…"),
                ("'sent_at': '2026-11-25T2…", "'sent_at': '2026-11-26T0…"),
                ("<object at 0x7f1a2b>", "<object at 0x7fffff>"),
                ("took 12.5 ms on 41233", "took 1.75 ms on 51000"),
                ("at datetime.datetime(2026, 1, 2, tzinfo=timezone(x))", "at datetime.datetime(1)"),
            )
        ),
    ],
)
def test_what_no_second_run_repeats_does_not_count(one: Event, other: Event) -> None:
    assert differences([one], [other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (received(1, "3 of 4"), received(1, "2 of 4")),
        (received(1, "decade"), received(1, "facade")),
        (
            ClientClosed(seq=1, at=0, process="tutor", name="ann", code=1006),
            ClientClosed(seq=1, at=0, process="tutor", name="ann", code=1011),
        ),
        (
            HandlerFailed(seq=1, at=0, process="server 1", name="f", error="KeyError: 'type'"),
            HandlerFailed(seq=1, at=0, process="server 1", name="f", error="KeyError: 'text'"),
        ),
        (
            GroupSent(seq=1, at=0, process="server 1", group="a"),
            GroupSent(seq=1, at=0, process="server 1", group="b"),
        ),
        (
            ClientSent(seq=1, at=0, process="tutor", name="ann"),
            ClientSent(seq=1, at=0, process="tutor", name="ben"),
        ),
        (sent(1), AppSent(seq=1, at=1, process="server 2", type="websocket.send", text="Hello")),
    ],
)
def test_what_it_is_about_counts(one: Event, other: Event) -> None:
    assert len(differences([one], [other])) == 2


def test_a_slow_moment_does_not_count() -> None:
    moments = [
        LoopStalled(seq=1, at=0, process="server 1", ms=30.0),
        LogWritten(seq=2, at=0, process="server 1", text="slow"),
    ]
    assert differences([], moments) == []


# ── versions ────────────────────────────────────────────────────────────────────────────────


class Weighed(Event, tag="frame.weighed", frozen=True, kw_only=True):
    """A kind of version 1.1; `twice` came with 1.2."""

    kind = "frame.weighed"
    grams: int = 0
    twice: bool = False


class Sent(AppSent, tag="app.sent", frozen=True, kw_only=True):
    """`app.sent` with a field that came with 1.1."""

    urgent: bool = False


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table to which two versions have added a kind and fields."""
    weighed = Fact(
        struct=Weighed,
        line=str,
        compared=("grams", "twice"),
        view="events",
        since=1,
        newer={"twice": 2},
    )
    compared = (*(FACTS["app.sent"].compared or ()), "urgent")
    sent = replace(FACTS["app.sent"], struct=Sent, compared=compared, newer={"urgent": 1})
    monkeypatch.setitem(FACTS, "frame.weighed", weighed)
    monkeypatch.setitem(FACTS, "app.sent", sent)


def old_run(minor: int = 0) -> list[Event]:
    """As version 1.0 has recorded it: an answer and its arrival."""
    return [
        SceneStarted(seq=1, at=0, process="tutor", minor=minor),
        Sent(seq=2, at=1, process="server 1", type="websocket.send", text="Hello"),
        received(3, "Hello", 2),
    ]


def new_run(*, grams: int = 5, twice: bool = True, urgent: bool = True) -> list[Event]:
    """The same run as version 1.2 records it: the answer is weighed on its way."""
    return [
        SceneStarted(seq=1, at=0, process="tutor", minor=2),
        Sent(seq=2, at=1, process="server 1", type="websocket.send", text="Hello", urgent=urgent),
        Weighed(seq=3, at=2, process="server 1", grams=grams, twice=twice, cause=2),
        received(4, "Hello", 3),
    ]


def told_all(minor: int, text: str) -> list[Event]:
    """A run of version 1.`minor` in which a group is sent something."""
    return [
        SceneStarted(seq=1, at=0, process="tutor", minor=minor),
        GroupSent(seq=2, at=1, process="server 1", group="g", text=text),
    ]


def test_a_recording_with_shorter_texts_is_compared_as_far_as_they_go() -> None:
    whole, cut = f"{{'text': '{'x' * 300}'}}", f"{{'text': '{'x' * 189}…"
    assert len(cut) == 200
    assert differences(told_all(0, cut), told_all(1, whole)) == []
    assert differences(told_all(0, cut), told_all(1, whole.replace("t", "T"))) != []
    assert differences(told_all(1, whole), told_all(1, whole[:-3])) != []
    assert differences(told_all(1, cut), told_all(1, whole)) != []


@pytest.mark.usefixtures("newer")
def test_a_kind_and_a_field_that_are_newer_than_a_recording_make_no_difference() -> None:
    assert differences(old_run(), new_run()) == []


@pytest.mark.usefixtures("newer")
def test_they_count_for_a_recording_that_has_them() -> None:
    [*_, weighed_now] = told = differences(new_run(), new_run(grams=6, urgent=False))
    assert (len(told), weighed_now.partition(" on ")[0]) == (4, "frame.weighed grams=6 twice=True")


@pytest.mark.usefixtures("newer")
def test_each_field_counts_from_its_own_version_on() -> None:
    events = new_run()
    first = [SceneStarted(seq=1, at=0, process="tutor", minor=1), *events[1:]]
    assert differences(first, new_run(twice=False)) == []
    assert len(differences(events, new_run(twice=False))) == 2


@pytest.mark.usefixtures("newer")
def test_what_an_older_version_had_counts_all_the_same() -> None:
    changed = [*new_run()[:3], received(4, "Goodbye", 3)]
    assert len(differences(old_run(), changed)) == 2


@pytest.mark.parametrize(("minor", "told"), [(1, 0), (2, 1)])
def test_a_kind_that_is_told_of_more_makes_no_recording_stale(minor: int, told: int) -> None:
    started: Event = SceneStarted(seq=1, at=0, process="tutor", minor=minor)
    begun = DbTransaction(seq=2, at=2, process="server 1", did="BEGIN")
    in_call = DbTransaction(seq=3, at=3, process="server 1", did="BEGIN", call="save")
    assert len(differences([started, begun], [started, begun, in_call])) == told


def test_a_recording_says_its_version_and_a_part_of_one_is_of_today() -> None:
    assert (minor_of(old_run(7)), minor_of([sent(1)]), minor_of([])) == (
        7,
        SCHEMA_MINOR,
        SCHEMA_MINOR,
    )


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('RACES = {"a", "b"}\n', {"a", "b"}),
        ('"""Text."""\nimport time\nRACES = ("a",)\n', {"a"}),
        ("async def a(stage): ...\n", set()),
        ("RACES = {", set()),
    ],
)
def test_scenes_that_race(tmp_path: Path, script: str, names: set[str]) -> None:
    (tmp_path / "scenes.py").write_text(script, encoding="utf-8")
    assert races(tmp_path) == names


def test_a_lesson_without_a_script_races_nowhere(tmp_path: Path) -> None:
    assert races(tmp_path) == frozenset()
