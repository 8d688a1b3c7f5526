"""WebSocket routes.

Unlike in urls.py nothing adds a missing slash here, and a path
without a route ends the handshake with HTTP 500.
"""

from django.conf import settings
from django.urls import path

from .consumers import SupportConsumer

websocket_urlpatterns = [
    # Identity from the session. Staff say whose conversation they want.
    path("ws/support/", SupportConsumer.as_asgi()),
    path("ws/support/<int:user_id>/", SupportConsumer.as_asgi()),
]

if settings.OPEN_CHAT:
    # Identity from the URL: for demonstration, never for production.
    from .open_consumers import ChatConsumer

    websocket_urlpatterns += [path("ws/chat/<role>/<path:email>/", ChatConsumer.as_asgi())]
