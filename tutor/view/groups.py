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
from tutor.view import palette, picture_names
from tutor.view.fold import Piece, fold, line_of
from tutor.view.text import Pen, count, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_EMPTY: Final = "No group has a member. group_add puts a consumer's channel name here."
_MANY: Final = 12  # members shown one a line without a height
_SQUARES: Final = 8
_FEW: Final = 6  # queues whose lengths are told one by one


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
    process = moment.world.connections.get(picture_names.focus(moment) or 0)
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
            lines += _heading(moment.world, store, width, ink)
        one = _Group(moment, key, width, ink)
        lines += one.compact() if compact else one.expanded(_MANY)
    if loose:
        lines.append(Text("in no group", style=palette.QUIET))
        for channel in loose[:_MANY]:
            lines += _member(moment, channel.name, width, ink)
    return lines


def _heading(world: World, store: str, width: int, ink: Pen) -> list[Text]:
    """ "server 1 · InMemoryChannelLayer", "broker · redis-server 7.0.15"."""
    process = world.processes.get(store)
    pieces = [Piece((ink.safe(store),), palette.STRONG)]
    about = "" if process is None else process.software or process.layer
    if about:
        pieces.append(Piece((f" {ink.glyphs.dot} {ink.safe(about)}", ""), palette.QUIET))
    if process is not None and not process.alive:
        how = f" {ink.glyphs.dead} {ink.safe(process.how) or 'dead'}"
        pieces.append(Piece((how,), palette.BAD))
    return line_of(pieces, width, hang=2)


