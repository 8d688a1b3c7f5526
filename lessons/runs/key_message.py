"""The chat of Channels' tutorial gets a frame with another key."""

import asyncio
import json

from django.conf import settings

settings.configure()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.testing import WebsocketCommunicator  # noqa: E402


class Chat(AsyncWebsocketConsumer):
    async def receive(self, text_data: str) -> None:
        await self.send(json.dumps({"message": json.loads(text_data)["message"]}))


async def main() -> None:
    tab = WebsocketCommunicator(Chat.as_asgi(), "/ws/chat/lobby/")
    await tab.connect()
    await tab.send_to(text_data='{"text": "hi"}')
    try:
        await tab.receive_from()
    except KeyError as error:
        print(f"KeyError: {error}")


asyncio.run(main())
