"""Reading and writing messages.

A page of messages costs one query: ``as_dict()`` needs the senders, so they are joined in.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from .models import Conversation, Message

PAGE = 50


async def newest(conversation: Conversation) -> list[dict[str, Any]]:
    """The last page of the conversation, oldest message first."""
    # Two messages may share a time stamp; the key decides then.
    messages = conversation.messages.select_related("sender").order_by("-created_at", "-pk")
    newest_first = [message.as_dict() async for message in messages[:PAGE]]
    return newest_first[::-1]


async def after(conversation: Conversation, message_id: int) -> list[dict[str, Any]]:
    """The page that follows a message: what a client missed while it was away."""
    messages = conversation.messages.select_related("sender").filter(pk__gt=message_id)
    return [message.as_dict() async for message in messages.order_by("pk")[:PAGE]]


async def save(
    conversation: Conversation, sender: User, text: str, client_id: str
) -> dict[str, Any]:
    """Store a message, or find the one that this ``client_id`` has stored already."""
    try:
        message = await conversation.messages.acreate(sender=sender, text=text, client_id=client_id)
    except IntegrityError:
        message = await conversation.messages.select_related("sender").aget(
            sender=sender, client_id=client_id
        )
    return message.as_dict()


async def mark_read(conversation: Conversation, ids: list[int], *, by_staff: bool) -> list[int]:
    """Mark those of the other side's messages that were unread; return their ids."""
    unread = conversation.messages.filter(pk__in=ids, read_at=None, sender__is_staff=not by_staff)
    found = [pk async for pk in unread.values_list("pk", flat=True)]
    if found:
        await Message.objects.filter(pk__in=found).aupdate(read_at=timezone.now())
    return found
