"""The line that starts a project in another terminal makes its processes report."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tutor.runtime.fact_intake import Facts
from tutor.runtime.trace_link import TraceLink

WITHIN = 40.0
APP = """
import asyncio, sys
from asgiref.testing import ApplicationCommunicator
async def application(scope, receive, send):
    pass
async def main():
    await ApplicationCommunicator(application, {"type": "websocket", "path": sys.argv[1]}).wait()
asyncio.run(main())
print(sys.path[1:3])
"""


@pytest.mark.parametrize("theirs", ["", "/their own"])
async def test_what_a_shell_starts_with_the_line_is_traced(theirs: str, tmp_path: Path) -> None:
    (tmp_path / "my app.py").write_text(APP)
    facts = Facts()
    async with TraceLink(facts) as link:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", link.line([sys.executable, "my app.py", "/it's here"])),
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", **({"PYTHONPATH": theirs} if theirs else {})},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await asyncio.wait_for(process.communicate(), WITHIN)
        assert await facts.until(lambda: facts.kinds["connection.closed"] == 1, WITHIN)
        await link.guests_are_gone()
    [(_, opened)] = facts.find("connection.opened")
    assert (opened[5], facts.kinds["server.stopped"]) == ("/it's here", 1)
    assert (f"site', '{theirs}']" in said.decode()) == bool(theirs)


async def test_a_process_that_goes_on_is_not_waited_for(tmp_path: Path) -> None:
    facts = Facts()
    code = APP.replace("print(", "import time; time.sleep(600); print(")
    async with TraceLink(facts) as link:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code, "/"), cwd=tmp_path, env=link.environment()
        )
        try:
            assert await facts.until(lambda: facts.kinds["connection.closed"] == 1, WITHIN)
            await asyncio.wait_for(link.guests_are_gone(), WITHIN)
        finally:
            process.kill()
            await process.wait()
    assert facts.kinds["connection.opened"] == 1
