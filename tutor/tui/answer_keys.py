"""What a key does to an answer that is being given.

A draft and a key in; a draft, an action of the sitting, or a deed of the screen out. The number
of a single choice answers at once. Several choices are ticked, an order is put together, a line is
pointed at, a text is typed; Enter hands the answer in. Where there is a text to type, the first
letter begins it; after Esc letters are keys, until t types on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from tutor.quiz.asking import Asked
from tutor.quiz.hints import EASY, HARD
from tutor.quiz.marking import Response
from tutor.quiz.sitting import (
    Action,
    Answer,
    Asking,
    Doubting,
    Follow,
    Following,
    Grade,
    Hint,
    Mean,
    Next,
    Over,
    Sitting,
    Tick,
    Ticking,
    Told,
    Undo,
)
from tutor.tui.bindings import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Work for the screen: it is not an action of the sitting."""

    name: Literal["flag", "proof", "help", "leave", "scroll", "refuse", "identify", "palette"]
    by: int = 0  # lines to scroll
    why: str = ""  # of a refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer before it is given."""

    cursor: int = 0  # place on the screen from 0, of a faulty program a line from 1
    picks: tuple[int, ...] = ()  # places, in the order of their choice
    text: str = ""
    typing: bool = False  # letters are letters
    shown: bool = False  # of a follow-up: the model answer is on the screen


UP: Final = frozenset({"up", "k"})
DOWN: Final = frozenset({"down", "j"})
ENTER: Final = frozenset({"enter", "ctrl+j"})
LEAVE, HELP, FLAG, PROOF = (Deed(name=n) for n in ("leave", "help", "flag", "proof"))
ALWAYS: Final[dict[str, Deed]] = {
    "ctrl+c": LEAVE,
    "ctrl+d": LEAVE,
    "ctrl+q": LEAVE,
    "f1": HELP,
    "ctrl+p": Deed(name="palette"),
    "pageup": Deed(name="scroll", by=-10),
    "pagedown": Deed(name="scroll", by=10),
}
LETTERS: Final[dict[str, Deed | Action]] = {
    "q": LEAVE,
    "escape": LEAVE,
    "question_mark": HELP,
    "h": Hint(),
    "u": Undo(),
    "f": FLAG,
    "p": PROOF,
    "number_sign": Deed(name="identify"),
}
ABOUT_THE_CARD: Final = (Draft, Answer, Mean, Tick, Follow, Next, Hint, Grade)
UNKNOWN: Final = "x says that you do not know."
SPACES: Final = re.compile(r"[^\S ]+")  # line ends, tabs, and what else Unicode has
YES_NO: Final = {"y": True, "n": False}
TOLD: Final[dict[str, Action]] = {
    "enter": Next(),
    "ctrl+j": Next(),
    "space": Next(),
    "n": Next(),
    "d": Grade(to=HARD),
    "e": Grade(to=EASY),
}


def fresh(sitting: Sitting) -> Draft:
    """The draft with which a phase begins."""
    match sitting.phase:
        case Asking(asked=asked) if asked.card.kind == "fault":
            return Draft(cursor=1)
        case _:
            return Draft(typing=is_field(sitting, Draft()))


def is_field(sitting: Sitting, draft: Draft) -> bool:
    """Whether there is a text to type."""
    match sitting.phase:
        case Following():
            return not draft.shown
        case Asking(asked=asked):
            return asked.card.kind in {"type", "say"}
        case _:
            return False


def is_about_the_card(result: Draft | Deed | Action) -> bool:
    """Whether a key concerns the card in hand, and so must not come before it was seen."""
    if isinstance(result, Deed):
        return result.name in {"flag", "refuse"}
    return isinstance(result, ABOUT_THE_CARD)


def press(sitting: Sitting, draft: Draft, key: str, char: str) -> Draft | Deed | Action:
    """`char`: what the key would type, "" for none."""
    if key in ALWAYS:
        return ALWAYS[key]
    if draft.typing:
        return _typing(sitting, draft, key, char)
    if key in LETTERS and not (key == "p" and not isinstance(sitting.phase, Told | Over)):
        return LETTERS[key]
    return _by_phase(sitting, draft, key)


def chosen(sitting: Sitting, draft: Draft, key: str) -> Draft | Deed | Action:
    """What a key does that was chosen by its name: it is no letter of a text."""
    return press(sitting, replace(draft, typing=False), key, "")


