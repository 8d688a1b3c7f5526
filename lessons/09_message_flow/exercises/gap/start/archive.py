"""The archive of a match: the database, a slow line away."""

import asyncio

from channels.db import database_sync_to_async

from demo_project.chat.models import Conversation, Message


async def history():
    """All lines so far, oldest first."""
    await asyncio.sleep(0.2)  # the way there
    lines = await read_lines()
    await asyncio.sleep(0.2)  # and back
    return lines


@database_sync_to_async
def read_lines():
    rows = Message.objects.order_by("number").values_list("number", "text")
    return [{"number": number, "text": text} for number, text in rows]


@database_sync_to_async
def add_line(text):
    """Keep a line; it comes back with its number."""
    match = Conversation.objects.first()
    row = Message.objects.create(conversation=match, sender_id=match.participant_id, text=text)
    return {"number": row.number, "text": row.text}
