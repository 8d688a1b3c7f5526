"""The same consumer behind layers in many orders, one path each."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddleware, AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.contrib.auth.models import User
from django.urls import path


class Who(AsyncJsonWebsocketConsumer):
    """Says whom it finds in the scope, and what sort of thing that is."""

    async def connect(self):
        user, session = self.scope["user"], self.scope["session"]
        await self.accept()
        await self.send_json(
            {
                "you are": user.get_username() or "nobody",
                "type": type(user).__name__,
                "isinstance User": isinstance(user, User),
                "session": type(session).__name__,
            }
        )


who = Who.as_asgi()
stack = AuthMiddlewareStack(who)
by_hand = CookieMiddleware(SessionMiddleware(AuthMiddleware(who)))
routes = [
    path("stack/", stack),
    path("by-hand/", by_hand),
    path("nothing/", who),
    path("auth/", AuthMiddleware(who)),
    path("session/", SessionMiddleware(AuthMiddleware(who))),
    path("check-first/", AllowedHostsOriginValidator(stack)),
    path("check-last/", AuthMiddlewareStack(AllowedHostsOriginValidator(who))),
]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