def _by_phase(sitting: Sitting, draft: Draft, key: str) -> Draft | Deed | Action:
    if is_field(sitting, draft):
        return _beside(sitting, draft, key)
    match sitting.phase:
        case Asking(asked=asked):
            return _answering(asked, draft, key)
        case Ticking(asked=asked):
            return _ticking(sitting, asked, draft, key)
        case Doubting():
            return Mean(yes=YES_NO[key]) if key in YES_NO else _scrolled(draft, key)
        case Following():
            return _follow(draft, key)
        case Told():
            return TOLD[key] if key in TOLD else _scrolled(draft, key)
        case _:
            return LEAVE if key in ENTER else _scrolled(draft, key)


def _scrolled(draft: Draft, key: str) -> Draft | Deed:
    if key in UP | DOWN:
        return Deed(name="scroll", by=2 if key in DOWN else -2)
    return draft


# ── a text ──────────────────────────────────────────────────────────────────────────────────


def _typing(sitting: Sitting, draft: Draft, key: str, char: str) -> Draft | Deed | Action:
    if key in ENTER:
        return _typed(sitting, draft)
    if key == "tab":
        return Hint()
    if key == "escape":
        return replace(draft, typing=False)
    if key == "backspace":
        return replace(draft, text=draft.text[:-1])
    if key == "ctrl+u":
        return replace(draft, text="")
    if key in {"up", "down"}:
        return _scrolled(draft, key)
    begun = draft.text or char != " "
    return replace(draft, text=draft.text + char) if begun and char.isprintable() else draft


def _beside(sitting: Sitting, draft: Draft, key: str) -> Draft | Deed | Action:
    """After Esc letters are keys, and the typed text stays."""
    if key in ENTER:
        return _typed(sitting, draft)
    if key in {"t", "i"}:
        return replace(draft, typing=True)
    if key == "x" and isinstance(sitting.phase, Asking):
        return Answer()
    return _scrolled(draft, key)


def paste(draft: Draft, text: str) -> Draft:
    """The draft with a pasted text, as one line; where no text is typed, as it was."""
    line = "".join(char for char in SPACES.sub(" ", text) if char.isprintable())
    return replace(draft, text=draft.text + line) if draft.typing else draft


def _typed(sitting: Sitting, draft: Draft) -> Draft | Deed | Action:
    if isinstance(sitting.phase, Following):
        return replace(draft, typing=False, shown=True)
    text = draft.text.strip()
    if not text and sitting.card.kind == "type":
        return Deed(name="refuse", why=f"Nothing is typed; Esc, then {UNKNOWN}")
    return Answer(response=Response(text=text))


# ── choices, steps, lines ───────────────────────────────────────────────────────────────────


def _answering(asked: Asked, draft: Draft, key: str) -> Draft | Deed | Action:
    if key == "x":
        return Answer()
    match asked.card.kind:
        case "fault":
            return _line(asked, draft, key)
        case "multiple" | "order":
            return _several(asked, draft, key)
        case _:
            return _single(asked, draft, key)


def _single(asked: Asked, draft: Draft, key: str) -> Draft | Deed | Action:
    place = _place(key, len(asked.order))
    if place is None and key in ENTER | {"space"}:
        place = draft.cursor
    if place is not None:
        return Answer(response=asked.response((place,)))
    return _moved(draft, key, 0, len(asked.order) - 1)


def _several(asked: Asked, draft: Draft, key: str) -> Draft | Deed | Action:
    if key in ENTER:
        return _handed_in(asked, draft)
    if key == "backspace":
        return replace(draft, picks=draft.picks[:-1])
    return _toggled(draft, key, len(asked.order))


def _handed_in(asked: Asked, draft: Draft) -> Deed | Action:
    """Nothing, and half an order, are not handed in."""
    given, all_ = len(draft.picks), len(asked.order)
    if asked.card.kind == "order" and given < all_:
        return Deed(name="refuse", why=f"{given} of {all_} steps are in order; {UNKNOWN}")
    if not given:
        return Deed(name="refuse", why=f"Nothing is ticked; {UNKNOWN}")
    return Answer(response=asked.response(draft.picks))


