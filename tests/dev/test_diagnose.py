"""`tutor dev diagnose`: findings as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.dev.diagnose import main
from tutor.errors import Exit
from tutor.runtime import paths

TRACES = paths.lessons_folder() / "07_channel_layers_and_groups" / "traces"


def test_a_finding_is_a_sentence_with_its_place_its_remedy_and_a_scene(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main([str(TRACES / "two_servers_memory.jsonl")])
    assert (code, capsys.readouterr().out.splitlines()) == (
        Exit.FAILED,
        [
            "memory-layer (step 71): server 1 sent chat.message to user_john-at-example.com, and "
            "the members in server 2 got no copy: the in-memory layer ends at its process.",
            "    at demo_project/chat/base.py:167 handle_message",
            "    Use a Redis layer (channels_redis) as soon as there is a second process.",
            "    see `tutor lesson 7 --scene two_servers_memory`",
        ],
    )


def test_how_often_is_told_and_what_is_not_known_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main([str(TRACES / "at_most_once.jsonl")])
    said = capsys.readouterr().out
    assert ("149 times" in said, "    at \n" in said) == (True, False)


def test_a_healthy_run_has_no_finding_and_notes_on_demand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(TRACES.parent.parent / "10_patterns/traces/heartbeats.jsonl")
    assert (main([file]), capsys.readouterr().out) == (Exit.OK, "Nothing was found.\n")
    assert main([file, "--notes"]) == Exit.FAILED


def test_a_file_that_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == Exit.UNAVAILABLE
    assert "cannot be read" in capsys.readouterr().err
