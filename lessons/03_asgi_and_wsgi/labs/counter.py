"""A consumer as most are: it needs a model, so it imports one."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth.models import User


class Counter(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.send(text_data=f"{await User.objects.acount()} users")
