import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter

from desk.routing import urlpatterns

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(urlpatterns)})
