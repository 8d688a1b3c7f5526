"""The channel layer: every group with its members and what waits in their queues.

In-memory groups stand under their process, shared ones under the broker. What this step brought is
marked "+ … now", what it took "- … now"; who joins again has a word. The columns are the same at
all steps (`who_columns.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.journeys import Messages
from tutor.core.world import Channel, GroupKey, World
from tutor.view import member_row, palette, picture_names, who_columns
from tutor.view.fold import Piece, fold, line_of
from tutor.view.member_row import Look
from tutor.view.message_names import Names
from tutor.view.text import Pen, count, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.core.timeline import Moment
    from tutor.view.motion import Frame
    from tutor.view.reserved import Plan

_EMPTY: Final = "No group has a member. group_add puts a consumer's channel name here."
_MANY: Final = 12  # members shown one a line without a height
_FEW: Final = 6  # queues whose lengths are told one by one


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    news: bool = False,
    plan: Plan | None = None,
    frame: Frame | None = None,
) -> RenderableType:
    """Groups, members and queues after the moment's step; `news`: only of layers that changed.

    `frame`: where a message is on its way to a later step (`motion.py`).
    """
    ink = pen(ascii=ascii)
    reader = who_columns.of(moment.timeline, ascii=ascii)
    columns = plan.who(ascii=ascii) if plan is not None else reader.at(moment.step)
    keys = _keys(moment)
    loose = _loose(moment.world)
    if news:
        changed = {key.store for key in keys if _changed(moment, key)}
        fresh = [one for one in loose if moment.earlier.channels.get(one.name) != one]
        if changed or fresh:
            keys, loose = [key for key in keys if key.store in changed], fresh
    if not keys and not loose:
        return sentence(_EMPTY, width=width, height=height, pen=ink)
    look = Look(moment, member_row.places(columns, width), width, ink, columns.group, frame)
    lines = _draw(look, keys, loose)
    if height is not None and len(lines) > height:
        lines = _dense(look, keys, loose, height)
    return page(lines, width=width, height=height, pen=ink)


def _dense(look: Look, keys: list[GroupKey], loose: list[Channel], height: int) -> list[Text]:
    """One line a group; the layer in focus first, and in full if it has room."""
    moment = look.moment
    stores = {key.store for key in keys}
    process = moment.world.connections.get(picture_names.focus(moment) or 0)
    here = process.process if process is not None and process.process in stores else "broker"
    near = [key for key in keys if key.store == here]
    far = [key for key in keys if key.store != here]
    lines = _draw(look, near, [])
    if len(lines) > height or not far:
        lines = _draw(look, near, [], compact=True)
    return [*lines, *_draw(look, far, loose, compact=True)]


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
        if channel.name not in grouped and (channel.queue or channel.dropped or channel.expired)
    ]


def _draw(
    look: Look, keys: list[GroupKey], loose: list[Channel], *, compact: bool = False
) -> list[Text]:
    lines: list[Text] = []
    store = None
    for key in keys:
        if key.store != store:
            store = key.store
            lines += _heading(look.moment.world, store, look.width, look.ink)
        one = _Group(look, key)
        lines += one.compact() if compact else one.expanded(_MANY)
    if loose:
        lines.append(Text("in no group", style=palette.QUIET))
        for channel in loose[:_MANY]:
            lines += member_row.lines(look, channel.name)
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

    def __init__(self, look: Look, key: GroupKey) -> None:
        self.look, self.key = look, key
        self.moment, self.width, self.ink = look.moment, look.width, look.ink
        self.before = self.moment.earlier.groups.get(key, {})
        self.members = self.moment.world.groups.get(key, {})
        self.left = [name for name in self.before if name not in self.members]

    def expanded(self, most: int) -> list[Text]:
        """The name with the count, then one line a member."""
        rows = [*self._shown(most)]
        lines = self._title(f"  {count(len(self.members), 'member')}")
        for name in rows:
            lines += member_row.lines(self.look, name, *self._news(name))
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
        frame = self.look.frame
        is_reached = frame is not None and (frame.hop, frame.group) == (4, name)
        mark = f"{self.ink.glyphs.message} " if is_reached else "  "
        line = Text().append(mark, palette.MARK)
        line.append(shown, palette.GROUP).append(about, palette.QUIET)
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
        return " ", "rejoined" if self._is_named and _joins(self.moment.event, name) else ""

    def _tail(self) -> Text:
        """What is queued, and how many copies were lost."""
        queued = _waiting(self.moment.world, self.members)
        numbers = " ".join(map(str, queued)) if len(queued) <= _FEW else str(sum(queued))
        tail = Text(f"queued {numbers}", palette.NEW if any(queued) else palette.QUIET)
        channels = self.moment.world.channels
        mine = [channels[name] for name in self.members if name in channels]
        for word, lost in (
            ("dropped", sum(one.dropped for one in mine)),
            ("expired", sum(one.expired for one in mine)),
        ):
            tail.append(f"  {lost} {word}" if lost else "", palette.BAD)
        return tail

    def compact(self) -> list[Text]:
        """All on one line: name, members, what is queued."""
        tail = self._tail()
        name_width = max(min(self.look.group, self.width // 3), 6)
        is_cut = cell_len(self.ink.safe(self.key.name)) > name_width
        above = self._title("") if self._is_named and is_cut else []
        line = Text("  ")
        if not above:
            line.append(self.ink.pad(self.key.name, name_width, "both"), palette.GROUP)
        room = self.width - line.cell_len - 2 - tail.cell_len - 2
        line.append("  ").append_text(self._tokens(room))
        line.append(" " * max(self.width - line.cell_len - tail.cell_len, 2))
        return [*above, *fold(line.append_text(tail), self.width, hang=4)]

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

    def _member(self, name: str) -> str:
        """ "#1", and "#1·s2" where members of several servers stand side by side."""
        world = self.moment.world
        known = [
            world.channels[one] for one in (*self.members, *self.left) if one in world.channels
        ]
        if len({channel.process for channel in known}) > 1:
            return Names(self.moment, Messages(())).member(name).text
        return picture_names.member(world, name)

    def _token(self, name: str) -> Text:
        mark, note = self._news(name)
        label = self._member(name)
        found = self.moment.world.channels.get(name)
        dead = found is not None and not found.alive
        text = (mark.strip() + label + (self.ink.glyphs.dead if dead else "")).strip()
        style = palette.GONE if note == "left now" else palette.NEW if note else ""
        return Text(text, style=style or (palette.DEAD if dead else palette.INSTANCE))


def _joins(fact: Event | None, name: str) -> bool:
    return fact is not None and fact.kind == "group.joined" and getattr(fact, "channel", "") == name


def _waiting(world: World, members: Iterable[str]) -> list[int]:
    return [len(world.channels[name].queue) if name in world.channels else 0 for name in members]
