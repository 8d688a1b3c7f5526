"""The chat for people who have logged in: the one to read first, and the one to copy."""

import asyncio
import logging
from importlib import import_module
from typing import Any

from channels.auth import get_user
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import DatabaseError

from . import desk, frames, groups, presence
from .base import RoomConsumer
from .frames import ChatError, Dismissed
from .models import Conversation, name_of

logger = logging.getLogger(__name__)

USERS_PER_FRAME = 500  # a frame has to stay far below the server's limit of a mebibyte


class SupportConsumer(RoomConsumer):
    """One tab of the chat: identity from the session, room by primary key, and presence."""

    budget = "support"
    heartbeat: asyncio.Task[None] | None = None

    # -- who is it, and where may they go?

    async def identify(self) -> Conversation:
        self.user = self.scope["user"]
        if not self.user.is_authenticated:
            raise ChatError("unauthenticated", "Log in first.")
        self.role = "admin" if self.user.is_staff else "user"
        asked_for = self.scope["url_route"]["kwargs"]
        if self.role == "admin" or asked_for:
            user_id = frames.get_id(asked_for, "user_id")
            return await self.find_conversation(participant=user_id)
        own = Conversation.objects.select_related("participant")
        conversation, _ = await own.aget_or_create(participant=self.user)
        return conversation

    async def check_login(self) -> None:
        """Ask the database: ``scope["user"]`` is as old as the handshake."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        user = await get_user({"session": store(self.scope["session"].session_key)})
        if user.pk != self.user.pk:
            raise Dismissed("unauthenticated", "You have logged out.")
        if user.is_staff != self.user.is_staff:
            raise Dismissed("forbidden", "Your rights have changed. Load the page again.")

    async def check_rights(self) -> None:
        """Raise ``Dismissed`` if the login, the role or the conversation has been taken away."""
        await self.check_login()
        conversation = self.conversation
        try:
            await self.find_conversation(pk=conversation.pk)
        except ChatError as error:
            if conversation is self.conversation:  # and not left while we asked
                message = "This conversation is not yours any more."
                raise Dismissed("forbidden", message) from error

    def room_lookup(self, frame: dict[str, Any]) -> dict[str, Any]:
        return {"participant": frames.get_id(frame, "room")}

    def room_name(self, conversation: Conversation) -> str:
        return groups.room_for_pk(conversation.participant_id)

    # -- presence

    async def connect(self) -> None:
        await super().connect()
        if self.is_over:
            return  # turned away
        self.heartbeat = asyncio.create_task(self.keep_beating())
        for group in self.watched_groups:
            await self.channel_layer.group_add(group, self.channel_name)
        try:
            with frames.database_errors():
                await self.show_who_is_there()
                await self.beat()
        except ChatError as error:
            await self.dismiss(error)

    async def leave(self) -> None:
        await super().leave()
        if not self.heartbeat:
            return
        self.heartbeat.cancel()
        self.heartbeat = None
        for group in self.watched_groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        try:
            if await presence.remove(self.user.pk, self.channel_name):
                await self.announce(self.user, online=False)
        except DatabaseError:
            logger.exception("A tab has gone and its row stays, until it expires.")

    @property
    def watched_groups(self) -> tuple[str, ...]:
        """Staff watch the users, users watch the staff; users never see each other."""
        if self.role == "admin":
            return (groups.USERS_PRESENCE, groups.DESK)
        return (groups.STAFF_PRESENCE,)

    async def keep_beating(self) -> None:
        while not self.is_over:
            await asyncio.sleep(settings.HEARTBEAT)
            try:
                await self.check_rights()
                await self.beat()
            except Dismissed as error:
                await self.dismiss(error)
            except Exception:
                # No code awaits this task: without the log its end would go unnoticed.
                logger.exception("Heartbeat failed; trying again.")

    async def beat(self) -> None:
        if await presence.renew(self.user.pk, self.channel_name):
            await self.announce(self.user, online=True)
        for user in await presence.sweep():
            await self.announce(user, online=False)

    async def show_who_is_there(self) -> None:
        watched = await presence.online(staff=self.role == "user")
        # At least one frame, so that a page knows that it has heard of everybody.
        for first in range(0, len(watched) or 1, USERS_PER_FRAME):
            users = describe(watched[first : first + USERS_PER_FRAME], online=True)
            await self.send_json({"type": "presence", "users": users})
        if self.role == "admin":
            await self.send_json({"type": "rooms", "rooms": await desk.async_rooms(self.user)})

    async def announce(self, user: AbstractUser, *, online: bool) -> None:
        await self.channel_layer.group_send(
            groups.STAFF_PRESENCE if user.is_staff else groups.USERS_PRESENCE,
            {"type": "presence.changed", "users": describe([user], online=online)},
        )

    async def presence_changed(self, event: dict[str, Any]) -> None:
        if not self.is_over:
            await self.send_json({"type": "presence", "users": event["users"]})

    # -- the staff's list of conversations

    async def handle_message(self, frame: dict[str, Any]) -> None:
        await super().handle_message(frame)
        await self.tell_the_desk()

    async def handle_read(self, frame: dict[str, Any]) -> None:
        await super().handle_read(frame)
        if self.role == "admin":
            await self.tell_the_desk()

    async def tell_the_desk(self) -> None:
        news = await desk.news_of(self.conversation)
        await self.channel_layer.group_send(groups.DESK, {"type": "desk.changed", **news})

    async def desk_changed(self, event: dict[str, Any]) -> None:
        # As in Conversation.objects.visible_to(): what is another admin's is not shown.
        if event["assigned_to"] in (None, self.user.pk) and not self.is_over:
            await self.send_json({"type": "rooms", "rooms": [event["room"]]})


def describe(users: list[AbstractUser], *, online: bool) -> list[dict[str, Any]]:
    """Users as they travel in a presence frame."""
    return [
        {"user": user.pk, "email": user.email, "name": name_of(user), "online": online}
        for user in users
    ]
