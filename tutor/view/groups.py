"""The channel layer: every group with its members and what waits in their queues.

In-memory groups stand under their process, shared ones under the broker. A square is one waiting
copy. What this step brought is marked "+ … now", what it took "- … now".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.world import Channel, GroupKey, World
from tutor.view import names, palette
from tutor.view.text import Pen, count, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_EMPTY: Final = "No group has a member. group_add puts a consumer's channel name here."
_MANY: Final = 12  # members shown one a line without a height
_SQUARES: Final = 8


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    news: bool = False,
) -> RenderableType:
    """Groups, members and queues after the moment's step; `news`: only of layers that changed."""
    ink = pen(ascii=ascii)
    keys = _keys(moment)
    loose = _loose(moment.world)
    if news:
        changed = {key.store for key in keys if _changed(moment, key)}
        fresh = [one for one in loose if moment.earlier.channels.get(one.name) != one]
        if changed or fresh:
            keys, loose = [key for key in keys if key.store in changed], fresh
    if not keys and not loose:
        return sentence(_EMPTY, width=width, height=height, pen=ink)
    lines = _draw(moment, keys, loose, width, ink)
    if height is not None and len(lines) > height:
        lines = _dense(moment, keys, loose, width, height, ink)
    return page(lines, width=width, height=height, pen=ink)


def _dense(
    moment: Moment, keys: list[GroupKey], loose: list[Channel], width: int, height: int, ink: Pen
) -> list[Text]:
    """One line a group; the layer in focus first, and in full if it has room."""
    stores = {key.store for key in keys}
    process = moment.world.connections.get(names.focus(moment) or 0)
    here = process.process if process is not None and process.process in stores else "broker"
    near = [key for key in keys if key.store == here]
    far = [key for key in keys if key.store != here]
    lines = _draw(moment, near, [], width, ink)
    if len(lines) > height or not far:
        lines = _draw(moment, near, [], width, ink, compact=True)
    return [*lines, *_draw(moment, far, loose, width, ink, compact=True)]


def _keys(moment: Moment) -> list[GroupKey]:
    """All groups now or one step ago, by store."""
    return sorted({**moment.earlier.groups, **moment.world.groups})


def _changed(moment: Moment, key: GroupKey) -> bool:
    """Whether the group or a queue of its members is no longer what it was."""
    before, now = moment.earlier, moment.world
    members = now.groups.get(key, {})
    return members != before.groups.get(key, {}) or any(
        now.channels.get(name) != before.channels.get(name) for name in members
    )


def _loose(world: World) -> list[Channel]:
    """Channels of no group that hold a copy or lost one."""
    grouped = {name for members in world.groups.values() for name in members}
    return [
        channel
        for channel in world.channels.values()
        if channel.name not in grouped and (channel.queue or channel.dropped)
    ]


def _draw(
    moment: Moment,
    keys: list[GroupKey],
    loose: list[Channel],
    width: int,
    ink: Pen,
    *,
    compact: bool = False,
) -> list[Text]:
    lines: list[Text] = []
    store = None
    for key in keys:
        if key.store != store:
            store = key.store
            lines.append(_heading(moment.world, store, ink))
        one = _Group(moment, key, width, ink)
        lines += one.compact() if compact else one.expanded(_MANY)
    if loose:
        lines.append(Text("in no group", style=palette.QUIET))
        for channel in loose[:_MANY]:
            lines.append(_member_line(moment, channel.name, width, ink, mark=" ", note=""))
    return lines


def _heading(world: World, store: str, ink: Pen) -> Text:
    """ "server 1 · InMemoryChannelLayer", "broker · redis-server 7.0.15"."""
    process = world.processes.get(store)
    line = Text().append(ink.safe(store), palette.STRONG)
    about = "" if process is None else process.software or process.layer
    if about:
        line.append(f" {ink.glyphs.dot} {ink.safe(about)}", style=palette.QUIET)
    if process is not None and not process.alive:
        line.append(f" {ink.glyphs.dead} {ink.safe(process.how) or 'dead'}", style=palette.BAD)
    return line


