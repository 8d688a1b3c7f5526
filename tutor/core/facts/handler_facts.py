"""Handlers."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="source",
    compared="name type",
    line=lambda event: f"#{event.instance} {event.name or '?'} started: {event.type}",
)
class HandlerStarted(Event, tag="handler.started", frozen=True, kw_only=True):
    """`dispatch` began with a message."""

    name: str = ""  # method: `chat_message`
    type: str = ""  # of the message: `chat.message`
    instance: int = 0
    thread: str = ""
    where: str = ""  # of the method
    state: dict[str, str] = {}  # the instance's attributes: all the first time, then changes


def _handler_finished(event: HandlerFinished) -> str:
    changed = words.after(", changed ", words.keys(event.state))
    return f"#{event.instance} {event.name} finished{changed}"


@fact(view="instances", compared="name", line=_handler_finished)
class HandlerFinished(Event, tag="handler.finished", frozen=True, kw_only=True):
    """`dispatch` returned."""

    name: str = ""
    instance: int = 0
    state: dict[str, str] = {}  # attributes that changed meanwhile


@fact(
    view="source",
    compared="name error",
    line=lambda event: f"#{event.instance} {event.name} failed: {words.cut(event.error)}",
)
class HandlerFailed(Event, tag="handler.failed", frozen=True, kw_only=True):
    """`dispatch` raised."""

    name: str = ""
    instance: int = 0
    error: str = ""  # `ValueError: No handler for message type chat.mesage`
    where: str = ""  # deepest line of project code, else (the call itself failed) of the method
    state: dict[str, str] = {}
