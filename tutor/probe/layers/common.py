"""A channel layer seen through its public methods: what every layer can be asked to do.

A fact is told once the layer has done it, with the time at which it was asked. What the layer
raises is told and goes on as the same object. Who got a copy only the layers we know can tell
(`memory`, `redis_core`, `redis_pubsub`).
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from sys import _getframe
from threading import current_thread, main_thread
from time import monotonic_ns
from types import FrameType
from typing import Any

from ..patches import Patches
from ..preview import FRAME, error_text, preview
from ..report import Facts, here, place, restore
from .marks import Unmarked, digest_of, marked, type_of, unmark


class Sending:
    """A `group_send` that is under way."""

    __slots__ = (
        "at",
        "channels",
        "digest",
        "group",
        "number",
        "text",
        "type",
        "watch",
        "where",
        "written",
    )

    def __init__(self, watch: Watch, group: str, message: Any, number: int, where: str) -> None:
        self.watch = watch
        self.group = group
        self.number = number
        self.type = type_of(message)
        self.text = preview(message, FRAME)
        self.digest = 0 if watch.marks else watch.digest(message)
        self.where = where
        self.at = monotonic_ns()
        self.channels: dict[str, list[str]] = {}  # Redis: key → channels
        self.written: list[tuple[int, list[str], int]] = []  # Redis: at, keys, over capacity


sending: ContextVar[Sending | None] = ContextVar("tutor_sending", default=None)


def argument(args: tuple[Any, ...], kwargs: dict[str, Any], index: int, name: str) -> Any:
    """An argument however it was passed."""
    return args[index] if len(args) > index else kwargs.get(name)


def with_message(
    args: tuple[Any, ...], kwargs: dict[str, Any], message: Any
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The same arguments with another message."""
    if len(args) > 1:
        return (args[0], message, *args[2:]), kwargs
    return (args, {**kwargs, "message": message}) if "message" in kwargs else (args, kwargs)


