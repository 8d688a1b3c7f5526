"""A page whose script does what the guide's does, and reports how that went.

It reports over WebSockets. Between two of them it asks whether the first is `/gone/`, and its last
line is answered when all is reported: so the browser stays as long as that.
"""

import asyncio

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

PAGE = b"""<!doctype html><link rel="icon" href="data:,"><script>
const address = `ws://${location.host}/ws/`;

function attempt(what) {
  try { what(); return "no error"; } catch (error) { return error.name; }
}

const socket = new WebSocket(address + "guide/");
const early = attempt(() => socket.send("too early"));  // the guide's last lines
socket.onopen = () => {
  socket.send(`at once: ${early}`);
  socket.send(`close(1001): ${attempt(() => socket.close(1001))}`);
  socket.close();
};
socket.onclose = async () => {
  await fetch("/gone/");
  const late = attempt(() => socket.send("too late"));
  const refused = new WebSocket(address + "refused/");
  let failed = "not called";
  refused.onerror = (event) => { failed = `code ${event.code}, reason ${event.reason}`; };
  refused.onclose = (event) => {
    const report = new WebSocket(address + "report/");
    report.onopen = () => {
      report.send(`after the end: ${late}`);
      report.send(`onerror: ${failed}`);
      report.send(`refused: code ${event.code}, reason "${event.reason}"`);
    };
  };
};
</script><script src="/told/"></script>"""

seen = {"/gone/": asyncio.Event(), "/told/": asyncio.Event()}


class Listener(AsyncWebsocketConsumer):
    async def connect(self):
        if self.scope["url_route"]["kwargs"]["name"] == "refused":
            await self.close(code=4403)
        else:
            await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        if text_data.startswith("refused"):
            await self.close()
            seen["/told/"].set()

    async def disconnect(self, code):
        seen["/gone/"].set()


async def pages(scope, receive, send):
    kind, body = b"text/html", PAGE
    if scope["path"] in seen:
        await seen[scope["path"]].wait()
        kind, body = b"text/javascript", b""
    headers = [(b"content-type", kind)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


sockets = URLRouter([path("ws/<name>/", Listener.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