class _Group:
    """One group: its name, its members, their queues."""

    def __init__(self, moment: Moment, key: GroupKey, width: int, ink: Pen) -> None:
        self.moment, self.key, self.width, self.ink = moment, key, width, ink
        self.before = moment.earlier.groups.get(key, {})
        self.members = moment.world.groups.get(key, {})
        self.left = [name for name in self.before if name not in self.members]

    def expanded(self, most: int) -> list[Text]:
        """The name with the count, then one line a member."""
        rows = [*self._shown(most)]
        lines = self._title(f"  {count(len(self.members), 'member')}")
        for name in rows:
            lines += _member(self.moment, name, self.width, self.ink, *self._news(name))
        hidden = len(self.members) + len(self.left) - len(rows)
        if hidden > 0:
            waiting = sum(_waiting(self.moment.world, self.members)) - sum(
                _waiting(self.moment.world, rows)
            )
            more = f"    {self.ink.glyphs.ellipsis} {hidden} more, {waiting} queued"
            lines.append(Text(more, style=palette.QUIET))
        return lines

    @property
    def _is_named(self) -> bool:
        """Whether the fact of this step speaks of this group."""
        return getattr(self.moment.event, "group", None) == self.key.name

    def _title(self, about: str) -> list[Text]:
        """The name, and something about it; whole where this step speaks of it."""
        room = max(self.width - 2 - cell_len(about), 8)
        name = self.key.name
        shown = self.ink.safe(name) if self._is_named else self.ink.cut(name, room, "both")
        line = Text("  ").append(shown, palette.GROUP).append(about, palette.QUIET)
        return fold(line, self.width, hang=4)

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

    def _tail(self) -> Text:
        """What is queued, and how many copies were lost."""
        queued = _waiting(self.moment.world, self.members)
        numbers = " ".join(map(str, queued)) if len(queued) <= _FEW else str(sum(queued))
        tail = Text(f"queued {numbers}", palette.NEW if any(queued) else palette.QUIET)
        channels = self.moment.world.channels
        dropped = sum(channels[name].dropped for name in self.members if name in channels)
        return tail.append(f"  {dropped} dropped", palette.BAD) if dropped else tail

    def compact(self) -> list[Text]:
        """All on one line: name, members, what is queued."""
        tail = self._tail()
        wanted = cell_len(self.ink.safe(self.key.name))
        name_width = max(min(wanted, self.width // 3), 6)
        above: list[Text] = []
        if self._is_named and wanted > name_width:
            name_width = wanted
            if wanted + tail.cell_len + 12 > self.width:
                above, name_width = self._title(""), 0
        line = Text("  ").append(self.ink.pad(self.key.name, name_width, "both"), palette.GROUP)
        room = self.width - line.cell_len - 2 - tail.cell_len - 2
        line.append("  ").append_text(self._tokens(room))
        line.append(" " * max(self.width - line.cell_len - tail.cell_len, 1))
        return [*above, line.append_text(tail)]

    def _tokens(self, room: int) -> Text:
        """The members, as many as there is room for."""
        tokens = Text()
        parts = [self._token(name) for name in (*self.members, *self.left)]
        fits = sum(part.cell_len + 1 for part in parts) - 1 <= room
        for number, part in enumerate(parts):
            more = f"{self.ink.glyphs.ellipsis} {len(parts) - number} more"
            if not fits and tokens.cell_len + part.cell_len + cell_len(more) + 2 > room:
                tokens.append(more, palette.QUIET)
                break
            tokens.append_text(part).append(" ")
        tokens.rstrip()
        return tokens

    def _token(self, name: str) -> Text:
        mark, note = self._news(name)
        label = picture_names.member(self.moment.world, name)
        found = self.moment.world.channels.get(name)
        dead = found is not None and not found.alive
        text = (mark.strip() + label + (self.ink.glyphs.dead if dead else "")).strip()
        style = palette.NEW if note == "joined now" else palette.GONE if note else ""
        return Text(text, style=style or (palette.DEAD if dead else palette.INSTANCE))


def _waiting(world: World, members: Iterable[str]) -> list[int]:
    return [len(world.channels[name].queue) if name in world.channels else 0 for name in members]


def _member(
    moment: Moment, name: str, width: int, ink: Pen, mark: str = " ", note: str = ""
) -> list[Text]:
    """ "  + #3 …!Wq2k  admin  ■■ 2 queued  joined now": the squares give way first."""
    world = moment.world
    channel = world.channels.get(name)
    style = palette.GONE if mark == ink.glyphs.gone else palette.NEW if note else ""
    short = ink.pad(ink.channel(name), len(ink.glyphs.ellipsis) + 6)
    pieces = [
        Piece((f"  {mark} ",), style),
        Piece((f"{picture_names.member(world, name):<3} ",), style or palette.INSTANCE),
        Piece((f"{short}  ",), style or palette.QUIET),
    ]
    if width >= 60:
        pieces.append(_client(moment, channel, ink))
    pieces += _queue(channel, moment.earlier.channels.get(name), ink)
    if note:
        pieces.append(Piece((f"  {note}",), style))
    if channel is not None and channel.dropped:
        pieces.append(Piece((f"  {channel.dropped} dropped",), palette.BAD))
    if channel is not None and not channel.alive and not note:
        gone = (f"  {ink.glyphs.dead} its consumer is gone", f"  {ink.glyphs.dead} gone")
        pieces.append(Piece(gone, palette.GONE, 3))
    return line_of(pieces, width, hang=8)


def _client(moment: Moment, channel: Channel | None, ink: Pen) -> Piece:
    """The client at the far end of a channel's consumer, equally wide on every line."""
    clients = moment.world.clients
    conn = channel.conn if channel is not None else None
    name = ink.safe(clients[conn].name) if conn in clients else ""
    width = max((cell_len(ink.safe(client.name)) for client in clients.values()), default=0)
    forms = [f"{ink.pad(name, width)}  ", f"{name}  "]
    if moment.event is None or moment.event.conn != conn:
        forms += [f"{ink.cut(name, most)}  " for most in (12, 8) if cell_len(name) > most]
    return Piece(tuple(forms), palette.CLIENT, 2)


def _queue(channel: Channel | None, earlier: Channel | None, ink: Pen) -> list[Piece]:
    """Squares and the number in words; a change is said."""
    waiting, before = (len(one.queue) if one else 0 for one in (channel, earlier))
    pieces = []
    if waiting:
        squares = [ink.glyphs.filled * min(waiting, most) for most in (_SQUARES, _SQUARES // 2)]
        more = [ink.glyphs.ellipsis * (waiting > len(one)) for one in squares]
        forms = (f"{one}{dots} " for one, dots in zip(squares, more, strict=True))
        pieces.append(Piece((*dict.fromkeys(forms), ""), palette.GROUP, 4))
    words = f"{waiting} queued" if waiting else "queue empty"
    changed = waiting != before
    pieces.append(Piece((words,), palette.NOW if changed else palette.QUIET))
    if changed:
        pieces.append(Piece((f" (was {before})", ""), palette.NEW, 3))
    return pieces
