"""Tells all tabs who comes and goes. Not yours to change."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Present(AsyncJsonWebsocketConsumer):
    """A consumer that the others know of."""

    async def connect(self):
        self.name = self.scope["url_route"]["kwargs"]["name"]
        await self.channel_layer.group_add("document", self.channel_name)
        await self.accept()
        await self._tell("came")

    async def disconnect(self, code):
        await self.channel_layer.group_discard("document", self.channel_name)
        await self._tell("left")

    async def presence_changed(self, event):
        await self.send_json({event["what"]: event["name"]})

    async def _tell(self, what):
        event = {"type": "presence.changed", "what": what, "name": self.name}
        await self.channel_layer.group_send("document", event)
