from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer
from django.db.models import F

from poll.models import Choice


class Poll(WebsocketConsumer):
    def connect(self):
        async_to_sync(self.channel_layer.group_add)("poll", self.channel_name)
        self.accept()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)("poll", self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        choice = Choice.objects.get(name=text_data)
        Choice.objects.filter(pk=choice.pk).update(votes=F("votes") + 1)
        async_to_sync(self.channel_layer.group_send)(
            "poll", {"type": "poll.changed", "choice": choice.pk}
        )

    def poll_changed(self, event):
        choice = Choice.objects.get(pk=event["choice"])
        self.send(text_data=f"{choice.name}: {choice.votes}")
