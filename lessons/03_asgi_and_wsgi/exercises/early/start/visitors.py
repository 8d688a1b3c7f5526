"""The counter at the door: it tells everybody who comes how many members the museum has."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth.models import User


class Visitors(AsyncWebsocketConsumer):
    """One screen at one door."""

    async def connect(self):
        await self.accept()
        await self.send(text_data=f"{await User.objects.acount()} members")
