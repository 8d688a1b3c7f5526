"""What a server prints, as facts."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from tutor.runtime.fact_intake import Facts
from tutor.runtime.paths import project_root
from tutor.runtime.processes import output
from tutor.runtime.processes.output import Output


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("/opt/py/lib/python3.11/wsgiref/handlers.py:183: Oh", "wsgiref/handlers.py:183: Oh"),
        ('  File "/a b/lib/python3.13/site-packages/x.py", line 3', '  File "x.py", line 3'),
        ("no such file: /etc/lib.conf", "no such file: /etc/lib.conf"),
    ],
)
def test_where_python_lives_on_this_machine_is_left_out(printed: str, told: str) -> None:
    assert _told(printed) == told


@pytest.mark.parametrize("folder", ["/home/Jörg Groß/lib/python3.13/site-packages", "/opt/a b"])
def test_our_own_folders_are_left_out_whatever_they_are_called(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    # pytest puts the folder of the demo project's tests there.
    others = [path for path in sys.path if not Path(path).is_relative_to(project_root())]
    monkeypatch.setattr(sys, "path", ["", folder, *others])
    output._folders.cache_clear()
    told = _told(f"see {folder}/x.py:3 and {project_root()}/demo_project/asgi.py:7")
    output._folders.cache_clear()
    assert told == "see x.py:3 and demo_project/asgi.py:7"


def test_paths_are_as_in_a_checkout_where_the_course_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundled = Path(sys.prefix) / "lib/python3.13/site-packages/tutor/bundled"
    monkeypatch.setattr(output, "project_root", lambda: bundled)
    output._folders.cache_clear()
    told = _told(f'  File "{bundled}/demo_project/asgi.py", line 3')
    output._folders.cache_clear()
    assert told == '  File "demo_project/asgi.py", line 3'


@pytest.mark.parametrize(
    ("printed", "error"),
    [
        ("Traceback (most recent call last):\n  x\nValueError: no", "ValueError: no"),
        ("Listening on 127.0.0.1:8000", ""),
    ],
)
def test_the_error_is_the_last_line_of_a_traceback(printed: str, error: str) -> None:
    assert _record(printed)[8] == error


def _told(printed: str) -> str:
    return str(_record(printed)[7])


def _record(printed: str) -> list[Any]:
    async def taken() -> Facts:
        facts = Facts()
        output = Output(facts, "server 1")
        output.take("stderr", printed)
        output.flush()
        return facts

    ((_, record),) = asyncio.run(taken()).records
    return list(record)
