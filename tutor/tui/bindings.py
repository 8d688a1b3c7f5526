"""Every key of the player, once: the bindings, the help screen and the key line read this table."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

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
    Key("g", "g", "ask_step", "go to a step by number", WALK),
    Key("right_square_bracket", "]", "page(1)", "next page", PAGES),
    Key("left_square_bracket", "[", "page(-1)", "the page before", PAGES),
    Key("1,2,3,4,5,6,7,8,9", "1 … 9", "", "answer a question", PAGES),
    Key("r", "r", "again", "run the scene again, live", PAGES),
    Key("C", "C", "cards", "at the end of a lesson: cards on it", PAGES),
    *(
        Key(
            view.key,
            view.key,
            f"look('{view.name}')",
            f"on the stage, and back: {view.word}",
            LOOK,
        )
        for view in ROWS
    ),
    Key("z,enter", "z  Enter", "zoom", "the view on the whole screen, and back", LOOK),
    Key("escape", "Esc", "unzoom", "let the stage follow the story again", LOOK),
    Key("tab", "Tab", "swap", "swap the view and the one beside it", LOOK),
    Key("k,up", "k  ↑", "scroll(-1)", "scroll up", LOOK),
    Key("j,down", "j  ↓", "scroll(1)", "scroll down", LOOK),
    Key("pageup", "PgUp", "scroll(-10)", "scroll a page up", LOOK),
    Key("pagedown", "PgDn", "scroll(10)", "scroll a page down", LOOK),
    Key("question_mark", "?", "help", "this help", REST),
    Key("q,ctrl+c,ctrl+d,ctrl+q", "q  Ctrl-C  Ctrl-D", "leave", "leave; your place is kept", REST),
)

TOPICS: Final = {
    WALK: "Walk through the recording",
    PAGES: "The lesson",
    LOOK: "Look closer",
    REST: "Leave",
}


def bindings() -> list[BindingType]:
    """The table as Textual wants it; all shown by our own key line."""
    plain = [
        # A screen has a use of its own for Tab, which ours comes before.
        Binding(key.keys, key.action, show=False, priority=key.keys == "tab")
        for key in KEYS
        if key.action
    ]
    digits = [Binding(digit, f"answer({digit})", show=False) for digit in "123456789"]
    return [*plain, *digits]
