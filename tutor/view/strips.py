"""What each view says in one line while another one has the stage; None where it has nothing.

A strip tells what is true after the moment's step, in the words of its view, and the newest first.
It never says that something is not there: a view with nothing to tell has no strip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from tutor.core.events import BrokerRead, HandlerStarted
from tutor.core.journeys import Messages
from tutor.core.summary import summary
from tutor.core.world import Client, GroupKey, Instance, World
from tutor.view import palette, picture_names, source, who_row
from tutor.view.message_names import Names
from tutor.view.table import VIEWS
from tutor.view.text import Pen, count, fit, pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_SOME: Final = 4  # members that are named
_OVER: Final = frozenset({"closed", "refused"})


def strip(
    view: str,
    moment: Moment,
    *,
    width: int,
    ascii: bool = False,
    read: source.Read | None = None,
) -> Text | None:
    """One line of at most `width` cells; `read` gives the text of a project's file."""
    tell = VIEWS[view].teller() if moment.step >= 1 else None
    if tell is None:
        return None
    ink = pen(ascii=ascii)
    line: Text | None = tell(moment, ink, read)
    if line is not None and line.cell_len > width:
        dots = ink.glyphs.ellipsis
        line.right_crop(len(line.plain) - len(fit(line.plain, max(width - len(dots), 0))))
        line.append(dots[:width], palette.QUIET)
    return line


def _dot(ink: Pen) -> tuple[str, str]:
    return f" {ink.glyphs.dot} ", palette.QUIET


# ── who, the scope, the consumer ────────────────────────────────────────────────────────────


