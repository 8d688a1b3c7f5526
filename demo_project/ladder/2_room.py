"""Step 2, a room: ``python ladder/2_room.py``, then http://127.0.0.1:8002/ in two tabs.

New is the channel layer. A consumer joins a group; what is sent to the group arrives at every
member as an event, and the event's type names the method that takes it.
"""

import sys

from django.conf import settings

settings.configure(
    DEBUG=True,
    SECRET_KEY="for this example only",
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    # In this process only. Two processes need channels_redis.
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # before anything that needs Django's apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.http import HttpResponse
from django.urls import path


class Room(AsyncJsonWebsocketConsumer):
    """Passes on what one member says to all of them, the speaker included."""

    groups = ("room",)  # joined before connect(), left after disconnect()

    async def receive_json(self, content):
        text = content.get("text") if isinstance(content, dict) else None
        if not isinstance(text, str) or not text.strip():
            await self.send_json({"error": 'Send {"text": "..."}.'})
            return
        await self.channel_layer.group_send("room", {"type": "room.said", "text": text[:1000]})

    async def room_said(self, event):
        await self.send_json({"text": event["text"]})

    @classmethod
    async def decode_json(cls, text_data):
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None  # no JSON is one more wrong frame, and no reason to end the connection


PAGE = """<!doctype html><title>Room</title>
<input id="text" placeholder="Say something" autofocus> <ul id="said"></ul>
<script>
  const socket = new WebSocket(`ws://${location.host}/ws/`);
  socket.onmessage = (event) => {
    const item = document.createElement("li");
    item.textContent = JSON.parse(event.data).text ?? "?"; // never innerHTML: others write it
    said.append(item);
  };
  text.onchange = () => { socket.send(JSON.stringify({ text: text.value })); text.value = ""; };
</script>"""

urlpatterns = [path("", lambda request: HttpResponse(PAGE))]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/", Room.as_asgi())])),
    }
)

if __name__ == "__main__":
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8002
    print(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)", flush=True)
    Server(application, build_endpoint_description_strings(host="127.0.0.1", port=port)).run()
