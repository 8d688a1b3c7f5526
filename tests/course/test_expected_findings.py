"""`findings.toml` is read whole, or a sentence says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.expected_findings import FILE, Fault, read_expected
from tutor.errors import TutorError

GOOD = """
[recordings]
"7/alone" = "no-layer never-left"
[exercises]
"7/closes" = "no-handler"
[[fault]]
title = "no layer"
rule = "no-layer"
seen = "7/alone"
"""


def test_names_rules_and_faults(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(GOOD)
    told = read_expected(tmp_path)
    assert told.recordings == {"7/alone": "no-layer never-left"}
    assert told.exercises == {"7/closes": "no-handler"}
    assert told.fault == (Fault(title="no layer", rule="no-layer", seen="7/alone"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read: No such file"),
        ("x = ", "is not TOML"),
        (GOOD + 'nix = "x"', "is not as expected: Object contains unknown field `nix`"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(text: str | None, said: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text)
    with pytest.raises(TutorError, match=said):
        read_expected(tmp_path)
