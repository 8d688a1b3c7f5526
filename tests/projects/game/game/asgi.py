import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "game.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from game.consumers import Game

application = ProtocolTypeRouter({"websocket": URLRouter([path("game/<int:pk>", Game.as_asgi())])})