def tell_who(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "john ─── #1 ChatConsumer …!iKSz busy"."""
    conn = picture_names.focus(moment)
    if conn is None or not picture_names.caller(moment.world, conn):
        return None
    client = who_row.client(moment.world, conn)
    line = Text().append(ink.safe(client.name), palette.CLIENT)
    instance = moment.world.instances.get(conn)
    if who_row.is_gone(moment.world, conn):
        return line.append(f" {ink.glyphs.dead} gone", palette.GONE)
    if client.state in _OVER:
        return line.append(f" {ink.glyphs.cross} {_end(client)}", palette.STATES[client.state])
    wire = ink.glyphs.dashed if client.state == "connecting" else ink.glyphs.horizontal
    line.append(f" {wire * 3} ", palette.QUIET)
    if instance is None:
        return line.append(client.state, palette.QUIET)
    line.append(f"#{instance.number} {ink.safe(instance.name)}", palette.INSTANCE)
    if instance.channel:
        line.append(f" {ink.channel(instance.channel)}", palette.QUIET)
    return line.append(f" {instance.state}", palette.STATES[instance.state])


def _end(client: Client) -> str:
    """ "refused, HTTP 403", "refused, no answer", "closed, 1000"."""
    if client.state == "refused":
        return f"refused, {'no answer' if client.status is None else f'HTTP {client.status}'}"
    return f"{client.state}, {client.code or 'no code'}"


def tell_scope(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "john, dict E · + url_route from URLRouter": the newest key and who added it."""
    conn = picture_names.focus(moment)
    connection = moment.world.connections.get(conn or 0)
    if conn is None or connection is None:
        return None
    client = picture_names.caller(moment.world, conn)
    letters = sum(not layer.same for layer in connection.layers)
    line = Text().append(ink.safe(client or connection.path), palette.CLIENT)
    line.append(f", dict {chr(ord('A') + min(letters, 25))}", palette.STRONG).append(*_dot(ink))
    for layer in reversed(connection.layers):
        for key in reversed((*layer.added, *layer.changed)):
            line.append(f"{ink.glyphs.new} {ink.safe(key)}", palette.NEW)
            return line.append(f" from {ink.safe(layer.name)}", palette.QUIET)
    return line.append(f"{count(len(connection.keys), 'key')} from the server", palette.QUIET)


def tell_consumer(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "#1 ChatConsumer · self.role = 'user'": what changed at this step, else what it runs."""
    found = picture_names.consumer(moment)
    if found is None:
        return None
    conn, instance = found
    line = Text().append(f"#{instance.number} {ink.safe(instance.name)}", palette.INSTANCE)
    before = moment.earlier.instances.get(conn)
    held = instance.attributes
    changed = {key: value for key, value in held.items() if _was(before, key) != value}
    for key, value in changed.items():
        line.append(*_dot(ink)).append(f"self.{ink.safe(key)} = {ink.safe(value)}", palette.NEW)
    if not changed:
        runs = f"runs {instance.handler}()" if instance.handler else instance.state
        line.append(*_dot(ink)).append(ink.safe(runs), palette.STATES[instance.state])
        if held:
            line.append(*_dot(ink)).append(f"has {', '.join(map(ink.safe, held))}", palette.QUIET)
    return line


def _was(before: Instance | None, key: str) -> str | None:
    return before.attributes.get(key) if before else None


# ── the layer, the broker ───────────────────────────────────────────────────────────────────


def tell_groups(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "support · 3 members: #1 #2 #3 · 2 queued, 1 dropped"."""
    key = _group(moment)
    if key is None:
        return None
    world = moment.world
    members = world.groups.get(key, {})
    line = Text().append(ink.safe(key.name), palette.GROUP).append(*_dot(ink))
    who = Names(moment, Messages(()))
    names = [ink.safe(who.member(name).text) for name in members]
    more = ["…" if not ink.glyphs.ascii else "..."] * (len(names) > _SOME)
    told = f": {' '.join((*names[:_SOME], *more))}" if names else ""
    line.append(count(len(names), "member") + told, palette.INSTANCE).append(*_dot(ink))
    channels = [world.channels[name] for name in members if name in world.channels]
    queued = sum(len(channel.queue) for channel in channels)
    line.append(f"{queued} queued" if queued else "queues empty", palette.NEW if queued else "")
    if dropped := sum(channel.dropped for channel in channels):
        line.append(f", {dropped} dropped", palette.BAD)
    if expired := sum(channel.expired for channel in channels):
        line.append(f", {expired} expired", palette.BAD)
    return line


def _group(moment: Moment) -> GroupKey | None:
    """The group that the fact names, that changed, or that the connection in focus is in."""
    groups: World = moment.world
    named = getattr(moment.event, "group", "")
    keys = sorted(groups.groups)
    changed = (key for key in keys if moment.earlier.groups.get(key) != groups.groups[key])
    conn = picture_names.focus(moment)
    mine = {channel.name for channel in groups.channels.values() if channel.conn == conn}
    ranked = [
        *(key for key in keys if key.name == named),
        *changed,
        *(key for key in keys if mine & groups.groups[key].keys()),
        *keys,
    ]
    return ranked[0] if ranked else None


def tell_broker(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """The key that was read last: "asgi:group:support · zset, 2 members"."""
    recent = moment.timeline.between(moment.step - picture_names.RECENT, moment.step)
    for fact in reversed(recent):
        if isinstance(fact, BrokerRead):
            line = Text().append(ink.safe(fact.key), palette.STRONG).append(*_dot(ink))
            return line.append(f"{ink.safe(fact.type)}, {count(len(fact.members), 'member')}")
    return None


# ── what runs, and where ────────────────────────────────────────────────────────────────────


def tell_threads(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "MainThread connect() · ThreadPoolExecutor-0_0 QuerySet.get": what runs where, now."""
    world = moment.world
    parts: list[tuple[str, str]] = []
    for instance in world.instances.values():
        if not instance.handler:
            continue
        started = moment.timeline.event(instance.handler_seq)
        thread = started.thread if isinstance(started, HandlerStarted) else ""
        parts.append((thread or instance.process, f"#{instance.number} {instance.handler}()"))
    parts += [(thread, running) for (_, thread), running in world.threads.items()]
    parts += [("database", call.name) for call in world.db.values()]
    if not parts:
        return None
    line = Text()
    for number, (thread, running) in enumerate(parts[: _SOME + 1]):
        if number:
            line.append(*_dot(ink))
        line.append(f"{ink.safe(thread)} ", palette.QUIET).append(ink.safe(running))
    left = len(parts) - _SOME - 1
    return line.append(f" {ink.glyphs.dot} {left} more", palette.QUIET) if left > 0 else line


def tell_code(moment: Moment, ink: Pen, read: source.Read | None) -> Text | None:
    """ "demo_project/chat/consumers.py:43 connect()   await self.accept()"; None where the
    step has nothing to do with that line.
    """
    found = source.near(moment)
    if found is None:
        return None
    spot, _ = found
    function = f" {spot.function}()" if spot.function else ""
    line = Text().append(ink.safe(f"{spot.path}:{spot.line}"), palette.STRONG)
    line.append(ink.safe(function), palette.QUIET)
    rows = (read(spot.path) or "").split("\n") if read is not None else []
    if 0 < spot.line <= len(rows):
        line.append(f"  {ink.safe(rows[spot.line - 1].strip())}", palette.CODE)
    return line


def tell_facts(moment: Moment, ink: Pen, _read: Any) -> Text | None:
    """ "27 john is open ◀24": number, what happened, and the number of its cause."""
    fact = moment.event
    if fact is None:
        return None
    line = Text().append(f"{fact.seq} ", palette.QUIET).append(ink.safe(summary(fact)))
    if fact.cause is not None:
        line.append(f" {ink.glyphs.head_left}{fact.cause}", palette.QUIET)
    return line
