"""What is said of a server process that ends: its exit status is that of any Python."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tutor.probe import why_it_ends


@pytest.mark.parametrize(
    "raised",
    ["SystemExit", "SystemExit(0)", "SystemExit(4)", "SystemExit(-1)", "SystemExit(256 + 7)",
     "SystemExit('why')", "SystemExit(True)", "KeyError(2)"],
)  # fmt: skip
def test_the_exit_status_is_pythons_own(raised: str) -> None:
    ended = subprocess.run([sys.executable, "-c", f"raise {raised}"], capture_output=True)
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - of any type
        exec(f"raise {raised}")
    assert why_it_ends.status(caught.value) == ended.returncode


def test_a_fault_outside_of_the_project_has_no_line_and_no_traceback() -> None:
    error = ValueError("why")
    said = {"failed": "ValueError: why", "where": "", "trace": ["ValueError: why"]}
    assert why_it_ends.told(error, ()) == said


def test_a_fault_has_the_deepest_line_of_the_project(tmp_path: object) -> None:
    code = compile("def f():\n    1 / 0\nf()\n", f"{tmp_path}/a.py", "exec")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(code)
    told = why_it_ends.told(caught.value, [str(tmp_path)])
    assert (told["failed"], told["where"]) == (
        "ZeroDivisionError: division by zero",
        f"{tmp_path}/a.py:2",
    )
    assert [line.strip() for line in told["trace"] if "a.py" in line] == [
        'File "a.py", line 3, in <module>', 'File "a.py", line 2, in f',
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_as_python_has_its_line(tmp_path: object) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile("x = (\n", f"{tmp_path}/a.py", "exec")
    told = why_it_ends.told(caught.value, [str(tmp_path)])
    assert (told["failed"], told["where"]) == (
        "SyntaxError: '(' was never closed",
        f"{tmp_path}/a.py:1",
    )
    assert 'File "a.py", line 1' in told["trace"][0]
