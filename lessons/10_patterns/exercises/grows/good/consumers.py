"""Heart recordings of a patient: a nurse makes them, a doctor's page shows them all."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from monitor import record

from demo_project.chat.models import Conversation, Message

MOST = 20_000  # samples of a recording, six characters each
PAGE = 5  # recordings in a frame: 600,000 characters, and Daphne takes 1,048,576 bytes


class Patient(AsyncJsonWebsocketConsumer):
    """A doctor's page. It shows what each frame brings: {"recordings": [{"id": 1, …}, …]}."""

    async def connect(self):
        await self.accept()
        rows = Message.objects.order_by("number")
        recordings = [{"id": row.number, "samples": row.text} async for row in rows]
        for start in range(0, len(recordings), PAGE):
            await self.send_json({"recordings": recordings[start : start + PAGE]})


class Monitor(AsyncJsonWebsocketConsumer):
    """The nurse's page: starts a recording."""

    async def receive_json(self, content):
        samples = record(min(content["record"], MOST))
        patient = await Conversation.objects.afirst()
        await patient.messages.acreate(sender_id=patient.participant_id, text=samples)


routes = [path("ws/patient/", Patient.as_asgi()), path("ws/monitor/", Monitor.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
