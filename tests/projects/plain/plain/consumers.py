from channels.exceptions import DenyConnection
from channels.generic.websocket import AsyncWebsocketConsumer


class Calculator(AsyncWebsocketConsumer):
    async def connect(self):
        if "calc" not in self.scope["subprotocols"]:
            raise DenyConnection
        self.total = 0
        await self.accept(subprotocol="calc")

    async def receive(self, text_data=None, bytes_data=None):
        self.total += int(text_data)
        await self.send(str(self.total))
