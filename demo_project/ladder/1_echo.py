"""Step 1, an echo: ``python ladder/1_echo.py``, then http://127.0.0.1:8001/

A consumer is to a WebSocket what a view is to a request. One instance lives as long as its
connection does. No database, no channel layer: it speaks to its own browser alone.
"""

import sys

from django.conf import settings

settings.configure(
    DEBUG=True,
    SECRET_KEY="for this example only",
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
)

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # before anything that needs Django's apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.http import HttpResponse
from django.urls import path


class Echo(AsyncWebsocketConsumer):
    """Answers each text with the same text."""

    async def receive(self, text_data=None, bytes_data=None):
        if text_data is not None:
            await self.send(text_data=text_data)


PAGE = """<!doctype html><title>Echo</title>
<input id="text" placeholder="Write something" autofocus> <ul id="said"></ul>
<script>
  const socket = new WebSocket(`ws://${location.host}/ws/`);
  socket.onmessage = (event) => {
    const item = document.createElement("li");
    item.textContent = event.data; // never innerHTML: others write it
    said.append(item);
  };
  text.onchange = () => { socket.send(text.value); text.value = ""; };
</script>"""

urlpatterns = [path("", lambda request: HttpResponse(PAGE))]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/", Echo.as_asgi())])),
    }
)

if __name__ == "__main__":
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8001
    print(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)", flush=True)
    Server(application, build_endpoint_description_strings(host="127.0.0.1", port=port)).run()
