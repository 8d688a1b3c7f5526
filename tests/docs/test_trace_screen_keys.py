"""The keys of a trace's screen that are its own stand in its document, and no other ones do."""

from __future__ import annotations

import re
from pathlib import Path

from tutor.tui.trace_keys import LIVE_KEYS, TRACE_KEYS

TEXT = (Path(__file__).parents[2] / "docs" / "trace_screen.md").read_text()


def test_the_document_has_the_keys_that_the_screen_has() -> None:
    rows = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| `")]
    told = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}
    own = {key.shown for key in LIVE_KEYS} - {"2", "3"}  # `1` … `4`
    known = {word for key in TRACE_KEYS for word in key.shown.split()}
    assert own <= told
    assert told <= known
