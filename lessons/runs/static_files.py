"""A style sheet asked for under uvicorn: only `runserver` would have served it."""

import asyncio

import django
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=True,
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["django.contrib.staticfiles"],
    STATIC_URL="/static/",
    SECRET_KEY="not a secret",
)
django.setup()
urlpatterns = [path("", lambda _: HttpResponse("home"))]


async def main() -> None:
    config = uvicorn.Config(get_asgi_application(), port=0, lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /static/chat.css HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    print((await reader.readline()).decode())
    writer.close()
    await server.shutdown()


asyncio.run(main())
