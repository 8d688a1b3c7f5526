"""A course, recordings and an import that want the reader's terminal; and what may pass.

Everything that has room for a text has `MARK` in it: it sets a window's title, asks the terminal to
type, hides what follows, turns the direction of reading, breaks a line, steps back over a word.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SMALL = ROOT / "tests" / "courses" / "small"

STEERS = (
    "\x1b]0;PWNED\x07\x1b[6n\x1b[38;5;201;53m\x1b]8;;evil:\x1b\\\x9b6n"
    "\x7f\x08\u202e\u2066\u200b\u200f"
)
BREAKS = "\r\u2028\x85\x0b"
MARK = STEERS + BREAKS
ENTITIES = "&#x202e;&#x2028;&#x2066;"  # Markdown makes characters of them

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Written out once more: a test that asks the program what is harmful learns what it knows."""

# What a screen of ours sends: no title (OSC 0), no question where the cursor is, and a link (OSC 8)
# to a file here only.
OURS = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[[0-9;]*[HJKABCDGd]"  # the cursor, and what is erased
    r"|\x1b\[\?[0-9;]+[hl]"  # modes
    r"|\x1b\[\?20(?:26|48)\$p"  # whether the terminal knows two of them
    r"|\x1b\[(?:>[0-9]+u|<[0-9]*u|=[0-9;]*u|\?u)"  # kitty's keyboard
    r"|\x1b\[>[0-9;]*m"  # xterm's
    r"|\x1b[78=>]|\x1b\([B0]"
    r"|\x1b\]8;(?:id=[-0-9]+)?;(?:file:///[!-~]+)?\x1b\\"  # a link, and its end
    r"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape, by a name that Textual gives it
)
EVIL = ("PWNED\x07", "\x1b[6n", "\x1b[38;5;201;53m", "\x1b]8;;e", "\x9b6n")


def raw_in(shown: str, *, allowed: re.Pattern[str] | None = None, line_ends: bool = False) -> str:
    """What is left in an output that could steer; `allowed` are the program's own sequences."""
    if evil := next((one for one in EVIL if one in shown), ""):
        return ascii(shown[max(shown.index(evil) - 60, 0) :][:120])
    rest = allowed.sub("", shown) if allowed else shown
    rest = rest.replace("\r", "") if line_ends else rest
    found = FORBIDDEN.search(rest)
    return ascii(rest[max(found.start() - 60, 0) :][:120]) if found else ""


# ── the course ──────────────────────────────────────────────────────────────────────────────

LESSON = f"""\
---
title: An echo{STEERS.replace(chr(10), "")}
minutes: 2
summary: One tab{STEERS}, one word.
chapter: Echoes
---

# An echo

## Comes back{STEERS}

Ann says one{STEERS} word. *{ENTITIES}* [a link{ENTITIES}](http://x/{ENTITIES} "{ENTITIES}")

> quoted{STEERS}{ENTITIES}

| a{STEERS} | b{ENTITIES} |
|---|---|
| c{STEERS} | d |

`code{STEERS}`

```python {STEERS}
fence = "{STEERS}"  # {ENTITIES}
```

<b title="{STEERS}">html{STEERS}</b>

:::: scene call

::: beat app.received text~Cuckoo
The word{STEERS}{ENTITIES} has come.
:::

::: predict echo-once
answer: count client.received text~Cuckoo
before: client.received text~Cuckoo
How often{STEERS}{ENTITIES} does Ann hear it?
- 0: She would{STEERS}{ENTITIES}, if nobody sent.
- 1: One `send(){STEERS}`, one frame.
:::

::: claim C90-01 verdict=true
proof: any client.received text~Cuckoo and none handler.failed
An echo{STEERS} says{ENTITIES} what was said.
:::

::::

## Rooms{STEERS}

:::: scene rooms

::: beat group.joined
Joined{STEERS}{ENTITIES}.
:::

::: beat handler.failed
Failed{STEERS}{ENTITIES}.
:::

::::

## Fails

:::: scene fails

::: beat client.connecting
Connecting{STEERS}.
:::

::: claim C90-02 verdict=true
proof: any client.received text="{STEERS.replace('"', "")}"
It is never{STEERS} heard.
:::

::::
"""

