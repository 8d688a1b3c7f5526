"""Whatever a terminal sends is a key, or nothing: never the end of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pty import screen
from tests.pty.screen import Terminal

pytestmark = pytest.mark.pty

SCREENS: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "home": ((), "Channel layers and groups", "?", "your progress"),
    "lesson": (
        ("lesson", "7", "--scene", "three_tabs", "--replay"),
        "step 15 of",
        "?",
        "signs on this screen",
    ),
    "quiz": (("quiz", "--card", "broadcast-way"), "Put them in order", "?", "play the run"),
    "interview": (("interview", "--chapters", "7"), "Enter said it", "zeal", "> zeal_"),
}
NO_KEYS = {
    "a byte that is no text": b"\xff",
    "half a letter": b"\xe9",
    "an old mouse report": b"\x1b[M \xc0@",
    "one beyond column 160": b"\x1b[M \xe9\xa9",
    "one in UTF-8": "\x1b[M \u00c0@".encode(),
    "the terminal's name": b"\x1b[?62;4;22c\x1b[>41;389;0c\x1bP>|XTerm(389)\x1b\\",
    "its colour": b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "a letter of Latin-1 in a paste": b"\x1b[200~\xe9\x1b[201~",
}


@pytest.mark.parametrize("name", SCREENS)
def test_what_is_no_key_does_nothing(name: str, tmp_path: Path) -> None:
    args, word, keys, shown = SCREENS[name]
    with Terminal(*args, TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait(word)
        for data in NO_KEYS.values():
            terminal.type(data)
        terminal.answer(keys)  # read after all of it
        terminal.wait(shown)
        assert word in terminal.text or name != "interview"
        assert terminal.status is None


def typed(shown: str) -> str:
    """What stands on the line that is typed on."""
    (line,) = re.findall(r"> ([^_\n]*)_", shown)
    return str(line)


@pytest.mark.parametrize("data", NO_KEYS.values(), ids=NO_KEYS)
def test_the_next_key_is_a_key(data: bytes, tmp_path: Path) -> None:
    with Terminal("quiz", "--card", "layer-type-unset", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("> _")
        terminal.answer("a")
        terminal.wait("> a_")
        terminal.type(data + b"n")
        assert typed(terminal.wait("> an_")) == "an"


def test_a_latin_1_paste_keeps_what_is_text(tmp_path: Path) -> None:
    with Terminal("quiz", "--card", "layer-type-unset", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("> _")
        terminal.answer("a")
        terminal.wait("> a_")
        terminal.type(b"\x1b[200~caf\xe9 noir\x1b[201~")
        assert typed(terminal.wait("> acaf noir_")) == "acaf noir"


FAULTY = """
from tutor.tui.surface import Surface

def on_resize(self):
    raise ValueError("a wrong turn")

Surface.on_resize = on_resize
from tutor.__main__ import main
main()
"""


@pytest.mark.parametrize("name", SCREENS)
def test_a_fault_is_one_sentence_with_the_place_of_its_log_and_a_status(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "SHELL", screen.SHELL.replace("-m tutor", '-c "$FAULTY"'))
    args, *_ = SCREENS[name]
    places = {"TUTOR_HOME": str(tmp_path), "TUTOR_CACHE": str(tmp_path / "cache")}
    with Terminal(*args, columns=200, FAULTY=FAULTY, **places) as terminal:
        assert terminal.ends() == 1
        log = tmp_path / "cache" / "fault.log"
        said = "tutor: This is a fault of the tutor: ValueError: a wrong turn"
        shown = terminal.wait("Please report what is in")
        assert said in shown
        assert f"Please report what is in {log}." in shown
        assert "Traceback" not in shown
        assert terminal.is_usable()
        assert "in on_resize" in log.read_text()


@pytest.mark.parametrize("how", [("--no-mouse",), ()])
@pytest.mark.parametrize("name", SCREENS)
def test_the_mouse_is_left_to_the_terminal(how: tuple[str, ...], name: str, tmp_path: Path) -> None:
    args, word, *_ = SCREENS[name]
    wish = {} if how else {"TUTOR_NO_MOUSE": "1"}
    with Terminal(*args, *how, TUTOR_HOME=str(tmp_path), **wish) as terminal:
        terminal.wait(word)
        terminal.press("\x03\x03")
        terminal.ends()
        assert b"\x1b[?1000h" not in terminal.raw


def test_a_lesson_from_home_leaves_it_as_well(tmp_path: Path) -> None:
    with Terminal("--no-mouse", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Channel layers and groups")
        terminal.press("7")
        terminal.wait("page 1 of")
        assert b"\x1b[?1000h" not in terminal.raw


def test_a_click_is_a_choice(tmp_path: Path) -> None:
    with Terminal("quiz", "--card", "broadcast-way", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("1) ")

        def clicked() -> str:
            lines = terminal.text.split("\n")
            row = next(n for n, line in enumerate(lines) if "2) " in line)
            column = lines[row].index("2) ")
            at = f"{column + 1};{row + 1}"
            return f"\x1b[<0;{at}M\x1b[<0;{at}m"

        terminal.answer(clicked())
        assert terminal.wait("[1] 2)").count("[1]") == 1
