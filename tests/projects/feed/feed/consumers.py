from channels.generic.websocket import AsyncWebsocketConsumer


class Feed(AsyncWebsocketConsumer):
    async def connect(self):
        if self.scope["user"] is None:
            await self.close(code=4401)
            return
        self.group = f"user-{self.scope['user']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if self.scope["user"] is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        to, text = text_data.split(" ", 1)
        message = {"type": "feed.item", "from": self.scope["user"], "text": text}
        await self.channel_layer.group_send(f"user-{to}", message)

    async def feed_item(self, event):
        await self.send(f"{event['from']}: {event['text']}")