SCENES = f'''\
"""The scenes of this lesson."""

MARK = {MARK!a}


async def call(stage):
    {f"A call{STEERS} and its echo."!a}
    server = await stage.server(app="labs/echo.py:application")
    ann = await stage.client("ann" + MARK, "/ws/", server=server)
    stage.note("noted" + MARK)
    await ann.send("Cuckoo" + MARK)
    await ann.expect("Cuckoo", within=5)


async def rooms(stage):
    {f"Rooms{STEERS}."!a}
    await call(stage)


async def fails(stage):
    {f"Fails{STEERS}."!a}
    server = await stage.server(app="labs/echo.py:application")
    ann = await stage.client("ann" + MARK, "/ws/", server=server)
    await ann.send("fall" + MARK)
    await ann.expect("never" + MARK, within=0.3)
'''

LAB = f'''\
"""What comes in goes out, and to the log."""

import logging
import sys

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

MARK = {MARK!a}


class Echo(AsyncWebsocketConsumer):
    async def connect(self):
        self.heard = "heard" + MARK
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        logging.getLogger("log" + MARK).warning("got %s", text_data)
        print("printed" + MARK, file=sys.stderr, flush=True)
        if text_data.startswith("fall"):
            raise RuntimeError("fallen" + MARK)
        await self.send(text_data=text_data)


application = ProtocolTypeRouter({{"websocket": URLRouter([path("ws/", Echo.as_asgi())])}})
'''


def toml(text: str) -> str:
    """A basic string: JSON's escapes are TOML's."""
    return json.dumps(text).replace("\x7f", "\\u007f")


def _card(name: str, kind: str, *rows: str) -> str:
    told = {"topic": f"topic{MARK}", "question": f"Why{MARK} so?{ENTITIES}", "source": f"RFC{MARK}"}
    told |= {"nudge": f"Think{MARK}.", "look": f"channels.layers{MARK}:X", "why": f"So{MARK}."}
    lines = [f"{key} = {toml(value)}" for key, value in told.items()]
    return "\n".join(["[[card]]", f"id = {toml(name)}", f'kind = "{kind}"', *lines, *rows, ""])


def _choices(*keys: str) -> list[str]:
    return [
        f"[[card.choice]]\ntext = {toml(f'{key}{MARK}{ENTITIES}')}\nwhy = {toml(f'w {key}{MARK}')}"
        + "\nright = true" * (key == "yes")
        for key in keys
    ]


def _quiz() -> str:
    code = toml(f"a = 1  # {MARK}\nb = 2\nc = '{MARK}'\n")
    lines = [f"[[card.choice]]\nline = {n}\nwhy = {toml(f'w{n}{MARK}')}" for n in (1, 2, 3)]
    lines[1] += "\nright = true"
    points = [
        f"[[card.point]]\ntext = {toml(f'point{n}{MARK}')}\nwords = [{toml(f'w{n}{MARK}')}]\n"
        f"ask = {toml(f'ask{n}{MARK}')}\nmodel = {toml(f'm{n}{MARK}')}"
        for n in (1, 2, 3)
    ]
    steps = ", ".join(toml(f"step{n}{MARK}") for n in (1, 2, 3))
    return "\n".join(
        [
            _card("one", "choice", *_choices("yes", "no", "never")),
            _card("many", "multiple", *_choices("yes", "no", "never")),
            _card("sort", "order", f"steps = [{steps}]"),
            _card("bug", "fault", f"code = {code}", f"otherwise = {toml(f'No{MARK}.')}", *lines),
            _card("typed", "type", f"model = {toml(f'word{MARK}')}", f"accept = [{toml('re:w')}]"),
            _card("said", "say", f"model = {toml(f'A model{MARK}.')}", *points),
            _card(f"id{MARK}", "choice", *_choices("yes", "no", "never")),
        ]
    )


