"""Eight projects of other people's make, each by another server: what is told, and that nobody
else notices.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.ports import free_port
from tests.probe.conftest import started
from tests.runtime.eight_projects import PROJECTS
from tests.runtime.served_projects import Seen, run
from tutor.core import events as ev
from tutor.core.diagnose import diagnose
from tutor.core.diagnose.trace import Trace

pytestmark = pytest.mark.slow

TRIES = 2  # each takes as long as its clients wait; a rerun of a failed test is a new try

NAMES = [
    pytest.param(
        name,
        marks=[pytest.mark.xdist_group(f"served {name}")]
        + ([pytest.mark.redis] if name == "game" else []),
    )
    for name in PROJECTS
]


@pytest.fixture(scope="module")
def redis() -> Iterator[Callable[[], str]]:
    """`redis()`: the URL of a Redis, which is started when it is asked for."""
    children = []

    @cache
    def url() -> str:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program is not None
        port = free_port()
        options = ("--save", "", "--bind", "127.0.0.1")
        children.append(started([program, "--port", str(port), *options], port))
        return f"redis://127.0.0.1:{port}"

    yield url
    for child in children:
        child.kill()
        child.wait()


@pytest.fixture(scope="module")
def seen_of(
    redis: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Seen]:
    """`seen_of("chat")`: what was to be seen; it is served once."""

    known: dict[str, Seen] = {}
    failed: dict[str, list[BaseException]] = defaultdict(list)

    def see(name: str) -> Seen:
        if len(failed[name]) == TRIES:
            raise failed[name][-1]
        if name not in known:
            folder, url = tmp_path_factory.mktemp(name), redis() if name == "game" else ""
            try:
                known[name] = asyncio.run(run(PROJECTS[name], folder, url))
            except BaseException as error:  # a test's time limit, too
                failed[name].append(error)
                raise
        return known[name]

    return see


# ── what is told ────────────────────────────────────────────────────────────────────────────

TOLD = {
    "chat": [
        "ChatConsumer: await self.channel_layer.group_send( → chat_lobby → 2 copies "
        '→ chat_message → {"message": "hi"} {"message": "hi"}'
    ],
    "poll": [
        "Poll: async_to_sync(self.channel_layer.group_send)( → poll → 2 copies "
        "→ poll_changed → tea: 3 tea: 3",
        "Poll: async_to_sync(self.channel_layer.group_send)( → poll → 2 copies "
        "→ poll_changed → coffee: 2 coffee: 2",
    ],
    "board": [
        'Board: await self.channel_layer.group_send("board", {"type": "card.moved", **content}) '
        '→ board → 2 copies → card_moved → {"card": 7, "to": "done"} {"card": 7, "to": "done"}'
    ],
    "game": [
        "Game: await self.channel_layer.group_send( → game-4 → 2 copies "
        '→ deliver → {"event": "moved", "to": "e4"} {"event": "moved", "to": "e4"}'
    ],
    "desk": [
        "Inbox: await self.channel_layer.group_send(team, "
        '{"type": "ticket.opened", "number": 1}) '
        '→ team.blue → 1 copies → ticket_opened → {"ticket": 1}'
    ],
    "feed": [
        'Feed: await self.channel_layer.group_send(f"user-{to}", message) '
        "→ user-ben → 1 copies → feed_item → ann: hello there"
    ],
    "stream": [
        "Publish: await get_channel_layer().group_send("
        '"news", {"type": "news.item", "text": text}) → news → 1 copies →  → '
    ],
    "plain": [],
}
FRAMES = {
    "plain": ["await self.send(str(self.total)) → 2", "await self.send(str(self.total)) → 5"],
}


def line_of(seen: Seen, where: str) -> str:
    """The line of the project that a place names: `chat/consumers.py:21 receive`."""
    file, _, line = where.split(maxsplit=1)[0].rpartition(":")
    return (seen.folder / file).read_text().splitlines()[int(line) - 1].strip()


def told(seen: Seen) -> Iterator[str]:
    """Each `group_send`: who did it in which line, its group, copies, handlers and frames."""
    trace = Trace(seen.healthy)
    for sent in trace.of(ev.GroupSent):
        handlers = {e.name for e in trace.of(ev.HandlerStarted) if sent in trace.causes(e)}
        frames = [
            e.text
            for e in trace.of(ev.AppSent)
            if e.type == "websocket.send" and sent in trace.causes(e)
        ]
        yield (
            f"{trace.consumer(sent.conn)}: {line_of(seen, sent.where)} → {sent.group} "
            f"→ {trace.copies(sent)} copies → {' '.join(handlers)} → {' '.join(frames)}"
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_told_from_its_group_to_its_frames(
    name: str, seen_of: Callable[[str], Seen]
) -> None:
    seen = seen_of(name)
    assert list(told(seen)) == TOLD[name], seen.traced_log


def test_without_a_layer_each_frame_is_told_with_its_line(seen_of: Callable[[str], Seen]) -> None:
    seen = seen_of("plain")
    frames = [e for e in Trace(seen.events).of(ev.AppSent) if e.type == "websocket.send"]
    assert [f"{line_of(seen, e.where)} → {e.text}" for e in frames] == FRAMES["plain"]


# ── and who ─────────────────────────────────────────────────────────────────────────────────

SERVERS = {
    "chat": ("ProtocolTypeRouter", "InMemoryChannelLayer", "daphne"),
    "poll": ("ProtocolTypeRouter", "InMemoryChannelLayer", "daphne"),
    "board": ("board:application", "InMemoryChannelLayer", "uvicorn"),
    "game": ("game.asgi:application", "RedisChannelLayer", "uvicorn"),
    "desk": ("ProtocolTypeRouter", "InMemoryChannelLayer", "hypercorn"),
    "feed": ("ProtocolTypeRouter", "InMemoryChannelLayer", "gunicorn uvicorn"),
    "stream": ("ProtocolTypeRouter", "InMemoryChannelLayer", "granian"),
    "plain": ("Calculator", "", "channels"),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_process_that_serves_is_told_with_its_beginning_and_its_end(
    name: str, seen_of: Callable[[str], Seen]
) -> None:
    seen = seen_of(name)
    app, layer, packages = SERVERS[name]
    begun = [e for e in seen.events if isinstance(e, ev.ServerStarted)]
    ended = [e for e in seen.events if isinstance(e, ev.ServerStopped)]
    address = "" if name == "plain" else f"127.0.0.1:{seen.port}"
    processes = 2 if name == "game" else 1
    assert [(e.address, e.app, e.layer) for e in begun] == [(address, app, layer)] * processes
    assert {e.process for e in ended} == {e.process for e in begun}
    assert len({e.pid for e in begun}) == len(ended) == processes
    assert [set(packages.split()) - set(e.versions) for e in begun] == [set()] * processes


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_fails_or_stays(name: str, seen_of: Callable[[str], Seen]) -> None:
    seen = seen_of(name)
    kinds = {"probe.faulted", "events.lost"}
    assert ([e for e in seen.events if e.kind in kinds], seen.left) == ([], [])


def test_a_token_in_an_address_is_not_told(seen_of: Callable[[str], Seen]) -> None:
    events = seen_of("feed").events
    assert not [e for e in events if "5e1f0c44b7d2" in repr(e)]


# ── the project does not notice, and is well ────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_clients_and_logs_are_as_without(name: str, seen_of: Callable[[str], Seen]) -> None:
    seen = seen_of(name)
    more, less = seen.traced_log - seen.bare_log, seen.bare_log - seen.traced_log
    assert (seen.traced, more, less) == (seen.bare, {}, {})


@pytest.mark.parametrize("name", NAMES)
def test_a_healthy_project_has_no_finding(name: str, seen_of: Callable[[str], Seen]) -> None:
    assert diagnose(seen_of(name).healthy) == ()
