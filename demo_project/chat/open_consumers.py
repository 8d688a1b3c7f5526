"""An example of a fault: a chat that believes what the URL says.

It is here because much can be shown with it: three tabs need three addresses and no login.
``settings.OPEN_CHAT`` switches it off, and is off where ``DEBUG`` is. The chat to copy is in
``consumers.py``.
"""

from typing import Any

from django.contrib.auth import get_user_model

from . import frames, groups
from .base import RoomConsumer
from .frames import ChatError
from .models import Conversation

User = get_user_model()


class ChatConsumer(RoomConsumer):
    """One tab of the open chat. INSECURE: an address in the URL makes you that person."""

    budget = "open"

    async def identify(self) -> Conversation:
        claimed = self.scope["url_route"]["kwargs"]
        self.role, email = claimed["role"], frames.get_text(claimed, "email")
        if self.role == "admin":
            # The URL does not even say which one: the email is that of the user to talk to.
            users = staff()
        elif self.role == "user":
            users = User.objects.filter(is_staff=False, email=email)
        else:
            raise ChatError("not_found", "There is no such role; try user or admin.")
        user = await users.order_by("pk").afirst()
        if user is None:
            raise ChatError("not_found", f"There is no {self.role} for {email}.")
        self.user = user
        return await self.find_conversation(participant__email=email)

    def room_lookup(self, frame: dict[str, Any]) -> dict[str, Any]:
        return {"participant__email": frames.get_text(frame, "room")}

    def room_name(self, conversation: Conversation) -> str:
        return groups.room_for_email(conversation.participant.email)


def staff() -> Any:
    """The members of the staff; the open chat takes the first of them for every admin."""
    return User.objects.filter(is_staff=True).order_by("pk")
