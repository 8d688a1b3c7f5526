"""What is kept: conversations, their messages, and which tabs are open."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Queries that know who may see what."""

    def visible_to(self, user: User) -> "ConversationQuerySet":
        """Staff see what is theirs or nobody's yet; everybody else sees their own."""
        if user.is_staff:
            return self.filter(Q(assigned_to=None) | Q(assigned_to=user))
        return self.filter(participant=user)


class Conversation(models.Model):
    """Everything one user and the support have said to each other."""

    participant = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_conversations",
        limit_choices_to={"is_staff": True},
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"conversation with {self.participant}"


class Message(models.Model):
    """One message of a conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    # The name the sending browser gave the message; it makes sending again harmless.
    client_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=["conversation", "-created_at", "-id"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"],
                condition=~Q(client_id=""),
                name="sent_once",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"

    def as_dict(self) -> dict[str, Any]:
        """The message as strings and numbers only: fit for JSON and for msgpack (Redis)."""
        return {
            "id": self.pk,
            "text": self.text,
            "sender": self.sender.email,
            "role": "admin" if self.sender.is_staff else "user",
            "client_id": self.client_id or None,
            "sent_at": self.created_at.isoformat(),
            "read_at": self.read_at and self.read_at.isoformat(),
        }


class OpenTab(models.Model):
    """A live connection, as far as we know. Only ``presence.py`` touches this table."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    channel_name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"tab of user {self.user_id}"
