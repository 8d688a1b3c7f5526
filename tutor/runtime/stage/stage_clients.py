"""The part of a stage that is about clients: WebSocket clients, raw sockets, HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tutor.core.naming import clause
from tutor.errors import SceneFailed, unknown
from tutor.runtime.clients import chromium
from tutor.runtime.clients.http_client import Answer, Browser
from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_client import Client, Message
from tutor.runtime.clients.websocket_frames import KEY
from tutor.runtime.clients.websocket_frames import handshake as written
from tutor.runtime.processes.server import Server
from tutor.runtime.stage.stage_servers import StageServers

SAME_ORIGIN: Final = "same"
CROWD: Final = "crowd"
AT_A_TIME: Final = 50  # handshakes of a crowd


class StageClients(StageServers):
    """The clients of a scene."""

    async def client(
        self,
        name: str,
        path: str,
        *,
        server: Server | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        origin: str | None = SAME_ORIGIN,
        subprotocols: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        within: float = 10.0,
    ) -> Client:
        """A tab that opens a WebSocket. `user` is logged in; `origin` None sends no Origin."""
        client, opened = await self._dial(
            name, path, server, user, cookies, origin, subprotocols, headers, within
        )
        if not opened:
            how = f"HTTP {client.status}" if client.status else "no HTTP answer"
            raise SceneFailed(f"{name}: expected {path} to open, it was refused with {how}")
        return client

    async def arrive(self, name: str, path: str, **how: Any) -> Client:
        """A tab that opens a WebSocket or is refused: `is_open` says which. `how`: as of `client`.

        For the scene of an exercise, whose code may do either.
        """
        options = {"server": None, "user": "", "cookies": None, "origin": SAME_ORIGIN}
        more = {"subprotocols": (), "headers": None, "within": 10.0}
        client, _ = await self._dial(name, path, **{**options, **more, **how})
        return client

    async def refused(
        self,
        name: str,
        path: str,
        *,
        server: Server | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        origin: str | None = SAME_ORIGIN,
        subprotocols: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        within: float = 10.0,
    ) -> int | None:
        """A tab whose handshake fails; the HTTP status, None: the TCP connection just ended."""
        client, opened = await self._dial(
            name, path, server, user, cookies, origin, subprotocols, headers, within
        )
        if opened:
            raise SceneFailed(f"{name}: expected {path} to be refused, it opened")
        return client.status

    async def _dial(
        self,
        name: str,
        path: str,
        server: Server | None,
        user: str,
        cookies: Mapping[str, str] | None,
        origin: str | None,
        subprotocols: Sequence[str],
        headers: Mapping[str, str] | None,
        within: float,
    ) -> tuple[Client, bool]:
        target = self._server(server)
        jar = {**await self._login(user), **(cookies or {})}
        self._say(f"{name} connects")
        client = Client(
            self.facts, name, path, address=target.address, server=target.name, closing=2.0
        )
        self.clients.append(client)
        opened = await client.open(
            origin=f"http://{target.address}" if origin == SAME_ORIGIN else origin,
            cookies=jar,
            headers=headers or {},
            subprotocols=subprotocols,
            within=within,
        )
        return client, opened

    def tab(self, name: str) -> Client:
        """The latest tab of this name, open or not. Raises `SceneFailed` where there is none."""
        tabs = [client for client in self.clients if isinstance(client, Client)]
        for client in reversed(tabs):
            if client.name == name:
                return client
        names = list(dict.fromkeys(client.name for client in tabs))
        raise SceneFailed(clause(unknown("tab", name, names).told))

    async def crowd(
        self, count: int, path: str, *, server: Server | None = None, user: str = ""
    ) -> list[Client]:
        """So many tabs, some at a time: crowd 1, crowd 2 …; those of an earlier one are counted."""
        first = 1 + len(self._crowd())
        gate = asyncio.Semaphore(AT_A_TIME)

        async def come(number: int) -> Client:
            async with gate:
                client, _ = await self._dial(
                    f"{CROWD} {number}", path, server, user, None, SAME_ORIGIN, (), None, 10.0
                )
                return client

        return await asyncio.gather(*(come(number) for number in range(first, first + count)))

    async def close_crowd(self) -> int:
        """All tabs of crowds that are open close, together; how many there were."""
        still_open = [client for client in self._crowd() if client.is_open]
        await asyncio.gather(*(client.close() for client in still_open))
        return len(still_open)

    @property
    def crowd_size(self) -> int:
        """How many tabs of crowds are open."""
        return sum(client.is_open for client in self._crowd())

    def _crowd(self) -> list[Client]:
        tabs = (client for client in self.clients if isinstance(client, Client))
        return [client for client in tabs if client.name.startswith(f"{CROWD} ")]

    async def flood(
        self, client: Client, count: int, message: Message | Callable[[int], Message]
    ) -> None:
        """Send `count` messages as fast as the socket takes them; a callable makes the n-th."""
        self._say(f"{client.name} sends {count} messages")
        for number in range(1, count + 1):
            await client.send(message(number) if callable(message) else message)

    def pause(self, client: Client) -> None:
        """The tab stops reading its socket, as one that hangs; what is sent to it piles up.

        It does not see a close either: `resume` it before it is closed.
        """
        self.facts.calls.note()
        self._transport(client).pause_reading()

    def resume(self, client: Client) -> None:
        """The tab reads again, beginning with what has piled up."""
        self.facts.calls.note()
        self._transport(client).resume_reading()

    def _transport(self, client: Client) -> asyncio.Transport:
        socket = client._socket
        if socket is None or not client.is_open:
            raise SceneFailed(f"{client.name}: only an open connection can be paused")
        return socket.transport

    # ── raw sockets

    async def raw(
        self,
        name: str,
        path: str,
        *,
        server: Server | None = None,
        headers: Mapping[str, str | None] | None = None,
        key: str = KEY,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        silent: bool = False,
        handshake: bool = True,
    ) -> Raw:
        """A TCP connection, with the handshake's GET written on it; the answer is not waited for.

        `headers` are added to the handshake's, or replace them; None leaves one out. Without
        `handshake` nothing is written. `silent`: it never reads and never answers a ping.
        """
        target = self._server(server)
        self._say(f"{name} connects")
        raw = Raw(self.facts, name, path, address=target.address, server=target.name)
        self.clients.append(raw)
        jar = {**await self._login(user), **(cookies or {})}
        extra: dict[str, str | None] = {"Origin": f"http://{target.address}"}
        if jar:
            extra["Cookie"] = _cookies(jar)
        extra.update(headers or {})
        await raw.open(
            origin=extra["Origin"] or "" if handshake else "",
            cookies=list(jar),
            silent=silent,
            handshake=written(path, target.address, key, extra) if handshake else b"",
        )
        return raw

    # ── HTTP

    async def http(
        self,
        method: str,
        path: str,
        *,
        name: str = "",
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        server: Server | None = None,
        **request: Any,
    ) -> Answer:
        """One HTTP request on a TCP connection of its own; any status is an answer.

        json=, data=, headers=, until=, within= are those of `Browser.request`.
        """
        browser = await self.browser(
            name or user or "browser", server=server, user=user, cookies=cookies
        )
        try:
            return await browser.request(method, path, **request)
        finally:
            self.browsers.remove(browser)
            await browser.close()

    async def browser(
        self,
        name: str,
        *,
        server: Server | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Browser:
        """A client that keeps its TCP connection from one request to the next, if it may."""
        target = self._server(server)
        jar = {**await self._login(user), **(cookies or {})}
        cookie = {"Cookie": _cookies(jar)} if jar else {}
        browser = Browser(
            self.facts,
            name,
            address=target.address,
            server=target.name,
            headers={**cookie, **(headers or {})},
        )
        self.browsers.append(browser)
        return browser

    async def chromium(
        self, path: str, *, server: Server | None = None, within: float = 30.0
    ) -> None:
        """A real browser opens this page, and is gone once it has loaded.

        Only the server sees it. A page whose script is to do more holds its own loading up, with a
        `<script src>` that the lab answers in the end. Without Chromium there is no live run.
        """
        target = self._server(server)
        self.facts.calls.note()
        self._say("chromium opens a page")
        profile = self._scratch / "chromium"
        await chromium.visit(f"http://{target.address}{path}", profile, within=within)


def _cookies(jar: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())