class Watch:
    """One layer under its alias."""

    shared = True  # what is sent may reach a process that is not observed
    unmark = staticmethod(unmark)

    def __init__(self, layer: Any, alias: str, facts: Facts, patches: Patches) -> None:
        self.layer = layer
        self.alias = alias
        self.facts = facts
        self.patches = patches
        self.unmarked = Unmarked()
        self.marks = facts.marks or not self.shared

    def observe(self) -> None:
        """Shadow the public methods that the layer has."""
        for name in ("new_channel", "send", "receive", "group_add", "group_discard", "group_send"):
            original = getattr(self.layer, name, None)
            if callable(original):
                observed = getattr(self, f"_{name}")(original)
                # A coroutine is called after its function, in warnings and in asyncio's messages.
                self.patches.set(self.layer, name, functools.update_wrapper(observed, original))

    def _new_channel(self, original: Any) -> Any:
        async def new_channel(*args: Any, **kwargs: Any) -> Any:
            channel = await original(*args, **kwargs)
            with self.facts.guarded():
                backend = type(self.layer).__name__
                room = self._capacity(channel)
                self.facts.tell("channel.created", str(channel), self.alias, backend, room)
            return channel

        return new_channel

    def _capacity(self, channel: Any) -> int:
        """Copies that the channel's queue takes; 0: the layer does not say."""
        asked = getattr(self.layer, "get_capacity", None)  # channels/layers.py: BaseChannelLayer
        capacity = asked(channel) if callable(asked) else getattr(self.layer, "capacity", 0)
        return capacity if isinstance(capacity, int) and capacity > 0 else 0

    # ── one channel ─────────────────────────────────────────────────────────────────────────

    def _send(self, original: Any) -> Any:
        new_id, get_sending = self.facts.new_id, sending.get

        @functools.wraps(original)
        async def send(*args: Any, **kwargs: Any) -> Any:
            at, number = monotonic_ns(), new_id()
            group = get_sending()
            if group is not None and group.watch is not self:
                group = None
            channel = message = None
            try:
                if len(args) == 2 and not kwargs:  # as Channels calls it
                    channel, message = args
                    args = channel, self.mark(message, number)
                else:
                    channel = argument(args, kwargs, 0, "channel")
                    message = argument(args, kwargs, 1, "message")
                    args, kwargs = with_message(args, kwargs, self.mark(message, number))
            except Exception as error:
                self.facts.fault(error)
            try:
                result = await original(*args, **kwargs)
            except BaseException as error:
                self.send_failed(channel, message, group, error)
                raise
            try:
                self.sent(number, at, channel, message, group)
            except Exception as error:
                self.facts.fault(error)
            return result

        return send

    def mark(self, message: Any, number: int) -> Any:
        """The message as it goes into the layer, with its channel.sent's id."""
        return marked(message, number) if self.marks else message

    def mark_group(self, message: Any, number: int) -> Any:
        """The same for a group's message; `number` is the id of its group.sent."""
        return marked(message, number) if self.marks else message

    def digest(self, message: Any) -> int:
        """What its copies are known by where they have no mark."""
        return 0 if self.marks else digest_of(message)

    def sent(self, number: int, at: int, channel: Any, message: Any, group: Sending | None) -> None:
        """`send` has returned."""
        conn, cause = here.get()
        name, queue = group.group if group else "", self.facts.queue
        queue.items.extend(
            ("channel.sent", number, at, conn.number if conn else 0, cause,
             str(channel), name, group.type if group else type_of(message), self.alias,
             group.digest if group else 0 if self.marks else digest_of(message))
        )  # fmt: skip
        if at > queue.due:
            queue.look()

    def send_failed(
        self, channel: Any, message: Any, group: Sending | None, error: BaseException
    ) -> None:
        """`send` has raised; for a copy of a group's message the layer may swallow that."""
        with self.facts.guarded():
            if group is None:
                self.failed("send", channel, error, self.where())
            elif type(error).__name__ == "ChannelFull":
                reason = "the channel is full"
                self.dropped(channel, group.group, type_of(message), reason, group.number)

    def dropped(
        self, channel: Any, group: str, kind: str, reason: str, cause: int, digest: int = 0
    ) -> None:
        """A copy was not taken, or thrown away; that belongs to no connection."""
        self.facts.tell_of(
            None, cause, "channel.dropped", str(channel), group, kind, self.alias, reason, digest
        )

    def _receive(self, original: Any) -> Any:
        check = self.facts.queue.check

        async def receive(*args: Any, **kwargs: Any) -> Any:
            check()
            channel = args[0] if args else kwargs.get("channel")
            try:
                message = await original(*args, **kwargs)
            except BaseException as error:
                self.receive_failed(channel, error)
                raise
            try:
                self.delivered(channel, message)
            except Exception as error:
                self.facts.fault(error)
                self.unmark(message)  # whatever happens, the receiver never sees the mark
            return message

        return receive

    def delivered(self, channel: Any, message: Any) -> None:
        """A message came out of `receive`."""
        self.tell_delivered(channel, message, self.origin(channel, message))

    def tell_delivered(self, channel: Any, message: Any, cause: int) -> None:
        """A message came out, and `cause` is the fact that had put it in; 0: its digest tells."""
        conn = here.get()[0]
        number, at, queue = self.facts.new_id(), monotonic_ns(), self.facts.queue
        queue.items.extend(
            ("channel.delivered", number, at, conn.number if conn else 0, cause,
             str(channel), type_of(message), self.alias, 0 if cause else self.digest(message))
        )  # fmt: skip
        if at > queue.due:
            queue.look()
        if conn is not None:
            conn.remember(message, number)

    def origin(self, channel: Any, message: Any) -> int:
        """The fact that put the message into the channel; its mark is off afterwards."""
        self.unmarked.note(message)
        return self.unmarked.take(message)

    def receive_failed(self, channel: Any, error: BaseException) -> None:
        """`receive` has raised; a consumer that ends cancels it."""
        with self.facts.guarded():
            if isinstance(error, Exception):
                self.failed("receive", channel, error, "")

    # ── groups ──────────────────────────────────────────────────────────────────────────────

    def _group_add(self, original: Any) -> Any:
        return self._membership("group_add", original)

    def _group_discard(self, original: Any) -> Any:
        return self._membership("group_discard", original)

    def _membership(self, call: str, original: Any) -> Any:
        @functools.wraps(original)  # its name, where it is never awaited
        async def membership(*args: Any, **kwargs: Any) -> Any:
            where = self.where()
            group = argument(args, kwargs, 0, "group")
            channel = argument(args, kwargs, 1, "channel")
            try:
                result = await original(*args, **kwargs)
            except BaseException as error:
                with self.facts.guarded():
                    self.failed(call, group, error, where)
                raise
            with self.facts.guarded():
                if call == "group_add":
                    self.joined(str(group), str(channel), where)
                else:
                    self.left(str(group), str(channel), where)
            return result

        return membership

    def joined(self, group: str, channel: str, where: str) -> None:
        """`group_add` has returned."""
        self.facts.tell("group.joined", group, channel, self.alias, where)

    def left(self, group: str, channel: str, where: str, reason: str = "") -> None:
        """`group_discard` has returned, or the layer has removed a member."""
        self.facts.tell("group.left", group, channel, self.alias, where, reason)

    def _group_send(self, original: Any) -> Any:
        begun, get_here, set_here, set_sending = self._begun, here.get, here.set, sending.set

        @functools.wraps(original)
        async def group_send(*args: Any, **kwargs: Any) -> Any:
            call = None
            try:
                if len(args) == 2 and not kwargs:  # as Channels is called
                    group, message = args
                    call = begun(group, message, _getframe(1))
                    args = group, self.mark_group(message, call.number)
                else:
                    message = argument(args, kwargs, 1, "message")
                    call = begun(argument(args, kwargs, 0, "group"), message, _getframe(1))
                    args, kwargs = with_message(args, kwargs, self.mark_group(message, call.number))
            except Exception as error:
                self.facts.fault(error)
            if call is None:
                return await original(*args, **kwargs)
            within = set_here((get_here()[0], call.number))
            busy = set_sending(call)
            failure: BaseException | None = None
            try:
                return await original(*args, **kwargs)
            except BaseException as error:
                failure = error
                raise
            finally:
                restore(here, within)
                restore(sending, busy)
                try:
                    self.group_sent(call, failure)
                except Exception as error:
                    self.facts.fault(error)

        return group_send

    def _begun(self, group: Any, message: Any, caller: FrameType) -> Sending:
        where = "" if self.facts.is_low else self.facts.places.of_caller(caller) or place.get()
        return Sending(self, str(group), message, self.facts.new_id(), where)

    def group_sent(self, call: Sending, failure: BaseException | None) -> None:
        """`group_send` has returned or raised."""
        if failure is not None:
            self.failed("group_send", call.group, failure, call.where, call.number)
            return
        thread, (conn, cause), queue = current_thread(), here.get(), self.facts.queue
        queue.items.extend(
            ("group.sent", call.number, call.at, conn.number if conn else 0, cause,
             call.group, call.type, call.text, self.alias, call.where, call.digest,
             "" if thread is main_thread() else thread.name)
        )  # fmt: skip
        if call.at > queue.due:
            queue.look()

    def failed(
        self, call: str, name: Any, error: BaseException, where: str, number: int = 0
    ) -> None:
        """A call has raised."""
        conn, cause = here.get()
        record = (number or self.facts.new_id(), monotonic_ns(), conn.number if conn else 0, cause)
        fields = call, str(name), error_text(error), self.alias, where
        self.facts.put(("layer.failed", *record, *fields))

    def where(self) -> str:
        """The project's line that calls the layer."""
        with self.facts.guarded():
            return self.facts.places.here() or place.get()
        return ""
