"""The page of an exercise at work: the failure first, nothing wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.making import exercise
from tests.practice.test_tries import FAILS, HOLDS
from tutor.practice.exercise import Exercise, Fact
from tutor.practice.judging import Finding, Judged, Truth
from tutor.practice.stopped import Stopped, too_long
from tutor.practice.telling import GONE, OURS, SOLUTION_COUNTS, UNKNOWN
from tutor.practice.tries import (
    Began,
    Ended,
    Gone,
    Happened,
    Hinted,
    Saved,
    Tries,
    after,
)
from tutor.view.practice_page import Desk, heading, keys, refuting, render, track
from tutor.view.text import pen

LONG = "Ann says Hello, and both tabs are cut off: hers, and Ben's. " * 9
INK = pen(ascii=False)
STARTER = "".join(f"line {number}\n" for number in range(30))


def desk(*events: Happened, own: Exercise | None = None, **more: Any) -> Desk:
    state = Tries(exercise=own or exercise(), starter=STARTER, solution=f"{STARTER}good\n")
    for event in events:
        state = after(state, event)
    return Desk(tries=state, place="~/echo/app.py", **more)


def ran(text: str, judged: Judged | None = FAILS, stopped: Stopped | None = None) -> list[Happened]:
    return [Saved(text), Began(), Ended(judged=judged, stopped=stopped, seconds=0.5)]


MENDED = ran(f"{STARTER}good\n", HOLDS)
RAISED = Stopped(
    how="raised",
    sentence="app.py cannot be loaded: SyntaxError: x.",
    trace=('File "app.py", line 2', "  x = ("),
    remedy="Close it.",
)


def lines(told: Desk, **look: Any) -> list[str]:
    look.setdefault("width", 78)
    return [row.rstrip() for row in render(told, **look).plain.split("\n")]


# ── before, between, after ──────────────────────────────────────────────────────────────────


def test_before_a_run_the_task_is_told_and_what_has_to_be_true() -> None:
    shown = lines(desk(), height=21)
    assert shown[0].startswith("Nothing comes back ───")
    assert shown[1:3] == ["Nothing comes back.", "Mend it in ~/echo/app.py"]
    assert shown[-1] == "· Ann hears Hello"
    assert lines(desk(own=exercise(kind="write")))[2] == "Write it in ~/echo/app.py"


def test_a_run_says_what_is_not_true_then_what_happened_then_the_change() -> None:
    shown = lines(desk(*ran(f"{STARTER}mine\n")), height=21)
    at = [shown.index(row) for row in ("✗ Ann hears Hello   never", "Nothing was sent.")]
    assert at == sorted(at)
    assert shown[-2].startswith("your last change ──")
    assert shown[-1] == "+  31  mine"


def test_the_step_at_which_a_run_is_opened_is_named() -> None:
    judged = Judged(truths=(Truth(says="a", holds=False, saw="b", seq=7),))
    assert any("(n: see it at step 7)" in row for row in lines(desk(*ran("a", judged))))
    assert UNKNOWN in lines(desk(*ran("a", judged)))
    found = Judged(truths=judged.truths, finding=Finding(rule="r", sentence="s", seq=4))
    assert (refuting(judged), refuting(found), refuting(HOLDS)) == (7, 4, 0)


def test_code_that_cannot_be_run_keeps_the_verdict_before_it() -> None:
    shown = lines(desk(*ran("a"), *ran("x = (", None, RAISED)))
    assert "what has to be true (run 1, the last that could be judged)" in " ".join(shown)
    assert shown.index("✗ Ann hears Hello   never") < shown.index('File "app.py", line 2')
    assert "Close it." in shown
    assert any(row.startswith("could not run ──") for row in shown)


def test_after_the_mend_there_is_why_and_ours_beside_it() -> None:
    shown = lines(desk(*MENDED), height=21)
    assert shown[0].startswith("mended ──")
    assert "It was sent nowhere." in shown
    assert any(row.startswith("why it was so ──") for row in shown)
    written = lines(desk(*MENDED, own=exercise(kind="write")))
    assert any(row.startswith("why it is written this way ──") for row in written)
    assert any(row.startswith("your code beside ours") for row in written)
    assert shown[-1] == OURS
    other = lines(desk(*ran(f"{STARTER}other\n", HOLDS)))
    assert other[-3:] == ["-  31  good", "+  31  other", "Lines you put in: 1; ours: 1."]


def test_a_hint_stands_in_the_place_of_the_change() -> None:
    told = desk(*ran("a"), Hinted(), is_hinted=True)
    assert lines(told)[-1] == "What is done with it?"
    told = desk(*ran("a"), Hinted(), Hinted(), Hinted(), is_hinted=True)
    assert "The solution is one step further: s." in " ".join(lines(told))
    assert any(row.startswith("hint 3 of 3 ──") for row in lines(told))


def test_my_changes_the_task_and_ours_have_a_page_of_their_own() -> None:
    mine = [*ran(f"{STARTER}mine\n")]
    assert lines(desk(*mine, leaf="mine"))[1:] == ["+  31  mine"]
    assert lines(desk(*ran(STARTER), leaf="mine"))[1:] == ["The file is the starter."]
    ours = lines(desk(*mine, leaf="ours"))
    assert "+  31  good" in ours
    assert ours[-1] == "It was sent nowhere."
    assert lines(desk(*MENDED, leaf="ours"))[1:] == ["+  31  good"]
    task = lines(desk(*mine, own=exercise(symptom=LONG), leaf="task"), height=21)
    assert len(" ".join(task[1:9]).split()) >= len(LONG.split())


# ── size ────────────────────────────────────────────────────────────────────────────────────


def test_on_a_small_screen_the_task_gives_way_and_says_where_the_rest_is() -> None:
    own = exercise(symptom=LONG * 2)
    [more] = [
        n for n, row in enumerate(lines(desk(*ran("a"), own=own), height=21)) if "… t:" in row
    ]
    assert more > 4  # it takes what the others leave
    assert "… t: all of it" not in lines(desk(*ran("a"), own=own), height=37)
    task = exercise(symptom=LONG + "\n\n- one\n- two")
    assert "… t: all of it" not in lines(desk(own=task), height=21)


MANY = tuple(
    Truth(says=f"Ann's order {n} is answered with the plate of the first", holds=n > 5, saw="{12}")
    for n in range(7)
)
FOUND = Judged(truths=MANY, finding=Finding(rule="r", sentence="It died of this. " * 8, seq=3))


def test_a_task_that_is_cut_does_not_end_with_an_empty_line() -> None:
    own = exercise(symptom="\n\n".join(["word"] * 20))
    shown = lines(desk(*ran("a"), own=own), height=21)
    more = shown.index("… t: all of it")
    assert shown[more - 1] == "word"
    assert "" in shown[:more]


def test_a_new_verdict_is_shown_in_place_of_any_other_page() -> None:
    told = desk(leaf="task", is_hinted=True, said="Hm.")
    same = told.after(desk(Hinted()).tries)
    assert (same.leaf, same.said, same.tries.hints) == ("task", "Hm.", 1)
    new = told.after(desk(*ran("a")).tries)
    assert (new.leaf, new.is_hinted, new.said) == ("work", False, "")


def test_facts_and_what_happened_instead_fit_a_terminal_of_80_by_24() -> None:
    facts = tuple(Fact(says=truth.says, holds="any x") for truth in MANY)
    own = exercise(symptom=LONG, facts=facts)
    shown = lines(desk(*ran(STARTER, FOUND), own=own), height=21)
    assert len(shown) <= 21
    assert f"✗ {MANY[0].says}: {{12}}" in shown
    assert shown[-1].endswith("It died of this.")
    assert shown[0].startswith("Nothing comes back ──")


def test_what_happened_instead_comes_before_facts_that_do_not_fit() -> None:
    shown = lines(desk(*ran("a", FOUND)), width=38, height=13)
    at = [
        next(n for n, row in enumerate(shown) if row.startswith(title))
        for title in ("what happened instead", "what has to be true")
    ]
    assert at == sorted(at)
    assert at[0] == 3  # under the title, one line of the task and the place


def test_a_long_change_gives_way_to_what_happened() -> None:
    shown = lines(desk(*ran("".join(f"mine {n}\n" for n in range(30)))), height=21)
    assert len(shown) <= 21
    assert shown[-1].startswith("… ")
    assert shown[-1].endswith(" more lines")


def test_what_stands_above_stays_where_it_is_from_run_to_run() -> None:
    two = Judged(truths=FAILS.truths, finding=Finding(rule="r", sentence="It died of this. " * 12))
    own = exercise(symptom=LONG)
    shown = [lines(desk(*ran("a", judged), own=own), height=21) for judged in (FAILS, two)]
    places = [
        [next(n for n, row in enumerate(page) if row.startswith(title)) for page in shown]
        for title in ("what has to be true", "what happened instead")
    ]
    assert [len(set(each)) for each in places] == [1, 1]


@pytest.mark.parametrize("width", [12, 40, 58, 78, 118])
@pytest.mark.parametrize("ascii", [False, True])
def test_no_line_is_wider_than_the_screen(width: int, ascii: bool) -> None:
    own = exercise(symptom=LONG, name="a_rather_long_name", facts=(Fact(says=LONG, holds="any x"),))
    judged = Judged(truths=(Truth(says=LONG, holds=False, saw="never; ben is closed", seq=3),))
    events = [*ran("a" * 300, judged), *ran("x", None, RAISED), Hinted()]
    ink = pen(ascii=ascii)
    for told in (
        desk(own=own),
        *(desk(*events, own=own, leaf=leaf) for leaf in ("work", "task", "mine", "ours")),
        desk(*events, own=own, is_hinted=True, asks="x"),
        desk(*MENDED, own=own),
    ):
        shown = render(told, width=width, height=21, ascii=ascii).split("\n")
        bars = [one(told, width=width, pen=ink) for one in (heading, track)]
        assert max(row.cell_len for row in (*shown, *bars)) <= width
        assert not ascii or all(row.plain.isascii() for row in (*shown, *bars))


def test_the_path_is_a_link_where_there_is_one() -> None:
    rows = render(desk(link="file:///x/app.py"), width=78).spans
    assert any("link file:///x/app.py" in str(span.style) for span in rows)


def test_a_place_in_the_learners_file_is_a_link_as_well() -> None:
    finding = Finding(rule="r", sentence="It died.", place="app.py:2")
    judged = Judged(truths=FAILS.truths, finding=finding)
    shown = render(desk(*ran("a", judged), link="file:///x/app.py"), width=78)
    at = shown.plain.index("app.py:2")
    links = [(one.start, one.end) for one in shown.spans if "link" in str(one.style)]
    assert (at, at + len("app.py:2")) in links
    assert all(
        "link" not in str(one.style) for one in render(desk(*ran("a", judged)), width=78).spans
    )


# ── the lines around it ─────────────────────────────────────────────────────────────────────


def test_the_heading_names_the_exercise_and_its_latest_run() -> None:
    told = desk(*ran("a"), number=3, of=9)
    line = heading(told, width=80, pen=INK).plain
    assert line.startswith(" Practice 3 of 9 · echo · lesson 1  ")
    assert line.endswith("run 1 · 0.5 s · 0 of 1 true")
    stopped = desk(*ran("a", None, too_long(10, "")))
    assert heading(stopped, width=80, pen=INK).plain.endswith("· could not run")
    assert heading(told, width=40, pen=INK).plain == " Practice 3 of 9 · echo     0 of 1 true"


def test_the_track_has_the_latest_runs_and_what_is_being_done() -> None:
    assert track(desk(Saved("a"), Began()), width=80, pen=INK).plain == " run 1 …"
    told = desk(*ran("a"), *ran("b", None, too_long(10, "")), *ran("c", HOLDS))
    assert track(told, width=80, pen=INK).plain == (" waiting for a save …   run 1 ✗ · 2 - · 3 ✓")
    assert track(told, width=34, pen=INK).plain == " waiting for a save …   run 3 ✓"


def test_a_question_a_sentence_and_a_file_that_is_gone_come_first() -> None:
    assert track(desk(asks="s"), width=90, pen=INK).plain == f" {SOLUTION_COUNTS}"
    assert track(desk(said="Hm."), width=80, pen=INK).plain == " Hm."
    assert track(desk(Saved("a"), Gone()), width=80, pen=INK).plain == f" {GONE}"


def test_the_keys_are_those_that_are_of_use_here() -> None:
    def named(told: Desk) -> str:
        return " ".join(f"{key}={meaning}" for key, meaning in keys(told))

    assert named(desk()).startswith("h=hint 1/3 o=editor")
    assert named(desk(*ran("a"))).startswith("n=see the run h=hint 1/3")
    assert "s=solution" in named(desk(*ran("a"), Hinted(), Hinted(), Hinted()))
    assert named(desk(*MENDED, following="stalls")).startswith("Enter=next n=see the run s=ours")
    assert "Enter" not in named(desk(*MENDED))
    assert named(desk(leaf="mine")).startswith("Esc=back o=editor")
    assert named(desk(leaf="ours")).startswith("Esc=back ?")
    assert named(desk(asks="x")) == "y=yes n=no"
