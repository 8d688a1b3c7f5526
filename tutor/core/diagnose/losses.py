"""Rules about what is lost without an error: groups, members, copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tutor.core import events as ev
from tutor.core.advance_layers import BROKER

from .rules import Found, Level, rule
from .trace import Trace

_WAITED: Final = 1_000_000_000  # nanoseconds in a queue that are no race


def _empty(trace: Trace) -> Iterator[ev.GroupSent]:
    """Every `group_send` that made no copy."""
    for sent in trace.of(ev.GroupSent):
        if not trace.copies(sent) and not trace.members(sent):
            yield sent


@rule(
    "memory-layer",
    Level.LOST,
    remedy="Use a Redis layer (channels_redis) as soon as there is a second process.",
    scene="7/two_servers_memory",
)
def memory_layer(trace: Trace) -> Iterator[Found]:
    """The group has members in another process, and the layer lives in one."""
    joined = {fact.process for fact in trace.of(ev.GroupJoined)}
    sent_by = {fact.process for fact in trace.of(ev.GroupSent)}
    if len(joined | sent_by) < 2 and not trace.timeline.first:  # a ring forgets who joined
        return
    for sent in trace.of(ev.GroupSent):
        if not trace.in_memory(sent.process, sent.layer):
            continue
        groups = trace.world(sent.seq).groups
        elsewhere = [
            key.store
            for key, members in groups.items()
            if key.name == sent.group
            and key.store not in {sent.process, BROKER}
            and trace.app(key.store) == trace.app(sent.process)
            and any(trace.is_alive(channel, sent.seq) for channel in members)
        ]
        if elsewhere:
            yield Found(
                sent.seq,
                f"{sent.process} sent {sent.type} to {sent.group}, and the members in "
                f"{' and '.join(elsewhere)} got no copy: the in-memory layer ends at its process.",
                sent.where,
            )


@rule(
    "joined-too-late",
    Level.LOST,
    remedy="Join the group first, then send to it.",
    scene="7/three_tabs",
)
def joined_too_late(trace: Trace) -> Iterator[Found]:
    """The sender joins the group only after it has sent: it misses its own message."""
    for sent in trace.of(ev.GroupSent):
        channel = trace.channel(sent.conn)
        handler = trace.cause(sent, ev.HandlerStarted)
        if not channel or handler is None or channel in trace.members(sent):
            continue
        for joined in trace.of(ev.GroupJoined, sent.conn):
            own = joined.seq > sent.seq and (joined.channel, joined.group) == (channel, sent.group)
            if own and trace.cause(joined, ev.HandlerStarted) == handler:
                yield Found(
                    sent.seq,
                    f"{trace.who(sent.conn)} gets no copy of its own {sent.type}: it joined "
                    f"{sent.group} only after the group_send.",
                    sent.where,
                )
                break


@rule(
    "other-group",
    Level.LOST,
    remedy="Make the name in one place, and use it for group_add, group_send and group_discard.",
    scene="9/one_name",
)
def other_group(trace: Trace) -> Iterator[Found]:
    """The group has never had a member, and one of nearly the same name has."""
    joined = {fact.group for fact in trace.of(ev.GroupJoined)}
    for sent in _empty(trace):
        groups = trace.world(sent.seq).groups
        near = sorted(
            key.name for key in groups if sent.group not in joined and _alike(key.name, sent.group)
        )
        if near:
            yield Found(
                sent.seq,
                f'No copy of {sent.type} was made: the group "{sent.group}" has no member; '
                f'"{near[0]}" has.',
                sent.where,
            )


def _alike(one: str, other: str) -> bool:
    """Meant to be the same: "lobby", "Lobby", "chat_lobby", "lobbby"; not "room_1" and "room_2"."""
    words, others = (re.findall(r"[a-z0-9]+", name.lower()) for name in (one, other))
    if words == others or words == others[-len(words) :] or others == words[-len(others) :]:
        return True
    a, b = sorted(("".join(words), "".join(others)), key=len)
    if len(b) - len(a) == 1:
        return a.isalpha() and any(b[:n] + b[n + 1 :] == a for n in range(len(b)))
    return sorted(a) == sorted(b) and a.isalpha()


@rule(
    "nobody-joined",
    Level.NOTED,
    remedy="Await group_add(group, self.channel_name) in connect, and compare the names.",
    scene="7/alone",
)
def nobody_joined(trace: Trace) -> Iterator[Found]:
    """No copy was made, and no other rule knows why."""
    others = {f.seq for find in (memory_layer, other_group, joined_too_late) for f in find(trace)}
    empty = [s for s in _empty(trace) if s.seq not in others and not _all_have_gone(trace, s)]
    groups: dict[str, dict[str, None]] = {}  # of a line that sends, where it is known
    for sent in empty:
        groups.setdefault(_line(sent), {})[sent.group] = None
    for sent in empty:
        more = len(groups[_line(sent)]) - 1
        also = f", nor had {more} other{'s' if more > 1 else ''}" if more else ""
        yield Found(
            sent.seq,
            f'No copy of {sent.type} was made: the group "{sent.group}" had no member then{also}'
            f"{_others(trace, sent)}.",
            sent.where,
            _line(sent),
        )


def _line(sent: ev.GroupSent) -> str:
    return f"{sent.type} {sent.where}" if sent.where else sent.group


def _all_have_gone(trace: Trace, sent: ev.GroupSent) -> bool:
    """Whether the last member left with its connection: who says goodbye may be the last one."""
    left = [f for f in trace.by("group", ev.GroupLeft, sent.group) if f.seq < sent.seq]
    handler = trace.cause(left[-1], ev.HandlerStarted) if left else None
    return handler is not None and handler.name == "websocket_disconnect"


def _others(trace: Trace, sent: ev.GroupSent) -> str:
    groups = trace.world(sent.seq).groups
    names = sorted({f'"{key.name}"' for key in groups if key.name != sent.group})
    return f"; there were members in {', '.join(names[:3])}" if names else ""


# ── members that stay ───────────────────────────────────────────────────────────────────────


def _stayed(trace: Trace, over: ev.ConsumerFinished) -> list[str]:
    """Groups in which a consumer's channel remains although it is over."""
    channel = trace.channel(over.conn)
    groups = trace.world(over.seq).groups
    left = {
        fact.group
        for fact in trace.by("channel", ev.GroupLeft, channel)
        if fact.seq > over.seq and not fact.reason
    }
    return [key.name for key, names in groups.items() if channel in names and key.name not in left]


