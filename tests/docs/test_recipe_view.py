"""CONTRIBUTING.md, "Add a view": followed to the letter, a view is its module and one row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.recipes import PAGE, Step, copy, follow, run, steps

STEPS = [*steps("Add a view", PAGE.read_text(encoding="utf-8"))]
MODULE, ROW = STEPS[:2]
PYTEST = (".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout to work in, where pytest names every test."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-vv")
    return copy(tmp_path / "copy")


def test_a_view_takes_two_places_and_a_test() -> None:
    places = [step.file for step in STEPS if step.file]
    assert places == ["tutor/view/tally.py", "tutor/view/table.py", "tests/view/test_tally.py"]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_add_a_view(checkout: Path) -> None:
    said = "\n".join(follow(step, checkout) for step in STEPS)
    assert re.search(r"^(▶|>) +\d+ [a-z]+\.[a-z]+$", said, re.MULTILINE), "plain text has it"
    assert "test_a_views_key_turns_to_it[40-(80, 24)-tally] PASSED" in said
    assert "test_a_views_key_turns_to_it[40-(120, 40)-tally] PASSED" in said
    assert "| `a` | tally |" in (checkout / "docs/reference.md").read_text(encoding="utf-8")
    assert "| `tally` |" in (checkout / "docs/architecture.md").read_text(encoding="utf-8")
    assert "scope.entered" in (checkout / "step.svg").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_module_without_its_row_is_missed(checkout: Path) -> None:
    follow(MODULE, checkout)
    with pytest.raises(AssertionError, match=r"FAILED .*test_every_module_that_draws_a_moment"):
        run(checkout, *PYTEST, "tests/view/test_table.py")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_key_that_the_player_uses_is_refused(checkout: Path) -> None:
    follow(MODULE, checkout)
    text = ROW.text.replace('key="a"', 'key="n"')
    follow(Step(text=text, file=ROW.file, below=ROW.below), checkout)
    with pytest.raises(AssertionError, match=r"assert \['n'\]"):
        run(checkout, *PYTEST, "tests/tui/test_views.py", "-k", "two_meanings")
