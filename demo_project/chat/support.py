"""The chat for people who have logged in."""

import asyncio
import logging
from importlib import import_module
from typing import Any

from channels.auth import get_user
from django.conf import settings
from django.contrib.auth.models import User

from . import frames, groups, presence
from .consumers import CLOSE_CODES, ChatConsumer
from .frames import ChatError
from .models import Conversation

logger = logging.getLogger(__name__)


class SupportConsumer(ChatConsumer):
    """One tab of the chat: identity from the session, room by primary key, and presence."""

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

    def room_lookup(self, frame: dict[str, Any]) -> dict[str, Any]:
        return {"participant": frames.get_id(frame, "room")}

    def room_name(self, conversation: Conversation) -> str:
        return groups.room_for_pk(conversation.participant_id)

    # -- presence

    async def connect(self) -> None:
        await super().connect()
        if self.room is None:
            return  # turned away
        self.heartbeat = asyncio.create_task(self.keep_beating())
        await self.channel_layer.group_add(self.watched_group, self.channel_name)
        watched = await presence.online(staff=self.role == "user")
        await self.send_json({"type": "presence", "users": describe(watched, online=True)})
        await self.beat()

    async def leave(self) -> None:
        if self.heartbeat:
            self.heartbeat.cancel()
            self.heartbeat = None
            if await presence.remove(self.user.pk, self.channel_name):
                await self.announce(self.user, online=False)
            await self.channel_layer.group_discard(self.watched_group, self.channel_name)
        await super().leave()

    @property
    def watched_group(self) -> str:
        """Staff watch the users, users watch the staff; users never see each other."""
        return groups.USERS_PRESENCE if self.role == "admin" else groups.STAFF_PRESENCE

    async def keep_beating(self) -> None:
        while True:
            await asyncio.sleep(settings.HEARTBEAT)
            try:
                await self.beat()
            except Exception:
                # Nobody awaits this task: without the log its end would go unnoticed.
                logger.exception("Heartbeat failed; trying again.")

    async def beat(self) -> None:
        if not await self.is_logged_in():
            await self.close(CLOSE_CODES["unauthenticated"])
            return
        if await presence.renew(self.user.pk, self.channel_name):
            await self.announce(self.user, online=True)
        for user in await presence.sweep():
            await self.announce(user, online=False)

    async def is_logged_in(self) -> bool:
        """Ask the database: ``scope["user"]`` is as old as the handshake."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        user = await get_user({"session": store(self.scope["session"].session_key)})
        return user.pk == self.user.pk

    async def announce(self, user: User, *, online: bool) -> None:
        await self.channel_layer.group_send(
            groups.STAFF_PRESENCE if user.is_staff else groups.USERS_PRESENCE,
            {"type": "presence.changed", "users": describe([user], online=online)},
        )

    async def presence_changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"type": "presence", "users": event["users"]})


def describe(users: list[User], *, online: bool) -> list[dict[str, Any]]:
    """Users as they travel in a presence frame."""
    return [{"user": user.pk, "email": user.email, "online": online} for user in users]
