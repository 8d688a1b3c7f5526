"""The command line: parse, call, exit code. The only place that turns an error into text.

Nothing heavy is imported here: each command imports what it needs when it is called, so that
`tutor --help` costs what any Typer program's help costs.
"""

from __future__ import annotations

import errno
import os
import select
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from tutor import ending, gate
from tutor.errors import Exit, TutorError, Unavailable, UsageError
from tutor.options import NoMouseOption

DEBUG = "TUTOR_DEBUG=1 shows where it happened; please report that."
ANOTHER = "Name another file or folder."
UNUSABLE = {errno.ENAMETOOLONG, errno.EACCES, errno.ELOOP}  # of a name, not of what is behind it
LOGGED = "Please report what is in {log}."

ORDER = (
    *("lesson", "next", "path", "play", "practice"),
    *("why", "search", "trace"),
    *("quiz", "review", "interview", "prepare", "sheet", "progress", "notes", "flagged"),
    *("check", "serve", "doctor", "export", "import", "reset", "dev"),
    *("help", "version"),  # hidden: the list has options for both
)
"""The commands as a learner meets them; the authors' come last."""

MODULES = {
    **dict.fromkeys(("lesson", "next", "path", "play"), "lesson_commands"),
    **dict.fromkeys(("quiz", "review", "interview", "progress", "notes"), "quiz_commands"),
    "practice": "practice_commands",
    "trace": "trace_commands",
    **dict.fromkeys(("why", "search"), "why_commands"),
    **dict.fromkeys(("prepare", "sheet"), "prepare_commands"),
    **dict.fromkeys(("flagged", "export", "import", "reset"), "learner_commands"),
    **dict.fromkeys(("check", "serve", "doctor"), "machine_commands"),
    **dict.fromkeys(("help", "version"), "about"),
}
"""The module of `tutor/commands` that declares a command: only the one that is called is built."""


class Commands(TyperGroup):
    """The commands in the order a learner meets them; a closed pipe ends any of them quietly."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = dict.fromkeys(ORDER)  # where Typer looks for what was nearly typed

    def list_commands(self, ctx: object) -> list[str]:
        """All of them, wherever they are declared."""
        return list(ORDER)

    def get_command(self, ctx: object, cmd_name: str) -> Any:
        """They are declared elsewhere, and imported when they are called."""
        if cmd_name == "dev":
            from tutor.commands.author_commands import app as dev

            return typer.main.get_command(dev)
        if cmd_name not in MODULES:
            return None
        module = import_module(f"tutor.commands.{MODULES[cmd_name]}")
        group: Any = typer.main.get_command(module.app)
        return group.commands[cmd_name]

    def invoke(self, ctx: object) -> object:
        """Runs a command; the reader of our output may stop (`tutor … | head -1`)."""
        try:
            result = super().invoke(ctx)  # type: ignore[arg-type]
            sys.stdout.flush()
        except BrokenPipeError:
            if not _stdout_is_closed():
                raise
            raise typer.Exit(Exit.OK) from None
        except OSError as error:
            if (reason := _unwritten(error)) is None:
                raise
            raise reason from None
        except SystemExit as end:
            if not isinstance(end.__context__, BrokenPipeError):  # Rich's way of saying the same
                raise
            raise typer.Exit(Exit.OK) from None
        except Exception as error:
            if hasattr(error, "exit_code") or isinstance(error, typer.Abort):
                raise  # it is meant to be told
            from tutor.terminal import without_posix

            if (told := without_posix(error)) is None:
                raise
            raise told from error
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
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
    course: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Use another course: a folder with a course.toml."),
    ] = None,
    no_mouse: NoMouseOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print home as JSON: lessons, minutes, what is due.")
    ] = False,
) -> None:
    """Django Channels, live: watch a real server handle real messages, step by step."""
    if course is not None:
        os.environ["TUTOR_COURSE"] = course  # where runtime/paths.py looks
    if ctx.invoked_subcommand is None:
        from tutor.commands.home import show

        show(as_json=as_json)


# ── ending ──────────────────────────────────────────────────────────────────────────────────
def _unwritten(error: OSError) -> Exception | None:
    """How a command ends whose output has no place to go; None for every other fault."""
    if error.errno == errno.EIO and _terminal_has_gone():
        return typer.Exit(ending.terminal_has_gone())
    if error.errno != errno.ENOSPC or error.filename:
        return None
    _discard_output()
    return Unavailable("The output cannot be written: no space is left there.")


def _stdout_is_closed() -> bool:
    """Whether the reader of our output has gone; if so, what is left goes nowhere."""
    gone = _is_hung_up(sys.stdout)
    if gone:
        _discard_output()
    return gone


def _terminal_has_gone() -> bool:
    """Whether a stream was a terminal's that is no longer there; then nothing more is said."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    gone = [stream for stream in streams if _is_hung_up(stream)]
    for stream in gone:
        _discard_output(stream)
    return bool(gone)


def _is_hung_up(stream: TextIO) -> bool:
    poll = select.poll()
    poll.register(stream, 0)
    return any(state & (select.POLLERR | select.POLLHUP) for _, state in poll.poll(0))


def _discard_output(stream: TextIO | None = None) -> None:
    os.dup2(os.open(os.devnull, os.O_RDWR), (stream or sys.stdout).fileno())


def _open_streams() -> None:
    """A standard stream that was closed before we began is an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - as long as we run
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a Latin-1 paste, a pipe of another encoding


def _name() -> str:
    """The script that was called: shells complete its name, and others may own `tutor` here."""
    called = Path(sys.argv[0]).stem
    return called if called == "channels-tutor" else "tutor"


def _print_error(error: TutorError) -> None:
    print(f"tutor: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"       {error.hint}", file=sys.stderr)


def _told(error: Exception) -> TutorError:
    """What to say of an exception that is no TutorError: a package is missing, a name that was
    given is none for this system (`Path.is_file` and its like raise that), or we are wrong.
    """
    from tutor.commands.doctor import absent
    from tutor.runtime.fault_report import keep

    if isinstance(error, OSError) and error.errno in UNUSABLE and error.filename:
        return UsageError(f"{error.filename} cannot be used: {error.strerror}.", ANOTHER)
    if missing := absent(error):
        return missing
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    log = keep(error)
    hint = LOGGED.format(log=log) if log else DEBUG
    return TutorError(f"This is a fault of the tutor: {what}.", hint)


def _print_fault(error: Exception) -> int:
    """One sentence, and where the rest is; the exit code."""
    if ending.is_interruption(error):
        return int(Exit.INTERRUPTED)
    if os.environ.get("TUTOR_DEBUG"):
        raise error
    told = _told(error)
    _print_error(told)
    return int(told.exit_code)


def main() -> None:
    """The entry point; ends the process."""
    _open_streams()
    gate.install()
    if "TUTOR_LIFELINE" in os.environ:
        from tutor.runtime.processes.child_tutor import hold_lifeline

        hold_lifeline()
    try:
        app(prog_name=_name())
    except TutorError as error:
        _print_error(error)
        code = int(error.exit_code)
    except KeyboardInterrupt:
        code = int(Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - our fault; no traceback reaches a learner
        code = _print_fault(error)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(Exit.OK)
    sys.exit(ending.status(code))
