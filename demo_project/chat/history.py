"""Reading and writing messages.

A page of messages costs one query: ``as_dict()`` needs the senders, so they are joined in.
"""

import json
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from .models import Conversation, Message

PAGE = 50  # messages
# Daphne sends no frame of more than 1,048,576 bytes: it closes with 1011 instead, and would
# do so at every connect from then on. One message has 24,000 at most (4,000 control characters).
PAGE_BYTES = 256 * 1024

Page = tuple[list[dict[str, Any]], bool]  # messages, oldest first; whether there are more


async def newest(conversation: Conversation) -> Page:
    """The last page of the conversation, oldest message first, and whether there are older."""
    newest_first, more = await _page(conversation.messages.order_by("-number"))
    return newest_first[::-1], more


async def before(conversation: Conversation, number: int) -> Page:
    """The page that ends just before a message, and whether there are older ones still."""
    older = conversation.messages.filter(number__lt=number)
    newest_first, more = await _page(older.order_by("-number"))
    return newest_first[::-1], more


async def after(conversation: Conversation, number: int) -> Page:
    """The page that follows a message, and whether there are newer ones still.

    What a client missed while it was away. Safe, because numbers are in the order of commits:
    no message with a smaller number can still appear; see ``Conversation.take_number``.
    """
    return await _page(conversation.messages.filter(number__gt=number).order_by("number"))


async def _page(messages: QuerySet[Message]) -> Page:
    """As many of these as fit into one frame, and whether some did not."""
    page: list[dict[str, Any]] = []
    size = 0
    async for message in messages.select_related("sender")[: PAGE + 1]:
        row = message.as_dict()
        size += len(json.dumps(row, ensure_ascii=False).encode())
        if page and (size > PAGE_BYTES or len(page) == PAGE):
            return page, True
        page.append(row)
    return page, False


async def save(
    conversation: Conversation, sender: AbstractUser, text: str, client_id: str
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
    """Mark those of the other side's messages that were unread; return their numbers."""
    unread = conversation.messages.filter(
        number__in=ids, read_at=None, sender__is_staff=not by_staff
    )
    found = [number async for number in unread.values_list("number", flat=True)]
    if found:
        messages = Message.objects.filter(conversation=conversation, number__in=found)
        await messages.aupdate(read_at=timezone.now())
    return found
