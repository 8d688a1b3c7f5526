"""People with conversations, and tabs that are open: for tests without a server."""

from typing import Any

from channels.layers import channel_layers, get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, TransactionTestCase

from demo_project.asgi import application
from demo_project.chat.models import Conversation

TIMEOUT = 10  # seconds


class Tab:
    """One connection to the whole application, as far as a communicator can show it."""

    def __init__(self, path: str, cookie: str = "") -> None:
        headers = [(b"origin", b"http://localhost"), (b"cookie", cookie.encode())]
        self.communicator = WebsocketCommunicator(application, path, headers)

    async def open(self) -> "Tab":
        connected, _ = await self.communicator.connect(timeout=TIMEOUT)
        assert connected
        return self

    async def send(self, **frame: Any) -> None:
        await self.communicator.send_json_to(frame)

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these types; others are passed over."""
        while True:
            frame: dict[str, Any] = await self.communicator.receive_json_from(timeout=TIMEOUT)
            if frame["type"] in kinds:
                return frame

    async def closed(self) -> int:
        """The code that the server closes this tab with."""
        while (output := await self.communicator.receive_output(TIMEOUT))["type"] != (
            "websocket.close"
        ):
            pass
        code: int = output["code"]
        return code


class ChatTestCase(TransactionTestCase):
    """john and jane with a conversation each, and an admin.

    Not a TestCase: that holds one transaction open, and consumers query in another thread.
    """

    def setUp(self) -> None:
        channel_layers.backends.clear()  # a layer belongs to the event loop of one test
        cache.clear()
        create = get_user_model().objects.create
        self.people = {
            name: create(username=name, email=f"{name}@example.com", is_staff=name == "admin")
            for name in ("john", "jane", "admin")
        }
        for name in ("john", "jane"):
            Conversation.objects.create(participant=self.people[name])
        self.cookies = {name: self.log_in(user) for name, user in self.people.items()}
        self.tabs: list[Tab] = []

    def log_in(self, user: Any) -> str:
        client = Client()
        client.force_login(user)
        return f"sessionid={client.cookies['sessionid'].value}"

    async def open(self, who: str, *, room_of: str = "") -> Tab:
        """A tab of a user who has logged in; an admin names the room."""
        path = f"/ws/support/{self.people[room_of].pk}/" if room_of else "/ws/support/"
        self.tabs.append(await Tab(path, self.cookies.get(who, "")).open())
        return self.tabs[-1]

    async def close_tabs(self) -> None:
        """At the end of each test: before the database goes, and in the test's own loop."""
        for tab in self.tabs:
            if not tab.communicator.future.done():
                await tab.communicator.disconnect(timeout=TIMEOUT)

    def groups(self) -> dict[str, int]:
        """How many members the groups have."""
        return {name: len(members) for name, members in get_channel_layer().groups.items()}
