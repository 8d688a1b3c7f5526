"""`tutor export --anki FILE`: the cards as a deck that Anki imports.

A card keeps its identity: a deck that is exported again updates the notes in Anki and leaves their
schedule alone. The learner's own schedule stays here.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from tutor.core.harmless import visible
from tutor.errors import UsageError
from tutor.library import find
from tutor.quiz.card import Card
from tutor.runtime.chosen_files import whole

MODEL: Final = 1_795_606_001  # any number, and the same for ever: by these Anki knows them again
DECK: Final = 1_795_606_002
ENDING: Final = ".apkg"
STYLE: Final = """
.card { font-family: sans-serif; font-size: 18px; text-align: left; }
pre, code { font-family: monospace; }
"""


def export(file: Path, *, force: bool) -> None:
    """Writes every card that is whole by itself and has a key."""
    from tutor.library.deck import load_deck, settled

    if file.suffix.lower() != ENDING:
        raise UsageError(
            f"Anki imports files that end in {ENDING}, and {file} does not.",
            f"`tutor export --anki {file.with_suffix(ENDING)}` writes one.",
        )
    if file.exists() and not force:
        raise UsageError(f"{file} exists already.", "--force writes over it.")
    course = find.course()
    found = (settled(card, course) for card in load_deck(course).alone)
    package, notes = _package(course.title, filter(None, found))
    whole(file, _bytes(package))
    print(f"Written to {file}: {notes} cards. In Anki: File, Import.")


def _bytes(package: Any) -> bytes:
    """The package as a file has it. genanki leaves a database in the folder for temporary files."""
    written, before = io.BytesIO(), tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            package.write_to_file(written)
        finally:
            tempfile.tempdir = before
    return written.getvalue()


def _package(title: str, cards: Iterable[Card]) -> tuple[Any, int]:
    try:
        import genanki
    except ImportError as error:
        from tutor.runtime.needs import missing

        raise missing("genanki") from error
    from tutor.course.load import markdown
    from tutor.quiz.card_markdown import back, front

    html: Callable[[str], str] = markdown().render
    model = genanki.Model(
        MODEL,
        "channels-tutor",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Id"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
            }
        ],
        css=STYLE,
        sort_field_index=2,
    )
    deck = genanki.Deck(DECK, visible(title))
    for card in cards:
        note = genanki.Note(
            model=model,
            fields=[*map(visible, (html(front(card)), html(back(card)), card.id))],
            guid=genanki.guid_for("channels-tutor", card.id),
            tags=[f"lesson::{card.lesson}", visible(card.topic).replace(" ", "_")],
        )
        deck.add_note(note)
    return genanki.Package(deck), len(deck.notes)
