from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Team(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.team = self.scope["url_route"]["kwargs"]["team"]
        await self.channel_layer.group_add(f"team.{self.team}", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(f"team.{self.team}", self.channel_name)

    async def ticket_opened(self, event):
        await self.send_json({"ticket": event["number"]})


class Inbox(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content, **kwargs):
        team = f"team.{content['team']}"
        await self.channel_layer.group_send(team, {"type": "ticket.opened", "number": 1})
