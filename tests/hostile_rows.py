"""Each command of the program, as `tests/test_gate.py` runs it: a row for every way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.hostile import MARK, STEERS
from tutor.view.table import ROWS as VIEWS

JSON_ANSWERS = '{"hint": true}\n{"flag": true}\n{"answer": "x\\u001b[6n"}\n{"answer": 1}\n'
TYPED = f"h\n:?\n1{STEERS}\n1 2 3\n\n" * 4


@dataclass(frozen=True)
class Row:
    """A command line, what it reads, how it ends, whether marks are in what it says."""

    args: tuple[str, ...]
    code: int = 0
    typed: str = ""
    shows: bool = True
    documents: bool = False  # JSON lines, or one document
    slow: bool = False  # plays scenes live
    env: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For people."""
        return ascii(" ".join(self.args)).replace("\\", "")[:48]


def line(*args: str, **more: Any) -> Row:
    """A row, written short."""
    return Row(args, **more)


ROWS: dict[str, tuple[Row, ...]] = {
    "": (
        line(),
        line("--json", documents=True),
        line("--help", shows=False),
        line(MARK, code=2),
        line(f"--{MARK}", code=2),
        line("lesson", f"--{MARK}", code=2),
        line("--course", f"/nowhere{MARK}", "lesson", code=2),
        line(shows=False, env={"_TUTOR_COMPLETE": "complete_bash", "COMP_WORDS": f"tutor l{MARK}",
                               "COMP_CWORD": "1"}),
    ),
    "lesson": (
        line("lesson"),
        line("lesson", MARK, code=2),
        line("lesson", "2", code=2),
        line("lesson", "1", "--scenes"),
        line("lesson", "1", "--scene", MARK, code=2),
        line("lesson", "1", "--layer", MARK, code=2),
        line("lesson", "1", "--redis", MARK, code=2),
        line("lesson", "1", "--step", MARK, code=2),
        line("lesson", "1", "--replay", "--plain"),
        line("lesson", "1", "--replay", "--plain", "--ascii"),
        *(line("lesson", "1", "--replay", "--plain", "--scene", "rooms", "--step", str(step))
          for step in (40, 120, 200)),
        line("lesson", "1", "--page", MARK, code=2),
        line("lesson", "1", "--page", "9", code=2, shows=False),
        line("lesson", "1", "--replay", "--plain", "--page", "1"),
        line("lesson", "1", "--replay", "--words"),
        *(line("lesson", "1", "--scene", "rooms", "--view", row.name, *more, shows=False)
          for row in VIEWS for more in ((), ("--words",))),
        line("lesson", "1", "--scene", "rooms", "--view", MARK, code=2),
        line("lesson", "1", "--replay", "--scene", "rooms", "--json", documents=True),
        *(line("lesson", "1", "--replay", "--scene", "rooms", "--export", f"{{out}}/{MARK}{ending}")
          for ending in (".svg", ".html", ".json", ".jsonl")),
        line("lesson", "1", "--replay", "--scene", "rooms", "--export", f"{MARK}.gif", code=2),
        line("lesson", "1", "--scene", "call", "--plain", slow=True),
        line("lesson", "1", "--scene", "fails", "--json", code=1, slow=True, documents=True),
    ),
    "path": (
        line("path"),
        line("path", "--json", documents=True),
        line("path", MARK, code=2),
        line("path", "everything", "--by", MARK, shows=False),
    ),
    "play": (
        line("play", MARK, code=2),
        line("play", f"1/{MARK}", code=2),
        line("play", "--list"),
        line("play", "--list", "--words", "--ascii"),
        line("play", "--list", "--json", documents=True),
        line("play", "--goals"),
        line("play", "--goals", "--json", documents=True),
        line("play", "--goal", MARK, code=2),
        line("play", "--goal", "mark", typed="hint\nsolution\nopen ann\n", code=1, slow=True),
        line("play", "echo", "--plain", typed=f"open {MARK}\nsend {MARK} x{STEERS}\nhelp {MARK}\n",
             code=1, slow=True),
        line("play", "echo", "--words", typed=f"open a\nsend a {STEERS}\n", slow=True, shows=False),
        line("play", "1/call", "--json", typed="nix\n", code=1, documents=True, slow=True),
    ),
    "next": (line("next", "--plain"),),
    "trace": (
        line("trace", code=2, shows=False),
        line("trace", "--", f"/nowhere/{MARK}", code=3),
        line("trace", "--until", MARK, "--", "true", code=2),
        line("trace", "--fail-on", MARK, "--", "true", code=2),
        line("trace", "--detail", MARK, "--", "true", code=2),
        line("trace", "--jsonl", f"/nowhere{MARK}/x", "--", "true", code=3),
        line("trace", "--", "true", shows=False),
        line("trace", "--mask", f"({MARK}", "--", "true", code=2),
        line("trace", "--mask", MARK, "--", "true", shows=False),
        line("trace", "--listen", "--until", MARK, code=2),
    ),
    "practice": (
        line("practice"),
        line("practice", "--list", MARK),
        line("practice", "--json", documents=True),
        line("practice", MARK, code=2),
        line("practice", "loud", "--solution"),
        line("practice", "loud", "--hint", "1"),
        line("practice", "loud", "--once", code=1, slow=True),
        line("practice", "loud", "--json", typed="h\nd\n", code=1, documents=True, slow=True),
    ),
    "quiz": (
        line("quiz", "1", "--plain", typed=TYPED),
        line("quiz", "1", "--json", typed=JSON_ANSWERS * 9, documents=True),
        line("quiz", MARK, code=2),
        line("quiz", "--card", MARK, code=2),
        line("quiz", "--count", MARK, code=2),
        line("quiz", "--topic", f"{MARK}, no topic", code=2),
        line("quiz", "--kind", MARK, code=2),
        line("quiz", "--ids", "--plain", typed=TYPED),
    ),
    "review": (
        line("review", "--plain", "--cram", typed=TYPED),
        line("review", "--json", "--cram", typed=JSON_ANSWERS * 9, documents=True),
    ),
    "interview": (
        line("interview", "--plain", "--transcript", f"{{out}}/{MARK}.md",
             typed=f"I said {STEERS}\n\nand{STEERS}\n\nn\n\nn\n0\n"),
        line("interview", "--chapters", MARK, code=2),
        line("interview", "--json", documents=True),
        line("interview", "--design"),
        line("interview", "--design", MARK, code=2),
        line("interview", "--incident", "quiet", "--plain", "--transcript", f"{{out}}/i{MARK}.md",
             typed=f"I said {STEERS}\n\n{STEERS}\n\n1\n"),
        line("interview", "--incident", "quiet", "--json", documents=True),
        line("interview", "--level", MARK, code=2),
        line("interview", "--friend", f"{{out}}/{MARK}.html"),
        line("interview", "--design", "board", "--plain", typed=f"a{STEERS} -> b{MARK}\n\n"),
        line("interview", "--design", "board", "--friend", f"{{out}}/d{MARK}.md"),
    ),
    "prepare": (
        line("prepare", shows=False),
        line("prepare", "--role", "lead", "--minutes", "200"),
        line("prepare", "--role", "lead", "--minutes", "200", "--json", documents=True),
        line("prepare", "--by", MARK, code=2),
        line("prepare", "--by", "tomorrow", "--minutes", MARK, code=2),
        line("prepare", "--role", MARK, code=2),
    ),
    "sheet": (
        line("sheet"),
        line("sheet", "--weak", "--ascii", shows=False),
        line("sheet", f"{{out}}/{MARK}.html"),
        line("sheet", f"{MARK}.pdf", code=2),
        line("sheet", "--json", documents=True),
    ),
    "why": (
        line("why"),
        line("why", "--json", documents=True),
        line("why", f"ValueError: No handler for message type x{MARK}"),
        line("why", "fallen", "--json", documents=True),
        line("why", MARK),
        line("why", "--trace", f"/nowhere{MARK}", code=3),
        line("why", "--trace", "{course}/01_echo/traces/rooms.jsonl", "--json", documents=True),
        line("why", MARK, "--trace", "x", code=2, shows=False),
        line("why", typed=f"{STEERS}{'x' * 5000}\nValueError: No handler for message type x{MARK}"),
        line("why", "--json", typed=f"ValueError: No handler for message type x{MARK}\n",
             documents=True),
    ),
    "search": (
        line("search", "fallen"),
        line("search", "cuckoo", "--json", documents=True),
        line("search", f"cuckoo{MARK}"),
        line("search", "zzz", code=1, shows=False),
        line("search", " ", code=2, shows=False),
    ),
    "progress": (line("progress", "--topics"), line("progress", "--json", documents=True)),
    "notes": (line("notes"),),
    "flagged": (line("flagged"), line("flagged", "--json", documents=True)),
    "check": (
        line("check", MARK, code=2),
        line("check", "--claim", MARK, code=2),
        line("check", code=1, slow=True),
        line("check", "--json", code=1, slow=True, documents=True),
    ),
    "serve": (line("serve", "--port", MARK, code=2),),  # and a test of its own
    "doctor": (line("doctor", env={"TERM": f"xterm{MARK}"}),),
    "export": (
        line("export", "-", documents=True),
        line("export", f"{{out}}/{MARK}.json"),
        line("export", "--anki", f"{{out}}/{MARK}.apkg"),
        line("export", f"/nowhere{MARK}/x", code=3),
    ),
    "import": (
        line("import", "{in}", shows=False),
        line("import", f"/nowhere{MARK}", code=2),
        line("import", "-", typed=f'{{"format": "{STEERS}"', code=2, shows=False),
    ),
    "reset": (
        line("reset", "1", "--yes"),
        line("reset", "--all", "--yes"),
        line("reset", MARK, code=2),
    ),
    "help": (line("help", "lesson", shows=False), line("help", MARK, code=2)),
    "version": (line("version", shows=False),),
    "dev check": (line("dev", "check", code=1),),
    "dev diagnose": (
        line("dev", "diagnose", code=1, shows=False),
        line("dev", "diagnose", MARK, "--live", code=2, shows=False),
        line("dev", "diagnose", f"{MARK}.jsonl", code=3),
        line("dev", "diagnose", "{course}/01_echo/traces/rooms.jsonl", "--notes", code=1),
    ),
    "dev exercise": (
        line("dev", "exercise", MARK, code=2),
        line("dev", "exercise", "loud", code=1, slow=True),
    ),
    "dev record": (
        line("dev", "record", "1", MARK, code=2),
        line("dev", "record", "1", "call", "--keep", slow=True, shows=False),
        line("dev", "record", "1", "fails", code=1, slow=True),
        line("dev", "record", "1", "--all", "--changed", code=2, shows=False),
    ),
    "dev new lesson": (
        line("dev", "new", "lesson", "7", f"A title{MARK}", code=2),
        line("dev", "new", "lesson", "7", "A title"),
    ),
    "dev new exercise": (
        line("dev", "new", "exercise", "1", "more"),
        line("dev", "new", "exercise", "1", MARK, code=2),
    ),
    "dev new scene": (
        line("dev", "new", "scene", "1", "more"),
        line("dev", "new", "scene", "1", MARK, code=2),
    ),
}  # fmt: skip