def _round(kind: str, stage: str, *rows: str) -> str:
    """A round of one stage."""
    head = {"title": f"Round{MARK}", "prompt": f"Why{MARK}{ENTITIES}", "close": f"So{MARK}."}
    asked = {"title": f"Stage{MARK}", "ask": f"Draw{MARK}{ENTITIES}", "model": f"m{MARK}"}
    lines = [f'kind = "{kind}"', 'level = "mid"', *(f"{k} = {toml(v)}" for k, v in head.items())]
    if kind == "incident":
        lines += ['scene = "1/call"', 'step = "client.received"']
    lines += ["[[stage]]", f'kind = "{stage}"', "minutes = 1"]
    return "\n".join([*lines, *(f"{k} = {toml(v)}" for k, v in asked.items()), *rows, ""])


def _points() -> list[str]:
    return [
        f"[[stage.point]]\ntext = {toml(f'point{n}{MARK}')}\nwords = [{toml(f'w{n}{MARK}')}]\n"
        f"ask = {toml(f'ask{n}{MARK}')}\nmodel = {toml(f'm{n}{MARK}')}"
        for n in (1, 2, 3)
    ]


def _goals() -> str:
    texts = {name: toml(f"{name}{MARK}") for name in ("title", "task", "says")}
    return (
        f'[[goal]]\nid = "mark"\nlevel = "easy"\nopens = "echo"\ntitle = {texts["title"]}\n'
        f"task = {texts['task']}\nhints = [{toml(f'h{MARK}')}, {toml(f'i{MARK}')}]\n"
        'solutions = [["open ann", "open ben"]]\ntrap = { lines = ["open ann"], told = "" }\n'
        f"[[goal.condition]]\nsays = {texts['says']}\nholds = 'any client.opened name=ben'\n"
        f"saw = {toml(f'{{count client.opened}}{MARK}')}\n"
    )


def _exercise() -> dict[str, str]:
    """The files of an exercise whose code, texts and diagnosis want the terminal."""
    texts = {name: toml(f"{name}{MARK}") for name in ("title", "symptom", "nudge", "why")}
    told = "\n".join(f"{name} = {text}" for name, text in texts.items())
    head = f'kind = "mend"\nminutes = 5\ntopic = {toml(f"topic{MARK}")}\nedit = "app.py"\npar = 1\n'
    fact = (
        f"[[fact]]\nsays = {toml(f'it is heard{MARK}')}\n"
        f"holds = 'any client.received text=nothing'\nsaw = 'value text of client.received'\n"
    )
    diagnosis = (
        f'[[diagnosis]]\nid = "fell"\nfirst = true\nwhen = "any client.sent"\n'
        f"says = {toml(f'{{value error of handler.failed}}{MARK}')}\nremedy = {toml(f'x{MARK}')}\n"
    )
    scene = (
        "async def loud(stage):\n    await stage.server()\n"
        '    ann = await stage.client("ann", "/ws/")\n    await ann.send("fall")\n'
        "    await stage.quiet()\n"
    )
    look = 'where = "app.py:1"\n'
    toml_text = f"{head}\n{told}\n{look}\n{fact}\n{diagnosis}"
    mended = LAB.replace("fallen", "risen")
    return {
        "exercise.toml": toml_text,
        "scenes.py": scene,
        "start/app.py": LAB,
        "good/app.py": mended,
    }


def _symptoms() -> str:
    fields = {name: toml(f"{name}{MARK}") for name in ("area", "title", "cause", "sure")}
    told = "\n".join(f"{name} = {text}" for name, text in fields.items())
    words = f'words = [{toml(f"cuckoo silent{MARK}")}]\nexercises = ["1/loud"]\n'
    card = f"cards = [{toml(f'id{MARK}')}]\n"
    own = f"[fallen]\n{told}\nremedy = {toml(f'remedy{MARK}')}\n{words}{card}"
    texts = f'[fallen.texts]\n{toml(f"it has fallen{MARK}")} = ""\n'
    return f"{own}{texts}\n[no-handler]\n{told}\n"


def _glossary() -> str:
    says, words = toml(f"says{MARK}"), toml(f"cuckoo{MARK}")
    return f'[{toml(f"term{MARK}")}]\nsays = {says}\npage = "1/Fails"\nwords = [{words}]\n'


