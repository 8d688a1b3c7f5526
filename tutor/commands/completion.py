"""What a shell offers after Tab: lesson numbers, scenes, cards, claims, layers, names of commands.

Says nothing and fails at nothing, whatever the course is like. Parameters are called as Typer
expects them, and have no types, which it would evaluate whenever a command is built.

    ctx         the words so far, parsed; `ctx.params` has what has been typed of this command
    incomplete  the word before the cursor
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, Final

Offer = tuple[str, str]  # what would be typed, and what it is; "" for none

WORD: Final = re.compile(r"[\w@%+=:,./-]+")
"""What every shell takes as one word; a course of others may have names like `$(rm -r ~)`."""
SPECIAL: Final = re.compile(r"[^\w ,.?!():/+&%#=@…–—·-]")
"""What is not said of it: zsh evaluates Typer's answer, and a screen obeys control characters."""


def _offered(find: Callable[[Any], Iterable[Offer]]) -> Callable[[Any, Any], list[Offer]]:
    @wraps(find)
    def offers(ctx, incomplete):  # type: ignore[no-untyped-def]
        found: list[Offer] = []
        with suppress(Exception):  # a course that cannot be read: there is nothing to offer
            _choose_course(ctx)
            for value, text in find(ctx):
                if value.startswith(incomplete) and WORD.fullmatch(value):
                    found.append((value, SPECIAL.sub(" ", text)))
        return found

    del offers.__wrapped__  # Typer looks at its parameters
    return offers


def _choose_course(ctx: Any) -> None:
    course = ctx.find_root().params.get("course")
    if course:
        os.environ["TUTOR_COURSE"] = course  # as the command itself would


def _argument(ctx: Any, name: str) -> str:
    """A command's first argument; an option that still lacks its value leaves it unparsed."""
    return str(ctx.params.get(name) or next(iter(ctx.args), ""))


@_offered
def roles(_: Any) -> Iterator[Offer]:
    """For whom a plan is."""
    yield ("backend", "cards, scenes, mock interviews")
    yield ("lead", "a design and an incident as well")


@_offered
def designs(_: Any) -> Iterator[Offer]:
    """The systems to design."""
    from tutor.library import find
    from tutor.library.find_rounds import rounds

    yield from ((one.id, one.title) for one in rounds(find.course(), "design"))


@_offered
def incidents(_: Any) -> Iterator[Offer]:
    """The incidents to explain."""
    from tutor.library import find
    from tutor.library.find_rounds import rounds

    for one in rounds(find.course(), "incident"):
        yield one.id.removeprefix("incident-"), one.title


@_offered
def levels(_: Any) -> Iterator[Offer]:
    """Whom an interviewer has before them."""
    from tutor.quiz.levels import LEVELS

    yield from ((level, "") for level in LEVELS)


@_offered
def lessons(_: Any) -> Iterator[Offer]:
    """The lessons that are written."""
    from tutor.library import find

    for outline in find.course().outlines:
        if outline.folder is not None:
            yield str(outline.number), outline.title


@_offered
def paths(_: Any) -> Iterator[Offer]:
    """The ways through the course."""
    from tutor.library import find
    from tutor.library.chosen_route import EVERYTHING

    for route in find.course().routes:
        yield route.name, route.title
    yield EVERYTHING, "all lessons"


@_offered
def scenes(ctx: Any) -> Iterator[Offer]:
    """The scenes of the lesson that has been named."""
    from tutor.library import find

    for scene in find.lesson(_argument(ctx, "number")).scenes:
        yield scene.name, scene.title


@_offered
def stages(_: Any) -> Iterator[Offer]:
    """The labs that can be played on, by the name that means one of them."""
    from tutor.library.stages import offered

    yield from offered()


@_offered
def goals(_: Any) -> Iterator[Offer]:
    """The goals, by their names."""
    from tutor.library import find
    from tutor.library.goals import goals as every

    for goal in every(find.course()):
        yield goal.id, f"lesson {goal.lesson}, {goal.title}"


@_offered
def symptoms(_: Any) -> Iterator[Offer]:
    """What `tutor why` knows, by name."""
    from tutor.library import find
    from tutor.library.see import symptoms as every

    for one in every(find.course()):
        yield one.id, one.title


@_offered
def exercises(_: Any) -> Iterator[Offer]:
    """The exercises of the course."""
    from tutor.library import find
    from tutor.library.find_exercises import exercises as every

    for one in every(find.course()):
        yield one.name, f"lesson {one.lesson}, {one.title}"


@_offered
def views(_: Any) -> Iterator[Offer]:
    """The views."""
    from tutor.view.table import ROWS

    for row in ROWS:
        yield row.name, row.shows


@_offered
def cards(ctx: Any) -> Iterator[Offer]:
    """The cards of the lesson that has been named, else of all."""
    from tutor.library import find
    from tutor.library.deck import load_deck

    named = _argument(ctx, "number")
    lesson = find.outline(named).number if named else None
    for card in load_deck(find.course()).cards:
        if lesson in {None, card.lesson}:
            yield card.id, card.question.partition("\n")[0]


@_offered
def topics(_: Any) -> Iterator[Offer]:
    """The topics of all cards that a shell takes as one word."""
    from tutor.library import find
    from tutor.library.deck import load_deck

    for topic in dict.fromkeys(card.topic for card in load_deck(find.course()).alone):
        yield topic, ""


@_offered
def kinds(_: Any) -> Iterator[Offer]:
    """The kinds of cards."""
    from tutor.quiz.card import KINDS

    yield from KINDS.items()


@_offered
def claims(ctx: Any) -> Iterator[Offer]:
    """The claims of the chapter that has been named, else of all."""
    from tutor.course.claims import load_rows
    from tutor.library import find

    chapter = _argument(ctx, "chapter")
    for row in load_rows(find.course().folder):
        if chapter in {"", str(row.chapter)}:
            yield row.id, row.says


@_offered
def layers(_: Any) -> Iterator[Offer]:
    """The channel layers that a scene can be played on."""
    from tutor.runtime.layer_names import LAYERS

    yield from ((layer, "") for layer in LAYERS)


@_offered
def commands(ctx: Any) -> Iterator[Offer]:
    """The commands of the program."""
    root = ctx.find_root()
    for name in root.command.list_commands(root):
        yield name, root.command.get_command(root, name).get_short_help_str()
