"""What was done on a stage, as a scene's script: `tutor dev record` plays it again.

Each command is the call of the stage that the engine made, and a wait until nothing is under way:
that is when the next line was typed.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutor.play.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that was carried out."""

    command: Command
    refused: bool = False  # an `open` whose handshake failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the play began with."""

    folder: str  # of the lesson: "07_channel_layers_and_groups"
    app: str = ""  # a lab, "" for the demo project
    scene: str = ""  # whose script came first
    calls: int | None = None  # of that script that were carried out; None: all
    path: str = ""  # where a tab opens that names no path


def written(name: str, setting: Setting, done: Sequence[Done]) -> str:
    """The text of a scene script whose function has this name."""
    writer = _Writer(setting)
    lines = [line for each in done for line in writer.lines(each)]
    body = "\n".join(f"    {line}" for line in [*writer.first(done), *lines])
    return (
        '"""What was typed in `tutor play`.\n\n'
        f'The function goes into the scenes.py of {setting.folder}.\n"""\n\n\n'
        f"async def {function(name)}(stage):\n"
        f'    """{title(name)}."""\n'
        f"{body}\n"
    )


def function(name: str) -> str:
    """A name that Python takes: "two-tabs 2" → "two_tabs_2"."""
    found = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "played"
    return found if _is_name(found) else f"played_{found}"


def title(name: str) -> str:
    """The same as words: "lost_mail" → "Lost mail"."""
    return " ".join(function(name).split("_")).capitalize()


def code(value: Any) -> str:
    """A value of JSON as Python writes it, in double quotes."""
    if isinstance(value, str):
        return '"' + "".join(map(_character, value)) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{code(key)}: {code(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(code(each) for each in value) + "]"
    return repr(value)


def _character(one: str) -> str:
    """As it stands between double quotes; what is not printable, escaped."""
    return '\\"' if one == '"' else repr(one)[1:-1] if one != "'" else one


def _is_name(word: str) -> bool:
    return word.isidentifier() and not keyword.iskeyword(word)


@dataclass(slots=True)
class _Writer:
    setting: Setting
    tabs: dict[str, str] = field(default_factory=dict)  # name of a tab → variable

    def first(self, done: Sequence[Done]) -> Iterable[str]:
        """What stood on the stage before anything was typed."""
        if self.setting.scene:
            scene, calls = self.setting.scene, self.setting.calls
            part = f"stage.part({scene}, {calls})" if calls is not None else f"{scene}(stage)"
            return [f"await {part}", _QUIET]
        layers = [each.command.layer for each in done if each.command.verb == "layer"]
        given = {"app": self.setting.app, "layer": layers[-1] if layers else ""}
        return [f"await stage.server({_named(given)})", _QUIET]

    def lines(self, done: Done) -> Iterator[str]:
        """One command."""
        command = done.command
        if command.verb == "layer":
            return  # the server has been given it
        yield from getattr(self, command.verb)(done)
        yield _QUIET

    def open(self, done: Done) -> Iterator[str]:
        command = done.command
        given = f"{code(command.name)}, {code(command.path)}{self._more(command)}"
        call = f"await stage.{'refused' if done.refused else 'client'}({given})"
        if done.refused:
            yield call
        else:
            yield f"{self._new(command.name)} = {call}"

    def send(self, done: Done) -> Iterator[str]:
        yield f"await {self._tab(done.command)}.send({code(done.command.payload)})"

    def close(self, done: Done) -> Iterator[str]:
        if done.command.name == "crowd":
            yield "await stage.close_crowd()"
        else:
            code = done.command.code
            yield f"await {self._tab(done.command)}.close({'' if code == 1000 else code})"

    def drop(self, done: Done) -> Iterator[str]:
        yield f"await {self._tab(done.command)}.drop()"

    def suspend(self, done: Done) -> Iterator[str]:
        yield f"stage.pause({self._tab(done.command)})"

    def resume(self, done: Done) -> Iterator[str]:
        yield f"stage.resume({self._tab(done.command)})"

    def crowd(self, done: Done) -> Iterator[str]:
        command = done.command
        yield f"await stage.crowd({command.count}, {code(command.path)}{self._more(command)})"

    def http(self, done: Done) -> Iterator[str]:
        command = done.command
        body = "" if command.message is None else f", json={code(command.message)}"
        more = self._more(command)
        if command.token:
            bearer = code(f"Bearer {command.token}")
            more += f', headers={{"Authorization": {bearer}}}'
        yield f"await stage.http({code(command.method)}, {code(command.path)}{body}{more})"

    def group_send(self, done: Done) -> Iterator[str]:
        yield f"await stage.group_send({code(done.command.group)}, {code(done.command.message)})"

    def second(self, done: Done) -> Iterator[str]:
        yield "await stage.second_server()"

    def kill(self, done: Done) -> Iterator[str]:
        yield f"await {_server(done.command.server or 1)}.kill()"

    def stop(self, done: Done) -> Iterator[str]:
        yield f"await {_server(done.command.server or 1)}.stop()"

    def restart(self, done: Done) -> Iterator[str]:
        if done.command.server:
            yield f"await {_server(done.command.server)}.restart()"
        else:
            yield "for server in stage.servers:"
            yield "    await server.restart()"

    def broker(self, done: Done) -> Iterator[str]:
        yield f"await stage.broker.{done.command.action}()"

    def wait(self, done: Done) -> Iterator[str]:
        yield f"await stage.sleep({done.command.seconds:g})"

    def _new(self, name: str) -> str:
        word = re.sub(r"\W+", "_", name.casefold(), flags=re.ASCII).strip("_")
        free = _is_name(word) and word not in {"stage", "server", self.setting.scene}
        self.tabs[name] = word if free else f"tab_{word or len(self.tabs) + 1}"
        return self.tabs[name]

    def _tab(self, command: Command) -> str:
        """A variable of ours; a tab of the scene before has none."""
        return self.tabs.get(command.name) or f"stage.tab({code(command.name)})"

    def _more(self, command: Command) -> str:
        server = _server(command.server) if command.server else ""
        given = {"user": command.user, "origin": command.origin}
        offered = f"subprotocols=[{code(command.subprotocol)}]" if command.subprotocol else ""
        named = [_named(given), offered, f"server={server}" if server else ""]
        return "".join(f", {each}" for each in named if each)


_QUIET = "await stage.quiet()"


def _server(number: int) -> str:
    return f"stage.servers[{number - 1}]"


def _named(given: dict[str, str]) -> str:
    return ", ".join(f"{name}={code(value)}" for name, value in given.items() if value)