def _toggled(draft: Draft, key: str, last: int) -> Draft:
    place = _place(key, last)
    if place is None and key == "space":
        place = draft.cursor
    if place is None:
        return _moved(draft, key, 0, last - 1)
    kept = tuple(pick for pick in draft.picks if pick != place)
    picks = kept if len(kept) < len(draft.picks) else (*kept, place)
    return replace(draft, picks=picks, cursor=place)


def _line(asked: Asked, draft: Draft, key: str) -> Draft | Deed | Action:
    last = len(asked.card.lines)
    if key in ENTER | {"space"}:
        return Answer(response=asked.response((draft.cursor,)))
    if key.isdecimal():
        typed = (draft.text + key)[-2:]
        number = int(typed) if 0 < int(typed) <= last else int(key)
        text = typed if number == int(typed) else key
        return replace(draft, text=text, cursor=number) if 0 < number <= last else draft
    return replace(_moved(draft, key, 1, last), text="")


def _ticking(sitting: Sitting, asked: Asked, draft: Draft, key: str) -> Draft | Deed | Action:
    if key in ENTER and draft.picks:
        return Tick(points=draft.picks)
    if key in ENTER:
        marked = "y takes what was heard, " * bool(sitting.marked)
        return Deed(name="refuse", why=f"Nothing is ticked: {marked}0 says none.")
    if key == "0":
        return Tick()
    if key == "y" and sitting.marked:
        return replace(draft, picks=tuple(sorted({*draft.picks, *sitting.marked})))
    return _toggled(draft, key, len(asked.card.points))


def _follow(draft: Draft, key: str) -> Draft | Deed | Action:
    """The model answer is on the screen: was it in the learner's?"""
    if key not in YES_NO:
        return _scrolled(draft, key)
    return Follow(text=draft.text, made=YES_NO[key])


def click(sitting: Sitting, draft: Draft, place: int) -> Draft | Deed | Action:
    """A click on the choice at a place, from 0, or on a line of a program, from 1: as its number.

    A line is chosen by one click, and handed in by another.
    """
    match sitting.phase:
        case Asking(asked=asked) if asked.card.kind == "fault":
            if draft.cursor == place:
                return _line(asked, draft, "enter")
            return replace(draft, cursor=place, text="")
        case Asking() | Ticking():
            return press(sitting, draft, str(place + 1), str(place + 1))
        case _:
            return draft


def _moved(draft: Draft, key: str, first: int, last: int) -> Draft:
    by = (key in DOWN) - (key in UP)
    return replace(draft, cursor=min(max(draft.cursor + by, first), last))


def _place(key: str, last: int) -> int | None:
    """The place that a digit names, from 0."""
    return int(key) - 1 if key.isdecimal() and 0 < int(key) <= last else None


# ── the help screen ─────────────────────────────────────────────────────────────────────────

TOPICS: Final = {"answer": "Answering", "told": "After an answer", "rest": "Always"}

KEYS: Final = (
    Key("", "1 - 9", "", "choose; tick; the next step of an order", "answer"),
    Key("", "j  k  ↓  ↑", "", "move, or scroll", "answer"),
    Key("space", "space", "", "tick, or choose", "answer"),
    Key("", "PgUp  PgDn", "", "scroll", "rest"),
    Key("enter", "Enter", "", "hand the answer in", "answer"),
    Key("x", "x", "", "I do not know", "answer"),
    Key("y", "y", "", "of a free answer: tick what was heard; 0 ticks none", "answer"),
    Key("backspace", "Backspace", "", "one step or letter back", "answer"),
    Key("h", "h  Tab", "", "a hint, which costs a grade", "answer"),
    Key("", "Esc", "", "in a text: letters are keys; t types on", "answer"),
    Key("enter", "Enter  n", "", "the next card", "told"),
    Key("p", "p", "", "play the run that proves it", "told"),
    Key("d", "d", "", "it was hard: ask again sooner", "told"),
    Key("e", "e", "", "it was easy: ask again later", "told"),
    Key("u", "u", "", "take the last answer back", "rest"),
    Key("f", "f", "", "flag the card, or take the flag away", "rest"),
    Key("number_sign", "#", "", "the card's id, for --card", "rest"),
    Key("ctrl+p", "Ctrl-P", "", "everything by its name", "rest"),
    Key("question_mark", "?  F1", "", "this help", "rest"),
    Key("q", "q  Ctrl-C", "", "leave; everything is kept", "rest"),
)
