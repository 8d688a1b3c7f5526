"""WebSocket routes.

Unlike in urls.py, nothing adds a missing slash here, and a path
without a route ends the handshake with HTTP 500.
"""

from django.urls import path

from .consumers import ChatConsumer, SupportConsumer

websocket_urlpatterns = [
    # For demonstration: whoever knows the address is let in.
    path("ws/chat/<role>/<email>/", ChatConsumer.as_asgi()),
    # Identity from the session. Staff say whose conversation they want.
    path("ws/support/", SupportConsumer.as_asgi()),
    path("ws/support/<int:user_id>/", SupportConsumer.as_asgi()),
]
