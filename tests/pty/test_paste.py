"""What is pasted arrives where something is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.screen import Terminal
from tutor.learner.store import Store

pytestmark = pytest.mark.pty


def pasted(text: str) -> str:
    """As a terminal sends it when it is asked to say so."""
    return f"\x1b[200~{text}\x1b[201~"


def test_an_answer_is_pasted(tmp_path: Path) -> None:
    with Terminal("quiz", "--card", "layer-type-unset", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("> _")
        terminal.answer(pasted("N\ro\tn\r\ne"))
        terminal.wait("> N o n e_")
        terminal.press("\x15")
        terminal.press(pasted("None"))
        terminal.wait("> None_")
        terminal.press("\r")
        terminal.wait("Right")
        terminal.press(pasted("q"))  # nothing is typed here, and nothing is done
        terminal.press("\x03")
        assert terminal.ends() == 0
    with Store(tmp_path) as store:
        assert [review.answer for review in store.reviews()] == ["None"]


def test_a_step_is_pasted(tmp_path: Path) -> None:
    scene = ("lesson", "7", "--scene", "three_tabs", "--replay")
    with Terminal(*scene, TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Three tabs")
        terminal.press("g")
        terminal.wait("a name or a number")
        terminal.press(pasted("step 42\n"))
        terminal.wait("event 42")
        terminal.press("\r")
        terminal.wait("step 42 of")
        terminal.press("q")
        assert terminal.ends() == 0
    with Store(tmp_path) as store:
        assert [place.step for place in store.positions()] == [42]
