"""`docs/reference.md` has what the code has: variables, exit codes, commands, options, views."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.read import variables
from tests.docs.reference import PAGE, page
from tutor.errors import Exit

# Variable → what reads it for us; our own code has no word of it.
READ_BY_OTHERS = {
    "COLUMNS": "shutil.get_terminal_size",
    "LINES": "shutil.get_terminal_size",
    "TMPDIR": "tempfile",
    "XDG_CACHE_HOME": "platformdirs",
    "XDG_DATA_HOME": "platformdirs, and the demo site",
}


def _documented() -> set[str]:
    """The variables in the first column of the page's first tables."""
    above, _, _ = PAGE.read_text(encoding="utf-8").partition("## Exit codes")
    rows = re.findall(r"^\|((?: `[A-Z_]+`,?)+) \|", above, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_variable_that_is_read_is_on_the_page() -> None:
    missing = {name: place for name, place in variables().items() if name not in _documented()}
    assert not missing


def test_every_variable_on_the_page_is_read() -> None:
    assert _documented() - variables().keys() - READ_BY_OTHERS.keys() == set()


def test_every_exit_code_is_on_the_page() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(int(code)), code.name) for code in Exit]


def test_every_command_option_and_view_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "write it with: .venv/bin/python -m tests.docs.reference"


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['X_Y']",
        "import os\nos.environ.get('X_Y', '')",
        "import os\nenv = os.environ\nenv.pop('X_Y')",
        "import os\n'X_Y' in os.environ",
        "from os import environ\nenviron['X_Y'] = '1'",
        "import os\nos.getenv('X_Y')",
        "def f():\n    from os import getenv\n    return getenv('X_Y')",
    ],
)
def test_a_variable_is_seen_however_it_is_read(tmp_path: Path, source: str) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text(source)
    assert set(variables(tmp_path, "tutor")) == {"X_Y"}


def test_a_name_of_ours_is_seen_in_a_table_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text("A = ('TUTOR_X', 'MINICOM_Y')\nB = {'GET': 'HTTP_HOST'}")
    assert variables(tmp_path, "tutor") == {"MINICOM_Y": "tutor/a.py:1", "TUTOR_X": "tutor/a.py:1"}
