"""The commands, their options, what a stage takes, and the views, as `docs/reference.md` has them.

`python -m tests.docs.reference` writes them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from tests.architecture.source import ROOT
from tutor.cli import app
from tutor.play.vocabulary import ROWS as STAGE
from tutor.tui.play_keys import PLAY_KEYS, PLAY_TOPICS
from tutor.view.table import ROWS

PAGE = ROOT / "docs" / "reference.md"
MARK = "<!-- written by `python -m tests.docs.reference` -->\n"


def commands() -> str:
    """The part of the page that follows from the code."""
    root: Any = typer.main.get_command(app)
    context = root.context_class(root, info_name="tutor")
    return "\n".join(_of(root, context))


def views() -> str:
    """The views of the player, in the order of its tabs."""
    rows = (f"| `{row.key}` | {row.word} | {row.shows} |" for row in ROWS)
    head = ("## Views", "", "What the panels of the player show.", "")
    return "\n".join((*head, "| Key | View | Shows |", "|---|---|---|", *rows))


def stage() -> str:
    """What may be typed in `tutor play`."""
    usages = (row.usage.replace("|", "\\|") for row in STAGE)
    rows = (
        f"| `{usage}` | {row.does} | `{row.example}` |"
        for usage, row in zip(usages, STAGE, strict=True)
    )
    head = (
        "## On a stage",
        "",
        "What `tutor play` takes, a line each: `#` begins a remark, a name with spaces is quoted.",
        "",
    )
    return "\n".join((*head, "| Line | Effect | For example |", "|---|---|---|", *rows))


def stage_keys() -> str:
    """The keys of `tutor play`, under what they are for."""
    rows = (f"| {PLAY_TOPICS[key.topic]} | `{key.shown}` | {key.meaning} |" for key in PLAY_KEYS)
    head = ("## Keys on a stage", "", "Of `tutor play` in the player, and of the key `!`.", "")
    return "\n".join((*head, "| For | Key | Effect |", "|---|---|---|", *rows))


def _of(command: Any, context: Any) -> Iterator[str]:
    """A command's usage, help and options, then its subcommands."""
    yield f"\n### {context.command_path}\n"
    yield f"`{' '.join([context.command_path, *command.collect_usage_pieces(context)])}`\n"
    yield f"{' '.join((command.help or '').split())}\n"
    rows = list(filter(None, (_row(each, context) for each in command.get_params(context))))
    if rows:
        yield from ("| Option | Effect |", "|---|---|", *rows)
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    for name in names:
        found = command.get_command(context, name)
        yield from _of(found, command.context_class(found, info_name=name, parent=context))


def _row(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    if record is None or "--help" in record[0]:
        return ""
    words, text = record
    return f"| `{words.replace('|', ' ')}` | {' '.join(text.split()).replace('|', ' ')} |"


def page(text: str) -> str:
    """The page with its commands and views as they are now."""
    parts = "\n\n".join((commands().rstrip(), stage(), stage_keys(), views()))
    return f"{text.partition(MARK)[0]}{MARK}{parts}\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
