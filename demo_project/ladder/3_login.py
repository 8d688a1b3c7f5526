"""Step 3, a room with a login: ``python ladder/3_login.py``, then http://127.0.0.1:8003/

New is ``AuthMiddlewareStack``: it reads the session cookie of the handshake, and the consumer
finds the user in its scope. Log in as john or jane; the name is the password. The database is
a file that goes when the program ends.
"""

import sys
import tempfile
from pathlib import Path

from django.conf import settings

folder = tempfile.TemporaryDirectory(prefix="ladder-")

settings.configure(
    DEBUG=True,
    SECRET_KEY="for this example only",
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(folder.name) / "ladder.sqlite3",
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    LOGIN_REDIRECT_URL="/",
    USE_TZ=True,
)

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # before anything that needs Django's apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.contrib.auth import authenticate, get_user_model, login
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path


class Room(AsyncJsonWebsocketConsumer):
    """As in step 2, for those who have logged in; and each text has its speaker."""

    async def connect(self):
        if not self.scope["user"].is_authenticated:
            await self.accept()  # or the browser would get a 403 and never see the code
            await self.close(4401)
            return
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive_json(self, content):
        user = self.scope["user"]
        text = content.get("text") if isinstance(content, dict) else None
        if not user.is_authenticated or not isinstance(text, str) or not text.strip():
            return
        # The name is ours, from the session. One in the frame could be a stranger's.
        event = {"type": "room.said", "name": user.get_username(), "text": text[:1000]}
        await self.channel_layer.group_send("room", event)

    async def room_said(self, event):
        await self.send_json({"name": event["name"], "text": event["text"]})

    @classmethod
    async def decode_json(cls, text_data):
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None


LOGIN = """<!doctype html><title>Log in</title><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<input name="name" placeholder="john or jane" autofocus>
<input name="password" type="password" placeholder="the same"> <button>Log in</button></form>"""

PAGE = """<!doctype html><title>Room</title>
<input id="text" placeholder="Say something" autofocus> <ul id="said"></ul>
<script>
  const socket = new WebSocket(`ws://${location.host}/ws/`);
  socket.onclose = (event) => { if (event.code === 4401) location.href = "/login/"; };
  socket.onmessage = (event) => {
    const { name, text } = JSON.parse(event.data), item = document.createElement("li");
    item.textContent = `${name}: ${text}`; // never innerHTML: others write it
    said.append(item);
  };
  text.onchange = () => { socket.send(JSON.stringify({ text: text.value })); text.value = ""; };
</script>"""


def log_in(request):
    form = request.POST
    user = authenticate(request, username=form.get("name"), password=form.get("password"))
    if user is None:
        return HttpResponse(LOGIN.format(token=get_token(request)))
    login(request, user)
    return HttpResponseRedirect("/")


urlpatterns = [path("", lambda request: HttpResponse(PAGE)), path("login/", log_in)]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/", Room.as_asgi())]))
        ),
    }
)

if __name__ == "__main__":
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in ("john", "jane"):
        get_user_model().objects.create_user(name, password=name)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8003
    print(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)", flush=True)
    Server(application, build_endpoint_description_strings(host="127.0.0.1", port=port)).run()
