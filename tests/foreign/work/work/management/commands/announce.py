from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def handle(self, *args, **options):
        layer = get_channel_layer()
        async_to_sync(layer.group_send)("staff", {"type": "staff.note", "text": "closing"})
