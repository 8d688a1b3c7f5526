"""The archive: the database, a slow line away."""

import asyncio

from channels.db import database_sync_to_async

from demo_project.chat.models import Conversation, Message

PAGE = 5


async def read_after(number):
    """The messages with larger numbers, in order, five at most: [{"number": 3, "text": …}, …]."""
    await asyncio.sleep(0.05)  # the way there
    page = await read_page(number)
    await asyncio.sleep(0.15)  # and back, with the messages
    return page


@database_sync_to_async
def read_page(number):
    rows = Message.objects.filter(number__gt=number).order_by("number")
    return list(rows.values("number", "text")[:PAGE])


@database_sync_to_async
def keep(text):
    """Keep a message; it comes back with its number."""
    room = Conversation.objects.first()
    row = Message.objects.create(conversation=room, sender_id=room.participant_id, text=text)
    return {"number": row.number, "text": row.text}
