"""A lab for tests of the general rules: one fault a path, `/ws/NAME/`."""

import asyncio
import json
import threading
import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import async_to_sync  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import SessionMiddlewareStack  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from django.urls import path  # noqa: E402

TASKS = set()


class Fault(AsyncWebsocketConsumer):
    """What the faulty ones have in common: a handler."""

    async def said(self, event):
        await self.send("said")

    async def tell(self, group, kind="said"):
        await self.channel_layer.group_send(group, {"type": kind})


class Unawaited(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        self.send("never awaited")


class UnawaitedJoin(Fault):
    async def connect(self):
        self.channel_layer.group_add("forgotten", self.channel_name)
        await self.accept()


class Narrow(Fault):
    async def disconnect(self):
        pass


class NarrowEvent(Fault):
    groups = ("narrow",)

    async def said(self):
        pass

    async def receive(self, text_data=None, bytes_data=None):
        await self.tell("narrow")


class Misspelt(Fault):
    groups = ("misspelt",)

    async def receive(self, text_data=None, bytes_data=None):
        await self.tell("misspelt", "sayd")


class TooLate(Fault):
    async def connect(self):
        await self.accept()
        await self.tell("late")
        await self.channel_layer.group_add("late", self.channel_name)

    async def disconnect(self, code):
        await self.channel_layer.group_discard("late", self.channel_name)


class Other(Fault):
    groups = ("chat_lounge",)

    async def receive(self, text_data=None, bytes_data=None):
        await self.tell("lounge")


class OnDisconnect(Fault):
    async def connect(self):
        await self.channel_layer.group_add("stays", self.channel_name)
        await self.accept()

    async def on_disconnect(self, code):
        await self.channel_layer.group_discard("stays", self.channel_name)


class LeavesOther(OnDisconnect):
    async def disconnect(self, code):
        await self.channel_layer.group_discard("strange", self.channel_name)


class Progress(Fault):
    groups = ("progress",)

    async def receive(self, text_data=None, bytes_data=None):
        await self.tell("progress")
        await asyncio.sleep(0.5)


class SyncHelper(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        async_to_sync(self.channel_layer.group_send)("x", {"type": "said"})


class NoJson(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send_json({})


class Ticks(Fault):
    async def connect(self):
        await self.accept()
        TASKS.add(asyncio.create_task(self.tick()))

    async def tick(self):
        for _ in range(5):
            await asyncio.sleep(0.1)
            await self.send("tick")


class SendsAfterClose(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.close()
        await self.send("late")


class ClosesTwice(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.close()
        await self.close()


class SaysBye(Fault):
    async def disconnect(self, code):
        await self.send("bye")


class NoReader(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send("thumbnails", {"type": "make"})


class Floods(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        for _ in range(102):
            await self.channel_layer.send(self.channel_name, {"type": "said"})


class UsesCoroutine(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(json.dumps({"answer": self.answer()}))

    async def answer(self):
        return 42


class AwaitsNothing(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await self.note()

    def note(self):
        pass


class InCall(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await database_sync_to_async(self.save)()

    def save(self):
        with transaction.atomic():
            get_user_model().objects.first()
            async_to_sync(self.channel_layer.group_send)("orders", {"type": "said"})


class RowNotThere(Fault):
    groups = ("rows",)

    async def receive(self, text_data=None, bytes_data=None):
        save = database_sync_to_async(self.save, thread_sensitive=False)
        TASKS.add(asyncio.create_task(save()))

    def save(self):
        with transaction.atomic():
            row = get_user_model().objects.create(username="late")
            event = {"type": "look", "pk": row.pk}
            async_to_sync(self.channel_layer.group_send)("rows", event)
            time.sleep(0.3)

    async def look(self, event):
        await get_user_model().objects.aget(pk=event["pk"])


class Unsaved(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        self.scope["session"]["note"] = text_data


class Saved(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        self.scope["session"]["note"] = text_data
        await database_sync_to_async(self.scope["session"].save)()


class ThreadSends(Fault):
    groups = ("thread",)

    async def receive(self, text_data=None, bytes_data=None):
        told = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self.work, args=(loop, told), name="mqtt").start()
        await told.wait()

    def work(self, loop, told):
        asyncio.run(self.tell("thread"))
        loop.call_soon_threadsafe(told.set)


class Pours(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        for _ in range(24):
            await self.send(bytes_data=b"x" * 2**20)


class Notes(Fault):
    notes = []  # noqa: RUF012

    async def receive(self, text_data=None, bytes_data=None):
        self.notes.append(text_data)


class Waits(Fault):
    async def receive(self, text_data=None, bytes_data=None):
        await asyncio.sleep(0.35)


FAULTS = {cls.__name__: cls.as_asgi() for cls in [*Fault.__subclasses__(), LeavesOther]}
FAULTS["NoAsgi"] = Unawaited
for name in ("Unsaved", "Saved"):
    FAULTS[name] = SessionMiddlewareStack(FAULTS[name])
routes = [path(f"ws/{name}/", app) for name, app in FAULTS.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
