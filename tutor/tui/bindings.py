"""Every key of the player, once: the bindings, the help screen and the key line read this table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

from tutor.course.model import LETTERS
from tutor.view.table import ROWS


class Key(NamedTuple):
    """A row of the help screen."""

    keys: str  # as Textual names them, separated by commas
    shown: str  # as a learner reads them
    action: str
    meaning: str
    topic: str


WALK: Final = "walk"
PAGES: Final = "pages"
LOOK: Final = "look"
REST: Final = "leave"

FINDS: Final = "palette"  # the action that offers all the others

KEYS: Final = (
    Key("n,right", "n  →", "forward", "next beat of the story", WALK),
    Key("p,left", "p  ←", "backward", "the beat before", WALK),
    Key("full_stop,shift+right", ".  shift-→", "step(1)", "one event on", WALK),
    Key("comma,shift+left", ",  shift-←", "step(-1)", "one event back", WALK),
    Key("space", "space", "play", "play, pause", WALK),
    Key("plus,equals_sign", "+", "speed(1)", "play faster", WALK),
    Key("minus", "-", "speed(-1)", "play slower", WALK),
    Key("0,home", "0  Home", "jump(0)", "before the first event", WALK),
    Key("dollar_sign,end", "$  End", "jump(-1)", "after the last event", WALK),
    Key("g", "g", "go_to", "go to a beat, a page, a scene", WALK),
    Key("slash", "/", "search", "search this lesson, or the course; / Enter: next hit", PAGES),
    Key("right_square_bracket", "]", "page(1)", "next page", PAGES),
    Key("left_square_bracket", "[", "page(-1)", "the page before", PAGES),
    Key("a,b,c,d", "a … d", "", "while a question is open: your guess", PAGES),
    Key("u", "u", "ask_again", "at the end of a scene: guess what you skipped", PAGES),
    Key("r", "r", "again", "run the scene again, live", PAGES),
    Key("exclamation_mark", "!", "by_hand", "go on from this step by hand, live", PAGES),
    Key("number_sign", "#", "statements", "the numbers of the guide's statements here", PAGES),
    Key("C", "c", "cards", "at the end of a lesson: cards on it", PAGES),
    *(
        Key(
            view.key,
            view.key,
            f"look('{view.name}')",
            f"show {view.word}, and back",
            LOOK,
        )
        for view in ROWS
    ),
    Key("F", "F", "findings", "what is wrong in this run; there Enter: to its step", LOOK),
    Key("enter", "Enter", "follow", "the message of this step; in it, to the hop in hand", LOOK),
    Key("z", "z", "zoom", "the view on the whole screen, and back", LOOK),
    Key("escape", "Esc", "unzoom", "back: to this message, to the story", LOOK),
    Key("tab", "Tab", "swap", "swap the view and the one beside it", LOOK),
    Key("M", "M", "motion", "let messages be seen on their way, or not", LOOK),
    Key("k,up", "k  ↑", "scroll(-1)", "scroll up; in a message, the hop before", LOOK),
    Key("j,down", "j  ↓", "scroll(1)", "scroll down; in a message, the next hop", LOOK),
    Key("pageup", "PgUp", "scroll(-10)", "scroll a page up", LOOK),
    Key("pagedown", "PgDn", "scroll(10)", "scroll a page down", LOOK),
    Key("ctrl+p", "Ctrl-P", FINDS, "everything by its name", REST),
    Key("question_mark", "?", "help", "the signs on this screen; all keys", REST),
    Key("q,ctrl+c,ctrl+d,ctrl+q", "q  Ctrl-C  Ctrl-D", "leave", "leave; your place is kept", REST),
)

TOPICS: Final = {
    WALK: "Walk through the recording",
    PAGES: "The lesson",
    LOOK: "Look closer",
    REST: "Leave",
}


def bindings(keys: Sequence[Key] = KEYS) -> list[BindingType]:
    """A table as Textual wants it; all shown by our own key line.

    A letter is a choice while a question is open, and what the table says at other times. Digits
    are choices, too, for hands that are used to them; nothing on the screen names them.
    """
    plain = [
        # A screen has a use of its own for Tab, which ours comes before.
        Binding(key.keys, key.action, show=False, priority=key.keys == "tab")
        for key in keys
        if key.action and key.keys not in LETTERS
    ]
    letters = [Binding(letter, f"letter('{letter}')", show=False) for letter in LETTERS]
    digits = [
        Binding(str(number), f"answer({number})", show=False)
        for number, _ in enumerate(LETTERS, start=1)
    ]
    return [*plain, *letters, *digits]
