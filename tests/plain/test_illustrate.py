"""Which pictures a text has at a beat, and that it has none of them twice."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.view.lessons import beat
from tests.view.tape import CHAT, Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.plain.illustrate import MOST, NARROW, Illustrator, lanes


class Text:
    """A text on a recording: what each of its beats shows, at steps that ascend."""

    def __init__(self, tape: Tape, **look: Any) -> None:
        self.draw = Illustrator(Timeline(tape.events), **{"width": 80, **look})
        self.since = 0

    def at(self, step: int, *look: str, mark: str = "") -> list[str]:
        told = replace(beat("x", "y"), look=look, mark=mark)
        shown = [one.plain for one in self.draw.pictures(told, step, self.since)]
        self.since = step
        return shown


READ = {CHAT: "code()\n" * 90}.get


def test_the_picture_is_the_one_that_the_fact_is_about() -> None:
    tape = three_tabs()
    [picture] = Text(tape).at(upto(tape, "group.joined"))
    assert "joined now" in picture
    assert "│" not in picture  # no message flow


def test_a_beat_may_name_two_views() -> None:
    tape = three_tabs()
    first, second = Text(tape).at(upto(tape, "group.joined"), "scope", "instances")
    assert "━ A server 1 ━" in first
    assert "ChatConsumer #1" in second


def test_of_a_message_only_the_new_hops_are_shown() -> None:
    tape, text = three_tabs(), Text(three_tabs())
    [begin] = text.at(upto(tape, "group.sent"))
    [end] = text.at(upto(tape, "client.received"))
    assert "1 on the wire" in begin
    assert "1 on the wire" not in end
    assert "8 on the wire" in end


def test_what_a_beat_points_at_is_marked() -> None:
    tape = three_tabs()
    [picture] = Text(tape).at(upto(tape, "group.sent"), mark="type")
    assert "◂ type" in picture


def test_the_flow_has_its_head_once_and_each_row_once() -> None:
    tape, text = three_tabs(), Text(three_tabs())
    [first] = text.at(upto(tape, "group.sent"), "sequence")
    [second] = text.at(upto(tape, "client.received", 1), "sequence")
    [third] = text.at(upto(tape, "client.received", 3), "sequence")
    assert "layer" in "".join(first.split("\n")[:2])
    assert [one.lstrip(" ▶")[0].isdigit() for one in (first, second, third)] == [False, True, True]
    assert ["group_send" in one for one in (first, second, third)] == [True, False, False]


def test_a_head_that_has_changed_is_printed_again() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", group="")
    tape.connect(2, "ben", group="")
    text = Text(tape)
    [_] = text.at(upto(tape, "client.opened"), "sequence")
    [later] = text.at(upto(tape, "client.opened", 2), "sequence")
    assert "ben" in "".join(later.split("\n")[:2])


def test_a_long_flow_is_cut_to_the_newest_rows() -> None:
    tape = Tape()
    for number in range(2 * MOST):
        tape.add(e.SceneNoted, process="tutor", text=f"{number}{'abcdefgh'[number % 8]}" * 3)
    [picture] = Text(tape).at(tape.last)
    assert len(picture.split("\n")) <= MOST


def test_a_picture_that_looks_as_before_is_not_printed_again() -> None:
    tape, text = three_tabs(), Text(three_tabs())
    step = upto(tape, "channel.sent", 3)
    text.at(step)
    assert len(text.at(step + 1, "groups")) == 1  # "(was 0)" is gone
    assert text.at(step + 1, "groups") == []


def test_only_layers_with_news_are_shown() -> None:
    tape = Tape()
    for process in ("server 1", "server 2"):
        tape.server(process)
        tape.connect(
            int(process[-1]), process, process=process, channel=f"specific.inmemory!{process[-1]}"
        )
    text = Text(tape)
    text.at(upto(tape, "group.joined"))
    [picture] = text.at(upto(tape, "group.joined", 2))
    assert picture.startswith("server 2")


def test_the_line_that_acted_stands_below_once() -> None:
    tape, text = three_tabs(), Text(three_tabs(), read=READ)
    first, second, third = (text.at(upto(tape, "group.joined", nth)) for nth in (1, 2, 3))
    assert first[1] == "consumers.py:48  code()"
    assert len(second) == len(third) == 1


def test_a_line_that_cannot_be_read_is_named_all_the_same() -> None:
    tape = three_tabs()
    assert Text(tape, read={}.get).at(upto(tape, "group.joined"))[1] == "consumers.py:48"


def test_code_that_is_the_picture_is_not_repeated_below() -> None:
    tape = three_tabs()
    [picture] = Text(tape, read=READ).at(upto(tape, "handler.started", 4))
    assert "▶ 60  code()" in picture


def test_without_files_there_is_no_code() -> None:
    tape = three_tabs()
    assert Text(tape).at(upto(tape, "handler.started", 4)) == []


def test_in_words_nothing_is_drawn_or_cut() -> None:
    tape, text = three_tabs(), Text(three_tabs(), words=True)
    [message] = text.at(upto(tape, "client.received"), mark="type")
    assert message.startswith("Message 1: john · tab 1 says Hello.")
    assert message.count("Message 1, hop ") == 8
    [flow] = text.at(upto(tape, "client.closed"), "sequence")
    assert "ms  " in flow


def test_another_message_that_is_followed_is_no_other_head() -> None:
    assert lanes("   ms   ◆12 ann  #1") == lanes("   ms       ann  #1") == "   ms       ann  #1"
    assert lanes("   ms   ◆12 ann  #1") != lanes("   ms   ◆12 ben  #1")


def test_on_a_narrow_terminal_the_code_has_a_line_of_its_own() -> None:
    tape, shown = three_tabs(), {}
    for width in (NARROW - 1, NARROW):
        shown[width] = Text(tape, read=READ, width=width).at(upto(tape, "group.joined"))[1]
    assert shown == {NARROW - 1: "consumers.py:48\n    code()", NARROW: "consumers.py:48  code()"}


def test_in_words_only_news_is_told_of_the_same_subject() -> None:
    tape, text = three_tabs(), Text(three_tabs(), words=True)
    text.at(upto(tape, "scope.entered", 3))
    [later] = text.at(upto(tape, "scope.entered", 4))
    assert later.startswith("The scope of john · tab 1")
    assert "Dict A" not in later
    assert "SessionMiddleware" in later


def test_a_row_whose_message_goes_on_is_not_printed_again() -> None:
    tape, shown = Tape(), []
    tape.server()
    for conn in (1, 2):
        page = {"method": "GET", "path": f"/{conn}/"}
        client = {"process": "tutor", "conn": conn, "name": f"tab {conn}"}
        asked = tape.add(e.ClientAsked, **client, **page)
        got = tape.add(e.HttpReceived, conn=conn, cause=asked, **page)
        tape.add(e.HttpAnswered, conn=conn, cause=got, status=200)
        tape.add(e.ClientAnswered, cause=tape.last, **client, status=200)
        tape.add(e.ClientAnswered, cause=got, **client, status=200)
    text = Text(tape)
    for step in range(2, tape.last + 1):
        shown += [line for one in text.at(step, "sequence") for line in one.split("\n")]
    assert sum("GET /1/" in line for line in shown) == 1
