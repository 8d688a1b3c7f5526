"""The command line: parse, call, exit code. The only place that turns an error into text.

Nothing heavy is imported here: each command imports what it needs when it is called, so that
`tutor --help` costs what any Typer program's help costs.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tutor.errors import Exit, TutorError
from tutor.numbers import number

DEBUG = "TUTOR_DEBUG=1 shows where it happened; please report that."
LAYERS = ("memory", "redis", "redis-pubsub")

ORDER = (
    *("lesson", "next", "quiz", "review", "interview", "progress", "notes", "flagged"),
    *("check", "serve", "doctor", "export", "import", "reset", "dev"),
)
"""The commands as a learner meets them; the authors' come last."""

ELSEWHERE = {
    **dict.fromkeys(("quiz", "review", "interview", "progress", "notes"), "cards"),
    **dict.fromkeys(("flagged", "export", "import", "reset"), "own"),
}
"""Commands that are declared in another module of `tutor/commands`."""

PlainOption = Annotated[bool, typer.Option("--plain", help="Linear text, no player.")]
AsciiOption = Annotated[bool, typer.Option("--ascii", help="No character beyond ASCII.")]


class Commands(TyperGroup):
    """The commands in the order a learner meets them; a closed pipe ends any of them quietly."""

    def list_commands(self, ctx: object) -> list[str]:
        """All of them, wherever they are declared."""
        return list(ORDER)

    def get_command(self, ctx: object, cmd_name: str) -> Any:
        """Most are declared elsewhere, and imported when they are called."""
        if cmd_name == "dev":
            from tutor.commands.dev import app as dev

            return typer.main.get_command(dev)
        if cmd_name in ELSEWHERE:
            module = import_module(f"tutor.commands.{ELSEWHERE[cmd_name]}")
            group: Any = typer.main.get_command(module.app)
            return group.commands[cmd_name]
        return super().get_command(ctx, cmd_name)  # type: ignore[arg-type]

    def invoke(self, ctx: object) -> object:
        """Runs a command; whoever reads our output may stop reading (`tutor … | head -1`)."""
        try:
            result = super().invoke(ctx)  # type: ignore[arg-type]
            sys.stdout.flush()
        except BrokenPipeError:
            if not _stdout_is_closed():
                raise
            raise typer.Exit(Exit.OK) from None
        except SystemExit as end:
            if not isinstance(end.__context__, BrokenPipeError):  # Rich's way of saying the same
                raise
            raise typer.Exit(Exit.OK) from None
        return result


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from tutor.commands.doctor import version

        print(f"tutor {version()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def home(
    ctx: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    course: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Another course: a folder with a course.toml."),
    ] = None,
) -> None:
    """Django Channels, live: watch a real server handle real messages, step by step."""
    if course is not None:
        os.environ["TUTOR_COURSE"] = course  # where runtime/paths.py looks
    if ctx.invoked_subcommand is None:
        from tutor.commands.start import show

        show()


@app.command()
def lesson(
    number: Annotated[
        str | None, typer.Argument(metavar="N", help="Its number; none lists the lessons.")
    ] = None,
    scene: Annotated[
        str | None, typer.Option(metavar="NAME", help="Begin with this scene.")
    ] = None,
    step: Annotated[
        int | None, typer.Option(metavar="STEP", parser=number(int, 0), help="Begin at this step.")
    ] = None,
    plain: PlainOption = False,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="No character beyond ASCII.")] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="Play the recordings, start no server.")
    ] = False,
    layer: Annotated[
        str | None, typer.Option(metavar="LAYER", help=f"Run on this layer: {', '.join(LAYERS)}.")
    ] = None,
    redis: Annotated[
        str | None, typer.Option(metavar="URL", help="Use this Redis server, not one of our own.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Run the scene and print its trace as JSON lines.")
    ] = False,
    scenes: Annotated[bool, typer.Option("--scenes", help="List its scenes.")] = False,
    visit: Annotated[
        bool, typer.Option("--visit", help="Just look: nothing is written down.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the scene to FILE.svg, .html, .json or .jsonl."),
    ] = None,
) -> None:
    """Play a lesson, or list the lessons."""
    from tutor.commands import lesson as command

    command.run(
        command.Request(
            number=number,
            scene=scene,
            step=step,
            plain=plain,
            ascii=ascii_only,
            replay=replay,
            layer=layer or "",
            redis=redis or "",
            json=as_json,
            scenes=scenes,
            visit=visit,
            export=export,
        )
    )


@app.command("next")
def resume() -> None:
    """Go on where you left off, to the step."""
    from tutor.commands import lesson as command

    command.resume()


@app.command()
def serve(
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", parser=number(int, 0, 65535), help="Port; 0 takes a free one."
        ),
    ] = 8000,
) -> None:
    """Run the demo site alone, to look at in a browser."""
    from tutor.commands.serve import run

    run(port)


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print the ledger as JSON.")] = False,
    chapter: Annotated[
        int | None,
        typer.Option(metavar="N", parser=number(int, 1), help="Only the claims of chapter N."),
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this claim, as C07-06.")
    ] = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first that does not hold.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="J", parser=number(int, 1, 16), help="Scenes side by side."
        ),
    ] = None,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="No character beyond ASCII.")] = False,
) -> None:
    """Prove the guide's claims here and now."""
    from tutor.commands import check as command

    command.run(
        command.Request(
            json=as_json,
            chapter=chapter,
            claims=tuple(claim or ()),
            fail_fast=fail_fast,
            jobs=jobs,
            ascii=ascii_only,
        )
    )


@app.command()
def doctor(
    clean: Annotated[
        bool, typer.Option("--clean", help="Remove what a killed tutor may have left.")
    ] = False,
) -> None:
    """Say which versions and tools are here."""
    from tutor.commands.doctor import run

    run(clean=clean)


# ── ending ──────────────────────────────────────────────────────────────────────────────────

_received: list[int] = []


def _as_interrupt(number: int, _frame: object) -> None:
    """SIGTERM and SIGHUP end a command the way Ctrl-C does: everything is put away first."""
    _received.append(number)
    signal.raise_signal(signal.SIGINT)


def _stdout_is_closed() -> bool:
    """Whether the reader of our output has gone; if so, what is left goes nowhere."""
    poll = select.poll()
    poll.register(sys.stdout, 0)
    if not any(state & (select.POLLERR | select.POLLHUP) for _, state in poll.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def _print_error(error: TutorError) -> None:
    print(f"tutor: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"       {error.hint}", file=sys.stderr)


def main() -> None:
    """The entry point; ends the process."""
    if "TUTOR_LIFELINE" in os.environ:
        from tutor.commands.child import hold_lifeline

        hold_lifeline()
    gc.set_threshold(
        20_000, 50, 50
    )  # imports make many objects and no garbage: a tenth of the start
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _as_interrupt)
    try:
        app(prog_name="tutor")
    except TutorError as error:
        _print_error(error)
        code = int(error.exit_code)
    except KeyboardInterrupt:
        code = int(Exit.INTERRUPTED)
    except Exception as error:  # our fault; no traceback reaches a learner
        if os.environ.get("TUTOR_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        _print_error(TutorError(f"This is a fault of the tutor: {what}", DEBUG))
        code = int(Exit.FAILED)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(Exit.OK)
    if code == Exit.INTERRUPTED and _received:
        code = 128 + _received[0]
    sys.exit(code)
