import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feed.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from feed.consumers import Feed
from feed.middleware import TokenAuthMiddleware

application = ProtocolTypeRouter(
    {"websocket": TokenAuthMiddleware(URLRouter([path("feed", Feed.as_asgi())]))}
)
