from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Prices(AsyncJsonWebsocketConsumer):
    groups = ["prices"]  # noqa: RUF012 - as in the documentation

    async def receive_json(self, content):
        await self.channel_layer.group_send("prices", {"type": content["type"], "price": 3})

    async def price_changed(self, event):
        await self.send_json(event["price"])
