"""What is kept: conversations, their messages, and which tabs are open."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import F, Q


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Queries that know who may see what."""

    def visible_to(self, user: AbstractUser) -> "ConversationQuerySet":
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
    last_number = models.PositiveBigIntegerField(default=0, editable=False)

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"conversation with {self.participant}"

    def take_number(self) -> int:
        """The number of the next message; inside a transaction, whose end it waits for.

        A primary key would not do for "everything after the last one I have". Keys are given
        at INSERT, rows become visible at COMMIT: of two transactions the one with the smaller
        key may commit later, and a client that has seen the larger key never asks for the
        smaller one. The UPDATE locks this row until the commit, so the next writer takes its
        number only when ours can be seen. Within a conversation numbers are in the order of
        commits, on SQLite and on PostgreSQL, and a rollback leaves no gap.
        """
        Conversation.objects.filter(pk=self.pk).update(last_number=F("last_number") + 1)
        return Conversation.objects.values_list("last_number", flat=True).get(pk=self.pk)


class Message(models.Model):
    """One message of a conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    # 1, 2, 3 … within the conversation: the id that clients know.
    number = models.PositiveBigIntegerField(editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    # The name the sending browser gave the message; it makes sending again harmless.
    client_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("conversation", "number")
        indexes = (
            models.Index(fields=["conversation"], condition=Q(read_at=None), name="chat_unread"),
        )
        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="numbered_once"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"],
                condition=~Q(client_id=""),
                name="sent_once",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Number a new message. Here, so that no way of writing one can forget it."""
        if self.number is not None:
            super().save(*args, **kwargs)
            return
        try:
            with transaction.atomic():
                self.number = self.conversation.take_number()
                super().save(*args, **kwargs)
        except BaseException:
            self.number = None  # given back by the rollback
            raise

    def as_dict(self) -> dict[str, Any]:
        """The message as strings and numbers only: fit for JSON and for msgpack (Redis)."""
        return {
            "id": self.number,
            "text": self.text,
            "sender": self.sender.email,
            "name": name_of(self.sender),
            "role": "admin" if self.sender.is_staff else "user",
            "client_id": self.client_id or None,
            "sent_at": self.created_at.isoformat(),
            "read_at": self.read_at and self.read_at.isoformat(),
        }


def name_of(user: AbstractUser) -> str:
    """The name to show for a user."""
    return user.get_full_name() or user.get_username()


class OpenTab(models.Model):
    """A live connection, as far as we know. Only ``presence.py`` touches this table."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    channel_name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"tab of user {self.user_id}"