def _stale(trace: Trace) -> Iterator[tuple[ev.ConsumerFinished, list[str]]]:
    for over in trace.of(ev.ConsumerFinished):
        if over.conn is not None and trace.channel(over.conn):
            disconnected = any(
                fact.type == "websocket.disconnect" for fact in trace.of(ev.AppReceived, over.conn)
            )
            groups = _stayed(trace, over)
            if groups and (disconnected or over.error) and not _was_stopped(trace, over):
                yield over, groups


def _was_stopped(trace: Trace, over: ev.ConsumerFinished) -> bool:
    """Its server ends: everything in it does."""
    return over.error == "CancelledError" and not trace.of(ev.AppReceived, over.conn)


def _later(trace: Trace, conn: int | None, seq: int) -> str:
    channel = trace.channel(conn)
    copies = [e for e in trace.by("channel", ev.ChannelSent, channel) if e.seq > seq]
    went = "1 copy went" if len(copies) == 1 else f"{len(copies)} copies went"
    return f"; {went} to it since" if copies else ""


@rule(
    "ghost",
    Level.LOST,
    remedy="Leave the groups in a finally around what may fail, or keep presence with an expiry "
    "of its own.",
    scene="6/ghost",
)
def ghost(trace: Trace) -> Iterator[Found]:
    """A consumer that died of an exception is still a member: disconnect() never ran."""
    for over, groups in _stale(trace):
        handlers = {fact.name for fact in trace.of(ev.HandlerStarted, over.conn)}
        if over.error and "websocket_disconnect" not in handlers:
            yield Found(
                over.seq,
                f"{over.name} of {trace.who(over.conn)} died without disconnect(), and its channel "
                f"is still in {' and '.join(groups)}{_later(trace, over.conn, over.seq)}.",
                trace.class_place(over.conn),
            )


@rule(
    "never-left",
    Level.LOST,
    remedy="Await group_discard(group, self.channel_name) in disconnect(self, code), with the name "
    "that group_add had.",
    scene="5/six_ways",
)
def never_left(trace: Trace) -> Iterator[Found]:
    """The connection is over, disconnect had its chance, and the channel is still a member."""
    for over, groups in _stale(trace):
        ran = [
            fact
            for fact in trace.of(ev.HandlerStarted, over.conn)
            if fact.name == "websocket_disconnect"
        ]
        if not ran:
            continue
        why, place = _why_not_left(trace, over, ran[0])
        yield Found(
            over.seq,
            f"{trace.who(over.conn)} is gone, and its channel is still in {' and '.join(groups)}: "
            f"{why}{_later(trace, over.conn, over.seq)}.",
            place,
        )


def _why_not_left(
    trace: Trace, over: ev.ConsumerFinished, handler: ev.HandlerStarted
) -> tuple[str, str]:
    """The reason, and the line it is about."""
    left = [fact for fact in trace.of(ev.GroupLeft, over.conn) if not fact.reason]
    joined = {fact.group for fact in trace.of(ev.GroupJoined, over.conn)}
    if strange := [fact for fact in left if fact.group not in joined]:
        return f'it left "{strange[0].group}", in which it never was', strange[0].where
    if not handler.where:
        return f"{over.name} has no disconnect()", trace.class_place(over.conn)
    if handler.where.endswith(f" {handler.name}"):  # its own, in the place of that of Channels
        why = f"{over.name}.{handler.name}() overrides the one that calls disconnect(), and"
        return f"{why} does not leave", handler.where
    finished = any(
        trace.cause(fact, ev.HandlerStarted) == handler
        for fact in trace.of(ev.HandlerFinished, over.conn)
    )
    if over.error and not finished:
        return f"{over.name}.disconnect() failed", handler.where
    if left := [fact for fact in left if trace.cause(fact, ev.HandlerStarted) == handler]:
        others = " and ".join(dict.fromkeys(fact.group for fact in left))
        return f"{over.name}.disconnect() leaves only {others}", handler.where
    return f"{over.name}.disconnect() does not leave", handler.where


