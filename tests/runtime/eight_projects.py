"""The eight projects: how each is started, what its clients do, and what a trace has to tell."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.runtime.served_projects import Door, Project, python


async def two(door: Door, path: str, other: str, *said: str) -> list[Any]:
    """Two clients; the first says this, and both take an answer to each."""
    seen: list[Any] = []
    async with AsyncExitStack() as stack:
        sockets: list[ClientConnection] = [
            await stack.enter_async_context(door.socket(each)) for each in (path, other)
        ]
        for text in said:
            await sockets[0].send(text)
            seen += [await ws.recv() for ws in sockets]
    return seen


# ── what is said in a project that is well ──────────────────────────────────────────────────


async def chat(door: Door) -> list[Any]:
    return await two(door, "/ws/chat/lobby/", "/ws/chat/lobby/", '{"message": "hi"}')


async def poll(door: Door) -> list[Any]:
    return await two(door, "/poll/", "/poll/", "tea", "coffee")


async def board(door: Door) -> list[Any]:
    return await two(door, "/board", "/board", '{"card": 7, "to": "done"}')


async def game(door: Door) -> list[Any]:
    return await two(door, "/game/4", "/game/4", '{"action": "move", "to": "e4"}')


async def desk(door: Door) -> list[Any]:
    async with (
        door.socket("/ws/v1/teams/blue/") as team,
        door.socket("/ws/v1/inboxes/ann/") as inbox,
    ):
        await inbox.send('{"team": "blue"}')
        return [await team.recv()]


async def feed(door: Door) -> list[Any]:
    async with (
        door.socket("/feed?token=5e1f0c44b7d2") as ann,
        door.socket("/feed?token=c03d9a1182fe") as ben,
    ):
        await ann.send("ben hello there")
        return [await ben.recv()]


async def stream(door: Door) -> list[Any]:
    waiting = door.ask("GET", "/next")
    seen = [await anext(waiting)]
    async for line in waiting:
        seen.append(line)
        if line == ": wait":
            break
    seen += [line async for line in door.ask("POST", "/publish", b"rain")]
    return kept(seen + [line async for line in waiting])


def kept(lines: list[str]) -> list[str]:
    """Lines of answers without the headers that a server adds, and chunks' lengths."""
    wanted = ("HTTP/", "data:", ": wait", "sent", "content-type: text/event")
    return [line for line in lines if line.lower().startswith(tuple(map(str.lower, wanted)))]


# ── and where something is wrong ────────────────────────────────────────────────────────────


async def no_json(door: Door) -> list[Any]:
    return await door.end_of("/ws/chat/lobby/", "no json")


async def no_choice(door: Door) -> list[Any]:
    return await door.end_of("/poll/", "milk")


async def no_card(door: Door) -> list[Any]:
    return await door.end_of("/board", '{"to": "done"}')


async def no_action(door: Door) -> list[Any]:
    return await door.end_of("/game/4", '{"action": "resign"}')


async def no_route(door: Door) -> list[Any]:
    return await door.end_of("/ws/v2/teams/blue/")


async def no_token(door: Door) -> list[Any]:
    return await door.end_of("/feed?token=none")


async def no_ascii(door: Door) -> list[Any]:
    return kept([line async for line in door.ask("POST", "/publish", "ä".encode())])


def uvicorn(*words: str) -> Any:
    return lambda port: python("-m", "uvicorn", "--port", str(port), *words)


PROJECTS = {
    project.name: project
    for project in (
        Project(
            "chat",
            lambda port: python("manage.py", "runserver", f"127.0.0.1:{port}"),
            chat,
            no_json,
            (2, 3),
        ),
        Project(
            "poll",
            lambda port: python("-m", "daphne", "-p", str(port), "poll.asgi:application"),
            poll,
            no_choice,
            (2, 3),
        ),
        Project(
            "board",
            uvicorn("--reload", "--loop", "uvloop", "board:application"),
            board,
            no_card,
            (2, 3),
        ),
        Project(
            "game",
            uvicorn("--workers", "2", "--loop", "asyncio", "game.asgi:application"),
            game,
            no_action,
            (2, 3),
        ),
        Project(
            "desk",
            lambda port: python(
                "-m", "hypercorn", "--bind", f"127.0.0.1:{port}", "desk.asgi:application"
            ),
            desk,
            no_route,
            (2, 3),
        ),
        Project(
            "feed",
            lambda port: python(
                # Its thread says in the log whether it was up before the worker was forked.
                *("-m", "gunicorn", "--no-control-socket", "-k", "uvicorn_worker.UvicornWorker"),
                *("--bind", f"127.0.0.1:{port}", "feed.asgi:application"),
            ),
            feed,
            no_token,
            (2, 3),
        ),
        Project(
            "stream",
            lambda port: python(
                "-m", "granian", "--interface", "asgi", "--port", str(port), "stream:application"
            ),
            stream,
            no_ascii,
            (2, 3),
        ),
        Project(
            "plain",
            lambda port: python("-m", "pytest", "-q", "-p", "no:randomly", "tests"),
            connections=(2, 3),
        ),
    )
}
