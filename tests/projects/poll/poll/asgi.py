import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poll.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from poll.consumers import Poll

urlpatterns = []
application = ProtocolTypeRouter({"websocket": URLRouter([path("poll/", Poll.as_asgi())])})
