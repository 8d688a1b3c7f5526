"""What a scene's text says of a recording is noted with its steps."""

from __future__ import annotations

from tests.view import lessons
from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.story.recorded_scene import tell
from tutor.view import acts, clock


def test_nothing_is_known_of_a_recording_without_a_text() -> None:
    assert acts.of(Timeline()) == acts.Acts()


def test_beats_are_noted_with_their_steps() -> None:
    tape = three_tabs()
    beats = (lessons.beat("group.sent", "b"), lessons.beat("client.sent", "a"))
    noted = acts.of(tell(lessons.scene(beats=beats), tape.events).timeline)
    said, sent = upto(tape, "client.sent"), upto(tape, "group.sent")
    assert noted == acts.Acts(beats=(said, sent))
    assert [noted.beat(step) for step in (said - 1, said, sent - 1, sent + 9)] == [
        0,
        said,
        said,
        sent,
    ]


def test_a_round_begins_with_what_led_to_its_beat_behind_the_beat_before() -> None:
    tape = three_tabs()
    beats = (
        lessons.beat("group.joined nth=2", "Two.", round="The second tab"),
        lessons.beat("client.sent", "Now.", round="A message"),
        lessons.beat("group.sent", "It goes on."),
        lessons.beat("client.received nth=3", "There.", round="The last copy"),
    )
    timeline = tell(lessons.scene(beats=beats), tape.events).timeline
    assert acts.of(timeline).rounds == (
        (upto(tape, "client.connecting", 2), "The second tab"),
        (upto(tape, "client.sent"), "A message"),
        (upto(tape, "channel.sent", 3), "The last copy"),
    )


def test_a_round_whose_beat_is_a_line_of_a_log_begins_with_the_clients_act_before_it() -> None:
    tape = three_tabs()
    tape.add(e.ClientSent, name="john · tab 1")
    tape.add(e.LogWritten, text="saved")
    beats = (
        lessons.beat("client.received nth=3", "There."),
        lessons.beat("log.written", "Saved.", round="Once more"),
    )
    timeline = tell(lessons.scene(beats=beats), tape.events).timeline
    assert acts.of(timeline).rounds == ((len(tape.events) - 1, "Once more"),)


def test_a_line_of_a_log_before_all_clients_begins_its_own_round() -> None:
    tape = Tape()
    tape.add(e.LogWritten, text="starting")
    timeline = tell(
        lessons.scene(beats=(lessons.beat("log.written", "Up.", round="The start"),)), tape.events
    ).timeline
    assert acts.of(timeline).rounds == ((1, "The start"),)


def test_the_scene_may_say_what_times_count_from() -> None:
    tape = three_tabs()
    told = tell(lessons.scene(zero="client.sent"), tape.events)
    sent = tape.events[upto(tape, "client.sent") - 1]
    assert clock.zero(told.timeline) == (sent.at, "john · tab 1 sends", sent.seq)
    asked = tell(lessons.scene(zero="group.sent"), tape.events)
    zero = clock.zero(asked.timeline)
    assert zero.words.startswith("group_send to user_john")
    assert clock.counted_from(asked.timeline.moment(zero.step)) == zero.at


def test_a_zero_that_this_run_does_not_have_is_none() -> None:
    tape = three_tabs()
    told = tell(lessons.scene(zero="loop.stalled"), tape.events)
    assert clock.zero(told.timeline).step == upto(tape, "client.connecting")