class _Group:
    """One group: its name, its members, their queues."""

    def __init__(self, moment: Moment, key: GroupKey, width: int, ink: Pen) -> None:
        self.moment, self.key, self.width, self.ink = moment, key, width, ink
        self.before = moment.earlier.groups.get(key, {})
        self.members = moment.world.groups.get(key, {})
        self.left = [name for name in self.before if name not in self.members]

    def expanded(self, most: int) -> list[Text]:
        """The name with the count, then one line a member."""
        line = Text("  ")
        line.append(self.ink.cut(self.key.name, max(self.width - 16, 8), "both"), palette.GROUP)
        line.append(f"  {count(len(self.members), 'member')}", palette.QUIET)
        rows = [*self._shown(most)]
        lines = [line]
        for name in rows:
            mark, note = self._news(name)
            lines.append(
                _member_line(self.moment, name, self.width, self.ink, mark=mark, note=note)
            )
        hidden = len(self.members) + len(self.left) - len(rows)
        if hidden > 0:
            waiting = sum(_waiting(self.moment.world, self.members)) - sum(
                _waiting(self.moment.world, rows)
            )
            more = f"    {self.ink.glyphs.ellipsis} {hidden} more, {waiting} queued"
            lines.append(Text(more, style=palette.QUIET))
        return lines

    def _shown(self, most: int) -> list[str]:
        """Every member, or those that something happened to and the first ones."""
        everybody = [*self.members, *self.left]
        if len(everybody) <= most:
            return everybody
        world, earlier = self.moment.world, self.moment.earlier
        news = [
            name for name in everybody if world.channels.get(name) != earlier.channels.get(name)
        ]
        changed = [name for name in everybody if self._news(name)[1]]
        kept = set([*changed, *news, *everybody][: most - 1]) if most > 1 else set()
        kept |= set(everybody[: max(most - 1 - len(kept), 0)])
        return [name for name in everybody if name in kept]

    def _news(self, name: str) -> tuple[str, str]:
        if name not in self.members:
            return self.ink.glyphs.gone, "left now"
        if name not in self.before:
            return self.ink.glyphs.new, "joined now"
        return " ", ""

    def compact(self) -> list[Text]:
        """All on one line: name, members, what is queued."""
        tokens = Text()
        everybody = [*self.members, *self.left]
        queued = _waiting(self.moment.world, self.members)
        tail = f"queued {' '.join(map(str, queued))}" if len(queued) <= 6 else ""
        tail = tail or f"queued {sum(queued)}"
        name_width = max(min(cell_len(self.key.name), self.width // 3), 6)
        room = self.width - name_width - 4 - cell_len(tail) - 2
        parts = [self._token(name) for name in everybody]
        fits = sum(part.cell_len + 1 for part in parts) - 1 <= room
        for number, part in enumerate(parts):
            more = f"{self.ink.glyphs.ellipsis} {len(parts) - number} more"
            if not fits and tokens.cell_len + part.cell_len + cell_len(more) + 2 > room:
                tokens.append(more, palette.QUIET)
                break
            tokens.append_text(part).append(" ")
        tokens.rstrip()
        line = Text("  ").append(self.ink.pad(self.key.name, name_width, "both"), palette.GROUP)
        line.append("  ").append_text(tokens)
        line.append(" " * max(self.width - line.cell_len - cell_len(tail), 1))
        return [line.append(tail, palette.NEW if any(queued) else palette.QUIET)]

    def _token(self, name: str) -> Text:
        mark, note = self._news(name)
        label = names.member(self.moment.world, name)
        found = self.moment.world.channels.get(name)
        dead = found is not None and not found.alive
        text = (mark.strip() + label + (self.ink.glyphs.dead if dead else "")).strip()
        style = palette.NEW if note == "joined now" else palette.GONE if note else ""
        return Text(text, style=style or (palette.DEAD if dead else palette.INSTANCE))


def _waiting(world: World, members: Iterable[str]) -> list[int]:
    return [len(world.channels[name].queue) if name in world.channels else 0 for name in members]


def _member_line(moment: Moment, name: str, width: int, ink: Pen, *, mark: str, note: str) -> Text:
    """ "  + #3 …!Wq2k  admin  ■■ 2 queued  joined now"."""
    world = moment.world
    channel = world.channels.get(name)
    before = moment.earlier.channels.get(name)
    style = palette.GONE if mark == ink.glyphs.gone else palette.NEW if note else ""
    line = Text("  ").append(f"{mark} ", style)
    line.append(f"{names.member(world, name):<3} ", style or palette.INSTANCE)
    line.append(f"{ink.pad(ink.channel(name), 7)}  ", style or palette.QUIET)
    if width >= 60:
        line.append(f"{_client(world, channel, ink)}  ", palette.CLIENT)
    waiting = len(channel.queue) if channel else 0
    line.append_text(_queue(waiting, len(before.queue) if before else 0, ink))
    if note:
        line.append(f"  {note}", style)
    if channel is not None and channel.dropped:
        line.append(f"  {channel.dropped} dropped", palette.BAD)
    if channel is not None and not channel.alive and not note:
        line.append(f"  {ink.glyphs.dead} its consumer is gone", palette.GONE)
    return line


def _client(world: World, channel: Channel | None, ink: Pen) -> str:
    """The client at the far end of a channel's consumer, equally wide on every line."""
    found = world.clients.get(channel.conn or 0) if channel is not None else None
    width = max((cell_len(ink.safe(client.name)) for client in world.clients.values()), default=0)
    return ink.pad(found.name if found is not None else "", min(width, 16))


def _queue(waiting: int, before: int, ink: Pen) -> Text:
    """Squares and the number in words; a change is said."""
    text = Text()
    if waiting:
        squares = ink.glyphs.filled * min(waiting, _SQUARES)
        squares += ink.glyphs.ellipsis if waiting > _SQUARES else ""
        text.append(f"{squares} ", palette.GROUP)
    words = f"{waiting} queued" if waiting else "queue empty"
    changed = waiting != before
    text.append(words, palette.NOW if changed else palette.QUIET)
    if changed:
        text.append(f" (was {before})", palette.NEW)
    return text
