"""One project, two entry points: `wsgi` for a WSGI server, `application` for an ASGI server."""

from django.conf import settings

settings.ROOT_URLCONF = __name__  # this file is its own urls.py

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

wsgi, django_app = get_wsgi_application(), get_asgi_application()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import path


async def page(request):
    """An async view, with async ORM."""
    users = await User.objects.acount()
    return HttpResponse(f"{type(request).__name__}, {users} users")


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"echo: {text_data}")


urlpatterns = [path("page/", page)]
routes = URLRouter([path("ws/", Echo.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