def _rounds() -> dict[str, str]:
    need = f'[[stage.need]]\nkind = "layer"\nwhy = {toml(f"a layer{MARK}")}'
    shows = [f'[[stage.evidence]]\nfact = "{fact}"' for fact in ("client.opened", "app.received")]
    figure = f'[[stage.evidence]]\nfigure = "count app.sent"\ntext = {toml(f"sent{MARK} {{}}")}'
    board = f"board = [{toml(f'a{MARK} -> redis{MARK}')}]"
    return {
        "board.toml": _round("design", "draw", board, need),
        "incident-quiet.toml": _round("incident", "talk", *shows, figure, *_points()),
    }


def _stained(value: Any, key: str = "") -> Any:
    """A fact with the mark in every text that is not its kind; equal texts stay equal."""
    match value:
        case str():
            return value if key in {"kind", "type"} or not value else f"{MARK}{value}"
        case list():
            return [_stained(one) for one in value]
        case dict():
            keep = key == ""
            return {k if keep else f"{MARK}{k}": _stained(v, k) for k, v in value.items()}
    return value


def stain(recording: Path, into: Path) -> None:
    """The same recording, all its texts marked."""
    facts = [json.loads(line) for line in recording.read_text().splitlines()]
    into.write_text("".join(json.dumps(_stained(fact)) + "\n" for fact in facts))


def make_course(folder: Path) -> Path:
    """The course, in a folder whose name is of the same mind."""
    course = folder / f"course{MARK.replace('/', '')}"
    shutil.copytree(SMALL, course)
    lesson, ours = course / "01_echo", ROOT / "lessons"
    outlines = [
        f'[[lesson]]\nnumber = {number}\nslug = "{slug}"\ntitle = {toml(f"{title}{MARK}")}\n'
        f"summary = {toml(f'About{MARK}')}\n"
        for number, slug, title in ((1, "01_echo", "An echo"), (2, "02_valley", "A valley"))
    ]
    head = f"title = {toml(f'Echoes{MARK}')}\nformat = 1\n"
    path = f'[[path]]\nname = {toml(f"p{MARK}")}\ntitle = {toml(f"Path{MARK}")}\nstops = ["1"]\n'
    (course / "course.toml").write_text("\n".join([head, *outlines, path]))
    (lesson / "lesson.md").write_text(LESSON)
    (lesson / "scenes.py").write_text(SCENES)
    (lesson / "labs" / "echo.py").write_text(LAB)
    (lesson / "quiz.toml").write_text(_quiz())
    (lesson / "goals.toml").write_text(_goals())
    (course / "symptoms.toml").write_text(_symptoms())
    (course / "glossary.toml").write_text(_glossary())
    for name, text in _exercise().items():
        file = lesson / "exercises" / "loud" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (lesson / "rounds").mkdir()
    for name, text in _rounds().items():
        (lesson / "rounds" / name).write_text(text)
    call = SMALL / "01_echo" / "traces" / "call.jsonl"
    rooms = ours / "07_channel_layers_and_groups" / "traces" / "two_servers_redis.jsonl"
    for name, recording in {"call": call, "fails": call, "rooms": rooms}.items():
        stain(recording, lesson / "traces" / f"{name}.jsonl")
    return course


def make_import(file: Path) -> Path:
    """Progress of another machine, as `tutor export` would write it."""
    answers = [
        {"card": card, "lesson": f"01_echo{MARK}", "at": 1e9 + n, "mode": "quiz", "grade": 3,
         "answer": f"said{MARK}\nand more{MARK}", "id": n, "correct": True, "score": 1.0}
        for n, card in enumerate(("one", "echo-once", "typed", f"id{MARK}", f"gone{MARK}"), start=1)
    ]  # fmt: skip
    flags = [
        {"card": card, "lesson": f"l{MARK}", "is_on": True, "at": 1e9}
        for card in ("one", f"id{MARK}", f"gone{MARK}")
    ]
    places = [
        {"lesson": slug, "page": 2, "scene": f"rooms{MARK}", "step": 3, "pages": 2, "at": 1e9}
        for slug in ("01_echo", f"other{MARK}")
    ]
    export = {"format": "channels-tutor progress", "version": 1}
    file.write_text(json.dumps({**export, "reviews": answers, "flags": flags, "positions": places}))
    return file
