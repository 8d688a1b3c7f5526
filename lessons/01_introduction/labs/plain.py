"""Plain Django as an ASGI application: all it takes, and no Channels."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()
