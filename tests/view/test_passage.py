"""The smallest pictures between two steps."""

from __future__ import annotations

from typing import Any

from tests.view.every import picture
from tests.view.lessons import scene
from tests.view.tape import CHAT, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import passage
from tutor.view.table import ROWS


def between(tape: Tape, since: int, step: int, **look: Any) -> list[str]:
    timeline = tape.moment().timeline
    return [drawn(one) for one in passage.between(timeline, since, step, width=80, **look)]


def test_a_join_shows_its_arrow_and_the_group() -> None:
    tape = three_tabs()
    step = upto(tape, "group.joined", 2)
    flow, groups = between(tape, step - 1, step)
    assert "group_add" in flow
    assert "joined now" in groups


def test_what_changes_no_group_shows_no_group() -> None:
    tape = three_tabs()
    step = upto(tape, "db.started")
    assert len(between(tape, step - 1, step)) == 1


def test_nothing_happens_in_no_time() -> None:
    assert between(three_tabs(), 9, 9) == []


def test_a_fact_without_a_row_shows_nothing() -> None:
    tape = three_tabs()
    step = upto(tape, "handler.finished")
    assert between(tape, step - 1, step) == []


def test_a_row_that_looks_as_before_is_not_shown_again() -> None:
    tape = three_tabs()
    step = upto(tape, "handler.started", 2)
    assert between(tape, step - 1, step) == []


def test_a_long_passage_is_cut_and_counted() -> None:
    tape = Tape()
    for number in range(40):
        tape.add(e.SceneNoted, process="tutor", text=f"{number}{'abcdefgh'[number % 8]}" * 3)
    note, _ = between(tape, 0, 40)
    assert note == "(16 earlier rows left out here)"


def test_a_passage_can_be_sentences() -> None:
    tape = three_tabs()
    step = upto(tape, "group.sent")
    assert between(tape, step - 1, step, sentences=True) == [
        "   73.7 ms  #1 to layer: group_send chat.message"
    ]


def close_up(tape: Tape, step: int) -> list[str]:
    read = {CHAT: "code()\n" * 80}.get
    return [drawn(one) for one in passage.close_up(tape.moment(step), width=80, read=read)]


def test_a_scope_gets_its_own_picture() -> None:
    tape = three_tabs()
    assert "━ A server 1 ━" in close_up(tape, upto(tape, "scope.entered"))[0]


def test_a_look_into_the_broker_gets_its_own_picture() -> None:
    tape = Tape()
    tape.add(e.BrokerRead, process="broker", key="asgi:x")
    assert "asgi:x" in close_up(tape, 1)[0]


def test_a_wait_for_a_thread_gets_its_own_picture() -> None:
    tape = Tape()
    tape.add(e.ThreadEntered, name="resize", thread="asyncio_0", waited=3.0)
    [picture] = passage.close_up(tape.moment(), width=80)
    assert "3.0 waiting" in drawn(picture, width=80)


def test_a_handler_that_changed_its_consumer_is_shown_with_the_consumer() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    tape.add(e.HandlerFinished, conn=1, instance=1, state={"pages": "1"})
    assert "self.pages" in close_up(tape, tape.last)[0]


def test_a_line_of_the_project_is_shown() -> None:
    tape = three_tabs()
    assert "▶ 60  code()" in close_up(tape, upto(tape, "group.sent"))[0]


def test_other_facts_have_no_picture_of_their_own() -> None:
    tape = three_tabs()
    assert close_up(tape, upto(tape, "channel.sent")) + close_up(tape, 0) == []


def test_one_step_can_be_seen_whole() -> None:
    tape = three_tabs()
    shown = [drawn(one) for one in passage.whole(tape.moment(), width=80)]
    assert shown == [picture(v.name, tape.moment(), width=80) for v in ROWS if v.in_step]


def test_a_scene_is_announced_with_what_its_recording_holds() -> None:
    timeline = three_tabs().moment().timeline
    assert passage.title(scene(), timeline).endswith(
        "86 facts in 0.1 s; 0 ms is when john · tab 1 connects."
    )


def test_an_empty_recording_is_announced_too() -> None:
    said = passage.title(scene(title=""), Tape().moment().timeline)
    assert said == "Scene three_tabs: three_tabs. 0 facts in 0.0 s."


def test_a_step_is_announced_with_its_fact() -> None:
    tape = three_tabs()
    said = [passage.position(tape.moment(step)) for step in (0, upto(tape, "group.joined"))]
    assert said == [
        "Step 0 of 86: nothing has happened yet",
        "Step 16 of 86: …!gNYZ joins group user_john-at-example.com",
    ]
