"""The line in hand."""

from __future__ import annotations

import random
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import CHAT, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import source
from tutor.view.source import Place

CODE = "class A:\n" + "".join(
    f"    async def f{n}(self):\n        await g({n})\n" for n in range(60)
)


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    read = look.pop("read", {CHAT: CODE, "a.py": "x = '\x1b[2J'\n\ty = 'ü'\n"}.get)
    colour = look.pop("colour", False)
    moment = tape.moment(step)
    return drawn(source.render(moment, read=read, width=width, **look), width=width, colour=colour)


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("a/b.py:60 handle", Place("a/b.py", 60, "handle")),
        ("a/b.py:60", Place("a/b.py", 60)),
        ("a/b.py", None),
        ("a/b.py:x y", None),
        (":3 x", None),
        ("", None),
    ],
)
def test_a_place_is_a_path_a_line_and_a_function(where: str, place: Place | None) -> None:
    assert source.parse(where) == place


def test_the_line_is_marked(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "group.sent")) == snapshot


def test_code_has_the_terminals_own_colours(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "group.sent"), height=4, colour=True) == snapshot


def test_a_fact_without_a_place_shows_that_of_its_cause() -> None:
    tape = three_tabs()
    assert "(what led here)" in picture(tape, upto(tape, "channel.sent"))


def test_a_fact_that_nothing_led_to_shows_the_last_line_that_acted() -> None:
    tape = Tape()
    tape.add(e.GroupSent, where="a.py:1 x")
    tape.add(e.SceneNoted, text="and then")
    assert "a.py:1 · x()  (the last line that acted)" in picture(tape)


def test_a_file_that_cannot_be_read_is_named() -> None:
    tape = three_tabs()
    assert "cannot be read" in picture(tape, upto(tape, "group.sent"), read=lambda path: None)


def test_what_a_file_holds_cannot_steer_the_terminal() -> None:
    tape = Tape()
    tape.add(e.GroupSent, where="a.py:9 x")
    assert "x = '\\x1b[2J'" in picture(tape)


def test_a_file_in_ascii() -> None:
    tape = Tape()
    tape.add(e.GroupSent, where="a.py:2 x")
    assert "y = 'u'" in picture(tape, ascii=True)


def test_a_cause_that_points_forward_ends_the_search() -> None:
    tape = Tape()
    tape.add(e.GroupSent, cause=1)
    assert "No line of the project" in picture(tape)


LONG = (
    "def go():\n"
    + "".join(f"    x = {n}\n" for n in range(9))
    + "    self.call("
    + "name, " * 20
    + ")\n"
)


@pytest.mark.parametrize("height", [9, 4, 2])
def test_the_line_in_hand_is_never_cut_and_the_others_make_room(height: int) -> None:
    tape = Tape()
    tape.add(e.GroupSent, where="long.py:11 go")
    shown = picture(tape, width=60, height=height, read={"long.py": LONG}.get).split("\n")
    assert len(shown) == height
    code = " ".join(line.strip() for line in shown if "name," in line)
    assert code.count("name,") == (20 if height > 3 else 7)
    assert height > 3 or shown[-1].endswith("…")
    assert any(line.strip().startswith("▶ 11") for line in shown)


def test_long_lines_around_it_go_on_below_and_none_is_cut() -> None:
    words = " + ".join(f"name_{number}" for number in range(12))
    text = f"a = 1\nb = {words}\nc = 3\nd = {words}\ne = 5\n"
    tape = Tape()
    tape.add(e.GroupSent, where="a.py:3 f")
    lines = picture(tape, read=lambda _: text, width=40, height=20).split("\n")
    assert max(map(len, lines)) <= 40
    assert sum("name_11" in line for line in lines) == 2
    assert not any("…" in line for line in lines)


def test_a_line_without_room_does_not_stand_half() -> None:
    words = " + ".join(f"name_{number}" for number in range(12))
    text = f"a = 1\nb = 2\nc = {words}\n"
    tape = Tape()
    tape.add(e.GroupSent, where="a.py:2 f")
    shown = picture(tape, read=lambda _: text, width=40, height=5)
    assert "a = 1" in shown
    assert "name_0" not in shown


def log(level: str = "ERROR", where: str = "", text: str = "It broke: no") -> Tape:
    tape = Tape()
    told = {"level": level, "text": text, "error": "E: no", "where": where}
    tape.add(e.LogWritten, logger="daphne.server", **told)
    return tape


def test_a_line_of_the_log_stands_above_the_line_that_logged_it() -> None:
    shown = picture(log(where="a.py:2 x"), height=6).split("\n")
    assert shown[:3] == ["server 1 logs · daphne.server · ERROR", "  It broke: no", "  E: no"]
    assert shown[4] == "a.py:2 · x()"


def test_a_line_of_the_log_is_told_where_no_line_of_the_project_led_to_it() -> None:
    assert picture(log(text="The whole: E: no")).split("\n")[1:] == ["  The whole: E: no"]
    assert "It broke" in picture(log(where="gone.py:3"), read={}.get)


def test_a_line_has_to_do_with_a_step_that_it_led_to_or_that_is_of_its_connection() -> None:
    tape = Tape()
    tape.server()
    assert not source.near(tape.moment())
    made = tape.add(e.ConsumerCreated, conn=1, name="A", where=f"{CHAT}:31 A")
    assert source.near(tape.moment())
    tape.add(e.ClientReceived, process="tutor", conn=2, cause=made, name="ben")
    assert source.near(tape.moment())
    tape.add(e.ClientClosed, process="tutor", conn=1, code=1006)
    assert source.near(tape.moment())
    tape.add(e.ClientAsked, process="tutor", conn=3, name="paul", method="GET", path="/")
    assert not source.near(tape.moment())
    tape.add(e.SceneNoted, process="tutor", text="three times nothing")
    assert not source.near(tape.moment())


def test_the_line_that_acted_last_is_the_same_in_whatever_order_steps_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source.picture_names, "RECENT", 6)
    tape, dice = Tape(), random.Random(4)
    for number in range(40):
        where = f"a.py:{number} f" if dice.random() < 0.2 else dice.choice(["", "nowhere"])
        tape.add(e.GroupSent, where=where)
    alone = [source.place(tape.moment(step)) for step in range(41)]
    timeline = Timeline(tape.events)
    for step in [*range(41), *reversed(range(41)), *dice.choices(range(41), k=200)]:
        assert source.place(timeline.moment(step)) == alone[step], step
    assert len(set(alone)) > 5


def test_the_line_that_acted_last_goes_with_what_a_ring_forgets() -> None:
    tape, ring = Tape(), Timeline(keep=10)
    tape.add(e.GroupSent, where="a.py:1 x")
    for _ in range(400):
        tape.add(e.SceneNoted, text="and then")
    for fact in tape.events:
        ring.extend([fact])
        found = source.place(ring.moment(len(ring)))
        assert (found is not None) == (ring.first < 1)
    assert ring.first > 1
