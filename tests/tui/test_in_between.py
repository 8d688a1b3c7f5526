"""A command between two screens."""

from __future__ import annotations

import pytest

from tutor.tui.in_between import PAGER, run_between

Patch = pytest.MonkeyPatch


@pytest.mark.parametrize(
    ("code", "said"),
    [(0, ""), (130, ""), (3, "`tutor quiz --card x` ended with exit code 3.")],
)
def test_what_went_wrong_is_said_and_ctrl_c_is_nothing_wrong(
    monkeypatch: Patch, code: int, said: str
) -> None:
    ran: list[tuple[str, ...]] = []

    def run(*words: str) -> int:
        ran.append(words)
        return code

    monkeypatch.setattr("tutor.runtime.processes.child_tutor.run_tutor", run)
    assert (run_between("quiz --card x"), ran) == (said, [("quiz", "--card", "x")])


@pytest.mark.parametrize(
    ("command", "asked"),
    [("why no-handler", [PAGER]), ("check --claim C01", [PAGER]), ("quiz", [])],
)
def test_what_prints_is_read_before_the_screen_comes_back(
    monkeypatch: Patch, command: str, asked: list[str]
) -> None:
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        raise EOFError

    monkeypatch.setattr("tutor.runtime.processes.child_tutor.run_tutor", lambda *_: 0)
    monkeypatch.setattr("tutor.gate.ask", ask)
    run_between(command)
    assert prompts == asked
