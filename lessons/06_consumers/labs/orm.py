"""One-liners with the ORM, in an async method. Which of them raise?"""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.db import transaction
from django.db.backends.signals import connection_created
from django.urls import path

from demo_project.chat.models import Conversation

opened = []  # one mark per connection that Django opens to the database
connection_created.connect(lambda **_: opened.append(1), weak=False)


@database_sync_to_async
def all_users():
    return User.objects.all()


@database_sync_to_async
def count_users():
    return User.objects.count()


@database_sync_to_async
def get_names():
    return list(User.objects.values_list("username", flat=True))


async def get_names_async():
    names = User.objects.values_list("username", flat=True)
    return [name async for name in names]


class Orm(AsyncJsonWebsocketConsumer):
    """Runs the line that the browser names, without a `try`."""

    async def receive(self, text_data=None, bytes_data=None):  # noqa: C901 - one case per line
        before = len(opened)
        match text_data:
            case "filter":
                answer = str(type(User.objects.filter(is_staff=False)))
            case "list":
                answer = list(User.objects.values_list("username", flat=True))
            case "all, wrapped":
                answer = [user.username for user in await all_users()]
            case "foreign key":
                answer = (await Conversation.objects.afirst()).participant.username
            case "atomic":
                async with transaction.atomic():
                    answer = await User.objects.acount()
            case "sync helper":
                answer = await get_names()
            case "async helper":
                answer = await get_names_async()
            case "forgotten await":
                answer = count_users()
            case "wrapped async def":
                answer = await database_sync_to_async(self.receive)()
            case "ten times wrapped":
                answer = [await count_users() for _ in range(10)]
            case "ten times async":
                answer = [await User.objects.acount() for _ in range(10)]
        await self.send_json({text_data: answer, "connections": len(opened) - before})


routes = [path("ws/", Orm.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
