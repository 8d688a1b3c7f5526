"""What can be named in a line that is typed on a stage, and what each of the names is."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.core.facts.words import count
from tutor.core.world import World
from tutor.play.offers import Here
from tutor.runtime.stage.stage import Stage


def what_is_here(
    stage: Stage, world: World, *, path: str, users: tuple[str, ...], words: Mapping[str, str]
) -> Here:
    """`world`: as it is now; `path`: where a tab opens that names none; `users` can log in;
    `words`: frames that a tab may send, and what each does.
    """
    urls = [path, *(client.url for client in stage.clients)]
    return Here(
        tabs=tuple(dict.fromkeys(tab.name for tab in stage.clients if tab.is_open)),
        paths=tuple(dict.fromkeys(filter(None, urls))),
        users=users,
        groups=tuple(dict.fromkeys(key.name for key in world.groups)),
        servers=len(stage.servers),
        frames=tuple(words),
        about={**words, **_about(stage, world)},
    )


def _about(stage: Stage, world: World) -> dict[str, str]:
    """A few words on each name."""
    about = {str(at): f"{one.name}, {one.address}" for at, one in enumerate(stage.servers, start=1)}
    for tab in stage.clients:
        about[tab.name] = f"a tab on {tab.url}"
        about[tab.url] = f"where {tab.name} is"
    for key, members in world.groups.items():
        about[key.name] = f"a group, {count(len(members), 'member')}"
    return about
