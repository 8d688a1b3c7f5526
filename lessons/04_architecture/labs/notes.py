"""A note kept in the session: over HTTP and over a WebSocket, saved and not saved."""

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import SessionMiddlewareStack
from django.urls import path


class Page(AsyncHttpConsumer):
    """Over HTTP: GET reads the note and the colour, POST sets the colour."""

    async def handle(self, body):
        session = self.scope["session"]
        if self.scope["method"] == "POST":
            session["colour"] = body.decode()
        text = f"note {session.get('note')}, colour {session.get('colour')}"
        await self.send_response(200, text.encode())


class Notes(AsyncWebsocketConsumer):
    """Over a WebSocket: the session is a dictionary like any other, or so it seems."""

    async def receive(self, text_data=None, bytes_data=None):
        session = self.scope["session"]
        match text_data.split():
            case ["set", note]:
                session["note"] = note
            case ["save"]:
                await session.asave()
        await self.send(text_data=f"{text_data}: note {session.get('note')}")


class Careful(AsyncWebsocketConsumer):
    """Asks the session in a way that may wait for the database."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"note {await self.scope['session'].aget('note')}")


routes = [
    path("ws/notes/", AuthMiddlewareStack(Notes.as_asgi())),
    path("ws/careless/", SessionMiddlewareStack(Notes.as_asgi())),
    path("ws/careful/", SessionMiddlewareStack(Careful.as_asgi())),
]
application = ProtocolTypeRouter(
    {
        "http": AuthMiddlewareStack(URLRouter([path("note/", Page.as_asgi())])),
        "websocket": URLRouter(routes),
    }
)
