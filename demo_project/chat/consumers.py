"""The consumers: one instance per open tab."""

import asyncio
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import User

from . import frames, groups, history, rate_limit
from .frames import ChatError
from .models import Conversation

# 4000 to 4999 are free for applications; these resemble the HTTP status of the same meaning.
CLOSE_CODES = {"bad_field": 4400, "unauthenticated": 4401, "forbidden": 4403, "not_found": 4404}
TYPING_INTERVAL = 1  # seconds


class ChatConsumer(AsyncJsonWebsocketConsumer):
    """One tab of the chat, with the identity that the URL claims.

    INSECURE, for demonstration only: whoever types an address is that person.
    ``support.py`` has the same chat for people who have logged in.
    """

    user: User
    role: str
    conversation: Conversation

    # Values shared by all instances, hence none that can be changed in place.
    room: str | None = None
    in_history: frozenset[int] = frozenset()
    typing_at = 0.0

    # -- coming and going

    async def connect(self) -> None:
        try:
            conversation = await self.identify()
        except ChatError as error:
            await self.turn_away(error)
            return
        await self.enter(conversation)
        await self.accept()
        await self.greet()

    async def disconnect(self, code: int | None) -> None:
        await self.leave()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # disconnect() is not called when a handler raises; this line is reached anyway.
            await self.leave()

    async def turn_away(self, error: ChatError) -> None:
        """Close and let the browser know why."""
        # Closing before accept would be an HTTP 403 to the browser, whatever the code.
        await self.accept()
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

    # -- who is it, and where may they go?

    async def identify(self) -> Conversation:
        """Set ``user`` and ``role``; return the conversation to open."""
        claimed = self.scope["url_route"]["kwargs"]
        self.role, email = claimed["role"], frames.get_text(claimed, "email")
        if self.role == "admin":
            # The URL does not even say which one: the email is that of the user to talk to.
            users = User.objects.filter(is_staff=True)
        elif self.role == "user":
            users = User.objects.filter(is_staff=False, email=email)
        else:
            raise ChatError("not_found", f"There is no role {self.role!r}; try user or admin.")
        user = await users.order_by("pk").afirst()
        if user is None:
            raise ChatError("not_found", f"There is no {self.role} for {email}.")
        self.user = user
        return await self.find_conversation(participant__email=email)

    async def find_conversation(self, **lookup: Any) -> Conversation:
        """The conversation, if there is one that this user may see."""
        visible = Conversation.objects.visible_to(self.user).select_related("participant")
        conversation = await visible.filter(**lookup).afirst()
        if conversation is None:
            raise ChatError("forbidden", "There is no such conversation, or it is not yours.")
        return conversation

    def room_lookup(self, frame: dict[str, Any]) -> dict[str, Any]:
        return {"participant__email": frames.get_text(frame, "room")}

    def room_name(self, conversation: Conversation) -> str:
        return groups.room_for_email(conversation.participant.email)

    # -- frames from the browser

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room is None:
            return  # turned away, and a frame was already on its way
        try:
            # Before parsing: taking rubbish apart costs time, too.
            await rate_limit.charge(self.user.pk)
            await self.receive_json(frames.parse(text_data))
        except ChatError as error:
            await self.send_error(error)

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
                await self.send_history(after=frames.get_id(frame, "after"))
            case "switch_room":
                await self.handle_switch_room(frame)
            case _:
                raise ChatError("unknown_type", "There is no such type of frame.")

    async def handle_message(self, frame: dict[str, Any]) -> None:
        text = frames.get_text(frame, "text")
        client_id = frames.get_client_id(frame)
        # Saved first: whoever misses the event finds the message in the history.
        message = await history.save(self.conversation, self.user, text, client_id)
        await self.channel_layer.group_send(
            self.room,
            {"type": "chat.message", "room": self.room, "message": message},
        )

    async def handle_typing(self) -> None:
        await rate_limit.refund(self.user.pk)
        now = asyncio.get_running_loop().time()
        if now - self.typing_at >= TYPING_INTERVAL:
            self.typing_at = now
            await self.channel_layer.group_send(
                self.room,
                {"type": "chat.typing", "room": self.room, "email": self.user.email},
            )

    async def handle_read(self, frame: dict[str, Any]) -> None:
        ids = frames.get_ids(frame, "ids")
        read = await history.mark_read(self.conversation, ids, by_staff=self.role == "admin")
        if read:
            await self.channel_layer.group_send(
                self.room,
                {"type": "chat.read", "room": self.room, "ids": read, "reader": self.user.email},
            )

    async def handle_switch_room(self, frame: dict[str, Any]) -> None:
        if self.role != "admin":
            raise ChatError("forbidden", "Only an admin may switch rooms.")
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
            await self.pass_on(event, {"type": "typing", "email": event["email"]})

    async def chat_read(self, event: dict[str, Any]) -> None:
        frame = {"type": "read", "ids": event["ids"], "reader": event["reader"]}
        await self.pass_on(event, frame)

    async def chat_notice(self, event: dict[str, Any]) -> None:
        await self.pass_on(event, {"type": "notice", "text": event["text"]})

    # -- frames to the browser

    async def greet(self) -> None:
        """Say who they are and where, and what was said before."""
        user, participant = self.user, self.conversation.participant
        room = {"user": participant.pk, "email": participant.email}
        await self.send_json(
            {"type": "connected", "role": self.role, "email": user.email, "room": room}
        )
        await self.send_history()

    async def pass_on(self, event: dict[str, Any], frame: dict[str, Any]) -> None:
        """Send the frame, unless its event was queued for a room the admin has left since."""
        if event["room"] == self.room:
            await self.send_json(frame)

    async def send_history(self, after: int | None = None) -> None:
        """The newest page, or the one after a message the client already has."""
        if after is None:
            messages = await history.newest(self.conversation)
        else:
            messages = await history.after(self.conversation, after)
        self.in_history = frozenset(message["id"] for message in messages)
        more = after is not None and len(messages) == history.PAGE
        await self.send_json({"type": "history", "messages": messages, "more": more})

    async def send_error(self, error: ChatError) -> None:
        await self.send_json({"type": "error", "code": error.code, "message": str(error)})
