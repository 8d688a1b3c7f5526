"""The chat consumer in the shape in which the guide prints it. Most of it fails."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from demo_project.chat.models import Conversation


class Printed(AsyncWebsocketConsumer):
    """Seven faults. Find them before the visitors do."""

    async def connect(self):
        self.who = self.scope["url_route"]["kwargs"]["who"]
        self.user_room = f"user_{self.who}"
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "connected"})

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data["type"] == "message":
            await self.handle_message(data)
        elif data["type"] == "typing":
            await self.handle_typing(data)

    async def handle_message(self, data):
        message = await self.save_message(data["text"])
        event = {"type": "chat_message", "message": message}
        await self.channel_layer.group_send(self.user_room, event)

    async def chat_message(self, event):
        await self.send_json({"type": "message", "message": event["message"]})

    @database_sync_to_async
    def save_message(self, text):
        talk = Conversation.objects.select_related("participant").first()
        row = talk.messages.create(sender=talk.participant, text=text)
        return {"id": row.id, "text": row.text, "timestamp": self.stamp(row.created_at)}

    def stamp(self, moment):
        return moment.isoformat()

    async def send_json(self, data):
        await self.send(text_data=json.dumps(data))


class RawDate(Printed):
    """The same, with the time stamp as it came from the database."""

    def stamp(self, moment):
        return moment


routes = [path("ws/printed/<who>/", Printed.as_asgi()), path("ws/raw/<who>/", RawDate.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
