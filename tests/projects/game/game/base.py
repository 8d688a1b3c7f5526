from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ActionConsumer(AsyncJsonWebsocketConsumer):
    """{"action": "move", "to": "e4"} calls action_move(to="e4")."""

    def group_name(self):
        raise NotImplementedError

    async def connect(self):
        self.group = self.group_name()
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content, **kwargs):
        action = content.pop("action")
        await getattr(self, f"action_{action}")(**content)

    async def broadcast(self, name, **data):
        await self.channel_layer.group_send(
            self.group, {"type": "deliver", "name": name, "data": data}
        )

    async def deliver(self, event):
        await self.send_json({"event": event["name"], **event["data"]})
