"""One project, two doors: `wsgi` for a WSGI server, `application` for an ASGI server."""

from django.conf import settings

settings.ROOT_URLCONF = __name__  # this file is its own urls.py

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

wsgi, django_app = get_wsgi_application(), get_asgi_application()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


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
