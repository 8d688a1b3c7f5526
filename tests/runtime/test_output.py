"""What a server prints, as facts."""

from __future__ import annotations

import asyncio

import pytest

from tutor.runtime.facts import Facts
from tutor.runtime.output import Output


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("/opt/py/lib/python3.11/wsgiref/handlers.py:183: Oh", "wsgiref/handlers.py:183: Oh"),
        ('  File "/a b/lib/python3.13/site-packages/x.py", line 3', '  File "x.py", line 3'),
        ("no such file: /etc/lib.conf", "no such file: /etc/lib.conf"),
    ],
)
def test_where_python_lives_on_this_machine_is_left_out(printed: str, told: str) -> None:
    async def taken() -> Facts:
        facts = Facts()
        output = Output(facts, "server 1")
        output.take("stderr", printed)
        output.flush()
        return facts

    ((_, record),) = asyncio.run(taken()).records
    assert record[7] == told
