"""A real browser on a page: there as long as the page loads, and never longer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tutor.errors import SceneFailed, Unavailable
from tutor.runtime.clients import chromium


@pytest_asyncio.fixture
async def asked(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, list[str]]]:
    """A web server that gives one answer to everything: its address, and what it was asked for."""
    lines: list[str] = []
    body: str | None = request.param

    writers: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while line := await reader.readline():
            if line.startswith(b"GET"):
                lines.append(line.decode().split()[1])
            elif line == b"\r\n" and body is not None:
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}"
                writer.write(f"{head}\r\n\r\n{body}".encode())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield f"http://{host}:{port}/page/", lines
    server.close()
    for writer in writers:  # a browser that was killed has not said goodbye to all of them
        writer.transport.abort()
    await asyncio.sleep(0)


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["<script>fetch('/told/')</script>"], indirect=True)
async def test_the_script_of_the_page_runs(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    url, lines = asked
    await chromium.visit(url, tmp_path, within=30)
    assert [line for line in lines if line in ("/page/", "/told/")] == ["/page/", "/told/"]


@pytest.mark.browser
@pytest.mark.parametrize("asked", [None], indirect=True)
async def test_a_page_that_never_loads_ends_the_browser(
    asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    with pytest.raises(SceneFailed, match="expected chromium to have loaded http"):
        await chromium.visit(asked[0], tmp_path, within=2)


async def test_without_chromium_there_is_no_live_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="no chromium on the PATH"):
        await chromium.visit("http://127.0.0.1:9/", tmp_path, within=1)
