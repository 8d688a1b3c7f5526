"""An editor that keeps what its users have written."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from presence import Present

drafts = {}


class Editor(Present):
    """A tab with the document. Its frames: {"write": TEXT}, {"read": NAME}."""

    text = ""

    async def receive_json(self, content):
        if "write" in content:
            self.text = content["write"]
        else:
            await self.send_json({"draft": drafts.get(content["read"], "")})

    async def disconnect(self, code):
        drafts[self.name] = self.text
        await self.channel_layer.group_discard("document", self.channel_name)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<name>/", Editor.as_asgi())]),
    }
)
