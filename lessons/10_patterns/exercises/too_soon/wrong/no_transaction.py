"""A help desk: a view opens tickets, and each agent's tab shows them. ROOT_URLCONF is this file."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import async_to_sync
from attachments import save_attachments
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import transaction
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from demo_project.chat.models import Conversation, Message


class Agent(AsyncJsonWebsocketConsumer):
    """An agent's tab: hears of a ticket by its key, and looks it up."""

    groups = ["agents"]

    async def ticket_opened(self, event):
        ticket = await Message.objects.filter(pk=event["pk"]).afirst()
        await self.send_json({"ticket": ticket.text if ticket else "no such ticket"})


def tell_agents(pk):
    send = async_to_sync(get_channel_layer().group_send)
    send("agents", {"type": "ticket.opened", "pk": pk})


@csrf_exempt
def open_ticket(request):
    """POST: a customer's ticket, with its files or not at all."""
    customer = Conversation.objects.first()
    text = json.loads(request.body)["text"]
    ticket = customer.messages.create(sender_id=customer.participant_id, text=text)
    tell_agents(ticket.pk)
    save_attachments(ticket)
    return JsonResponse({"ticket": ticket.number}, status=201)


urlpatterns = [path("tickets/", open_ticket)]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/agent/", Agent.as_asgi())]),
    }
)
