"""`python -m bench.probe_server PORT [LINK TOKEN]`: one room on Daphne, observed or not."""

from __future__ import annotations

import gc
import sys
from typing import Any

import daphne.server  # first: it installs its reactor
import django
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    INSTALLED_APPS=["channels"],
    DATABASES={},
)
django.setup()

TEXT = "x" * 100


class Room(AsyncWebsocketConsumer):
    """Every frame is a broadcast."""

    groups = ("room",)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send("room", {"type": "room.text", "text": TEXT})

    async def room_text(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


def main(port: str, link: str = "", token: str = "") -> None:
    """Serve until killed."""
    from tutor import probe

    application = Room.as_asgi()
    if link:
        probe.install(link, token, "server 1", 1)
        application = probe.wrap(application)
        probe.hello(address=f"127.0.0.1:{port}", app="bench")
    gc.freeze()  # both of them, as `tutor.probe.server_main` does
    daphne.server.Server(
        application,
        endpoints=[f"tcp:port={port}:interface=127.0.0.1:backlog=1024"],
        ping_interval=86_400,  # seconds: a member of the benchmark answers no ping
    ).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