@rule(
    "left-other-group",
    Level.LOST,
    remedy="Remember the name of the group on self, and leave under that name.",
    scene="10/rooms",
)
def left_other_group(trace: Trace) -> Iterator[Found]:
    """A consumer that stays leaves a group in which it never was."""
    for left in trace.of(ev.GroupLeft):
        groups = {fact.group for fact in trace.of(ev.GroupJoined, left.conn)}
        handler = trace.cause(left, ev.HandlerStarted)
        goes = handler is not None and handler.name == "websocket_disconnect"
        if left.conn is not None and groups and left.group not in groups and not goes:
            yield Found(
                left.seq,
                f'{trace.who(left.conn)} leaves "{left.group}", in which it never was; it joined '
                f"{' and '.join(sorted(groups))}.",
                left.where,
            )


# ── copies ──────────────────────────────────────────────────────────────────────────────────


def _reader(trace: Trace, channel: str) -> str:
    owner = trace.owners.get(channel)
    return trace.who(owner) if owner is not None else "a consumer"


@rule(
    "dropped",
    Level.LOST,
    remedy="Send less in one go, take events faster (a task for slow work), or raise capacity.",
    scene="7/at_most_once",
)
def dropped(trace: Trace) -> Iterator[Found]:
    """A queue was full, and the layer threw copies away."""
    for fact in trace.of(ev.ChannelDropped):
        owner = trace.owners.get(fact.channel)
        made = trace.first(ev.ChannelCreated, owner)
        room = f" (its queue takes {made.capacity})" if made and made.capacity else ""
        busy = trace.world(fact.seq).instances.get(owner or 0)
        doing = f" while {busy.name}.{busy.handler} ran" if busy and busy.handler else ""
        sent = trace.cause(fact, ev.GroupSent)
        yield Found(
            fact.seq,
            f"A copy of {fact.type} for {_reader(trace, fact.channel)} was dropped{doing}: "
            f"the queue was full{room}.",
            sent.where if sent else "",
            fact.channel,
        )


@rule(
    "expired",
    Level.LOST,
    remedy="Take events sooner, or raise expiry; what must not be lost belongs in the database.",
    scene="7/at_most_once",
)
def expired(trace: Trace) -> Iterator[Found]:
    """A copy waited longer than the layer keeps it."""
    for fact in trace.of(ev.ChannelExpired):
        sent = trace.cause(fact, ev.GroupSent)
        yield Found(
            fact.seq,
            f"A copy for {_reader(trace, fact.channel)} has expired: it waited longer than the "
            "layer keeps it.",
            sent.where if sent else "",
            fact.channel,
        )


@rule(
    "never-taken",
    Level.LOST,
    remedy="Move slow work out of the handler: a consumer takes its events one at a time.",
    scene="6/one_at_a_time",
)
def never_taken(trace: Trace) -> Iterator[Found]:
    """A copy waited for a busy consumer until the consumer was over."""
    taken = {fact.cause for fact in trace.of(ev.ChannelDelivered)}
    gone = {fact.cause for fact in trace.of(ev.ChannelDropped)}
    late = {fact.channel for fact in trace.of(ev.ChannelExpired)}
    for copy in trace.of(ev.ChannelSent):
        owner = trace.owners.get(copy.channel)
        over = trace.first(ev.ConsumerFinished, owner)
        if copy.seq in taken or copy.seq in gone or copy.channel in late or over is None:
            continue
        if over.at - copy.at < _WAITED:
            continue
        yield Found(
            copy.seq,
            f"{trace.who(owner)} never took its copy of {copy.type}: {over.name} was busy until "
            "it ended.",
            trace.class_place(owner),
            copy.channel,
        )


@rule(
    "no-reader",
    Level.LOST,
    remedy="Send to a channel that a consumer reads, or start the worker that reads it.",
    scene="8/addresses",
)
def no_reader(trace: Trace) -> Iterator[Found]:
    """A message was sent to a channel by name, and no consumer has that name."""
    taken = {fact.channel for fact in trace.of(ev.ChannelDelivered)}
    for copy in trace.of(ev.ChannelSent):
        known = copy.channel in trace.owners or copy.channel in taken
        if not copy.group and not known:
            yield Found(
                copy.seq,
                f'{copy.type} waits in the channel "{copy.channel}", which no consumer reads.',
                "",
                copy.channel,
            )
