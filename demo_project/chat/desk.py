"""The staff's list of conversations: who wrote last, and how much of it is unread."""

from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.models import AbstractUser
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import Conversation, ConversationQuerySet, Message, name_of

ROOMS = 200  # a frame's worth


def rooms(user: AbstractUser) -> list[dict[str, Any]]:
    """The conversations that this member of the staff may see, the latest first."""
    return [describe(c) for c in _counted(Conversation.objects.visible_to(user))[:ROOMS]]


async_rooms = database_sync_to_async(rooms)


@database_sync_to_async
def news_of(conversation: Conversation) -> dict[str, Any]:
    """What the staff is told when something has changed: the event, without its type."""
    found = _counted(Conversation.objects.filter(pk=conversation.pk)).get()
    return {"assigned_to": found.assigned_to_id, "room": describe(found)}


def _counted(conversations: ConversationQuerySet) -> ConversationQuerySet:
    # Subqueries, each with an index of its own: a join would read whole conversations.
    theirs = Message.objects.filter(conversation=OuterRef("pk"))
    unread = theirs.filter(read_at=None, sender__is_staff=False).order_by()
    count = unread.values("conversation").annotate(count=Count("pk")).values("count")
    latest = theirs.order_by("-number").values("created_at")[:1]
    counted = conversations.annotate(
        unread=Coalesce(Subquery(count), 0), last_at=Subquery(latest)
    ).select_related("participant")
    return counted.order_by(F("last_at").desc(nulls_last=True), "participant__email")


def describe(conversation: Any) -> dict[str, Any]:
    """One room as it travels in a ``rooms`` frame."""
    participant, last_at = conversation.participant, conversation.last_at
    return {
        "user": participant.pk,
        "email": participant.email,
        "name": name_of(participant),
        "unread": conversation.unread,
        "last_at": last_at and last_at.isoformat(),
    }
