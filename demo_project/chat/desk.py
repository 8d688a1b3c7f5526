"""The staff's list of conversations: who wrote last, and how much of it is unread."""

from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.models import AbstractUser
from django.db.models import Count, F, Max, Q

from .models import Conversation, ConversationQuerySet, name_of

ROOMS = 200  # a frame's worth


@database_sync_to_async
def rooms(user: AbstractUser) -> list[dict[str, Any]]:
    """The conversations that this member of the staff may see, the latest first."""
    return [describe(c) for c in _counted(Conversation.objects.visible_to(user))[:ROOMS]]


@database_sync_to_async
def news_of(conversation: Conversation) -> dict[str, Any]:
    """What the staff is told when something has changed: the event, without its type."""
    found = _counted(Conversation.objects.filter(pk=conversation.pk)).get()
    return {"assigned_to": found.assigned_to_id, "room": describe(found)}


def _counted(conversations: ConversationQuerySet) -> ConversationQuerySet:
    unread = Q(messages__read_at=None, messages__sender__is_staff=False)
    counted = conversations.select_related("participant").annotate(
        unread=Count("messages", filter=unread), last_at=Max("messages__created_at")
    )
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
