"""Alarms, for views and jobs. Not yours to change."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer


def raise_alarm(what):
    """Show it on all screens."""
    event = {"type": "alarm.raised", "what": what}
    async_to_sync(get_channel_layer().group_send)("screens", event)
