"""What every chat of this project has in common: one instance of a consumer per open tab.

The subclasses decide who a user is and what this user may see: ``consumers.py`` asks the
session, ``open_consumers.py`` believes the URL.
"""

import asyncio
import json
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import AbstractUser

from . import flood, frames, history, rate_limit
from .frames import ChatError, Dismissed
from .models import Conversation, name_of

# 4000 to 4999 are free for applications; these resemble the HTTP status of the same meaning.
CLOSE_CODES = {
    "bad_field": 4400,
    "unauthenticated": 4401,
    "forbidden": 4403,
    "not_found": 4404,
    "rate_limited": 4429,
    "unavailable": 4503,
}
TYPING_INTERVAL = 1  # seconds


class RoomConsumer(AsyncJsonWebsocketConsumer):
    """One tab that is in one room at a time: messages, history, receipts and typing."""

    budget: str  # whose rate limit counts, beside the user's: one per kind of chat

    user: AbstractUser
    role: str  # "user" or "admin"
    conversation: Conversation

    # Values shared by all instances, hence none that can be changed in place.
    room: str | None = None
    in_history: frozenset[int] = frozenset()
    typing_at = 0.0
    is_over = False

    # -- for the subclasses

    async def identify(self) -> Conversation:
        """Set ``user`` and ``role``; return the conversation to open, or raise ``ChatError``."""
        raise NotImplementedError

    async def check_login(self) -> None:
        """Raise ``Dismissed`` if ``user`` and ``role`` are not true any more."""

    def room_lookup(self, frame: dict[str, Any]) -> dict[str, Any]:
        """The conversation that a ``switch_room`` frame names, as a filter."""
        raise NotImplementedError

    def room_name(self, conversation: Conversation) -> str:
        """The group of a conversation's tabs."""
        raise NotImplementedError

    # -- coming and going

    async def connect(self) -> None:
        try:
            with frames.database_errors():
                conversation = await self.identify()
        except ChatError as error:
            await self.turn_away(error)
            return
        await self.enter(conversation)
        await self.accept()
        try:
            with frames.database_errors():
                await self.greet()
        except ChatError as error:
            await self.dismiss(error)

    async def disconnect(self, code: int | None) -> None:
        await self.leave()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # disconnect() is not enough: Channels calls it when the browser has gone, and not when
        # a handler of ours raises, or when the server cancels us. This line is reached anyway.
        try:
            async with flood.Inbox(receive, self.stop_flood) as inbox:
                await super().__call__(scope, inbox.get, send)
        finally:
            await self.leave()

    async def stop_flood(self) -> None:
        message = "That is a flood of frames. The connection ends here."
        await self.dismiss(Dismissed("rate_limited", message, retry_after=flood.RETRY_AFTER))

    async def turn_away(self, error: ChatError) -> None:
        """Close before anything has begun, and let the browser know why."""
        # Closing before accept would be an HTTP 403 to the browser, whatever the code.
        await self.accept()
        await self.dismiss(error)

    async def dismiss(self, error: ChatError) -> None:
        """Say why, and close. From now on nothing is taken from this browser, or shown to it."""
        self.is_over = True
        await self.send_error(error)
        await self.close(CLOSE_CODES[error.code])

    async def enter(self, conversation: Conversation) -> None:
        """Hear a conversation instead of the one before."""
        room = self.room_name(conversation)
        await self.channel_layer.group_add(room, self.channel_name)
        old_room, self.room, self.conversation = self.room, room, conversation
        if old_room not in (None, room):
            await self.channel_layer.group_discard(old_room, self.channel_name)

    async def leave(self) -> None:
        """Undo what connect() did. May be called twice."""
        if self.room:
            room, self.room = self.room, None
            await self.channel_layer.group_discard(room, self.channel_name)

    async def find_conversation(self, **lookup: Any) -> Conversation:
        """The conversation, if there is one that this user may see."""
        visible = Conversation.objects.visible_to(self.user).select_related("participant")
        conversation = await visible.filter(**lookup).afirst()
        if conversation is None:
            raise ChatError("forbidden", "There is no such conversation, or it is not yours.")
        return conversation

    # -- frames from the browser

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_over:
            return  # the frame was already on its way
        frame: dict[str, Any] = {}
        try:
            with frames.database_errors():
                # Before parsing, which costs time even if the frame is rubbish.
                await rate_limit.charge(f"{self.budget}:{self.user.pk}")
                frame = frames.parse(text_data)
                await self.receive_json(frame)
        except Dismissed as error:
            await self.dismiss(error)
        except ChatError as error:
            await self.send_error(error, frame)

    async def receive_json(self, frame: dict[str, Any]) -> None:
        # Written out: getattr(self, frame["type"]) would let a browser call any method.
        match frame["type"]:
            case "message":
                await self.handle_message(frame)
            case "typing":
                await self.handle_typing()
            case "read":
                await self.handle_read(frame)
            case "history":
                await self.handle_history(frame)
            case "switch_room":
                await self.handle_switch_room(frame)
            case _:
                raise ChatError("unknown_type", "There is no such type of frame.")

    async def handle_message(self, frame: dict[str, Any]) -> None:
        text = frames.get_text(frame, "text")
        client_id = frames.get_client_id(frame)
        # Saved first: a tab that misses the event finds the message in the history.
        message = await history.save(self.conversation, self.user, text, client_id)
        await self.channel_layer.group_send(
            self.room,
            {"type": "chat.message", "room": self.room, "message": message},
        )

    async def handle_typing(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self.typing_at >= TYPING_INTERVAL:
            self.typing_at = now
            await self.channel_layer.group_send(
                self.room,
                {
                    "type": "chat.typing",
                    "room": self.room,
                    "email": self.user.email,
                    "name": name_of(self.user),
                },
            )

    async def handle_read(self, frame: dict[str, Any]) -> None:
        ids = frames.get_ids(frame, "ids")
        read = await history.mark_read(self.conversation, ids, by_staff=self.role == "admin")
        if read:
            await self.channel_layer.group_send(
                self.room,
                {"type": "chat.read", "room": self.room, "ids": read, "reader": self.user.email},
            )

    async def handle_history(self, frame: dict[str, Any]) -> None:
        if "before" in frame:
            await self.send_older(frames.get_id(frame, "before"))
        else:
            await self.send_history(after=frames.get_id(frame, "after"))

    async def handle_switch_room(self, frame: dict[str, Any]) -> None:
        if self.role != "admin":
            raise ChatError("forbidden", "Only an admin may switch rooms.")
        await self.check_login()
        # Raises before anything has changed, so a refusal leaves the admin where they are.
        await self.enter(await self.find_conversation(**self.room_lookup(frame)))
        await self.greet()

    # -- events from the group

    async def chat_message(self, event: dict[str, Any]) -> None:
        # We joined before we read the history, so a message may be in both.
        if event["message"]["id"] not in self.in_history:
            await self.pass_on(event, {"type": "message", "message": event["message"]})

    async def chat_typing(self, event: dict[str, Any]) -> None:
        if event["email"] != self.user.email:
            frame = {"type": "typing", "email": event["email"], "name": event["name"]}
            await self.pass_on(event, frame)

    async def chat_read(self, event: dict[str, Any]) -> None:
        frame = {"type": "read", "ids": event["ids"], "reader": event["reader"]}
        await self.pass_on(event, frame)

    async def chat_notice(self, event: dict[str, Any]) -> None:
        await self.pass_on(event, {"type": "notice", "text": event["text"]})

    # -- frames to the browser

    async def greet(self) -> None:
        """Say who they are and where, and what was said before."""
        user, participant = self.user, self.conversation.participant
        await self.send_json(
            {
                "type": "connected",
                "role": self.role,
                "email": user.email,
                "name": name_of(user),
                "room": {
                    "user": participant.pk,
                    "email": participant.email,
                    "name": name_of(participant),
                },
            }
        )
        await self.send_history()

    async def pass_on(self, event: dict[str, Any], frame: dict[str, Any]) -> None:
        """Send the frame, unless its event was queued for a room the admin has left since."""
        if event["room"] == self.room and not self.is_over:
            await self.send_json(frame)

    async def send_history(self, after: int | None = None) -> None:
        """The newest page, or the one after a message the client already has."""
        if after is None:
            messages, earlier = await history.newest(self.conversation)
            frame = {"page": "newest", "messages": messages, "more": False, "earlier": earlier}
        else:
            messages, more = await history.after(self.conversation, after)
            frame = {"page": "after", "messages": messages, "more": more}
        self.in_history = frozenset(message["id"] for message in messages)
        await self.send_json({"type": "history", **frame})

    async def send_older(self, before: int) -> None:
        """The page before the oldest message that the client has."""
        messages, earlier = await history.before(self.conversation, before)
        frame = {"page": "before", "messages": messages, "more": False, "earlier": earlier}
        await self.send_json({"type": "history", **frame})

    async def send_error(self, error: ChatError, frame: dict[str, Any] | None = None) -> None:
        await self.send_json(frames.as_error_frame(error, frame or {}))

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        # An emoji has 4 bytes in UTF-8; escaped, as json.dumps() would have it, 12.
        return json.dumps(content, ensure_ascii=False)
