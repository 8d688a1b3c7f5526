"""What the tests see of a picture is what a console prints of it."""

from __future__ import annotations

import pytest
from rich.text import Text

from tests.view import lessons_recorded as recorded
from tests.view.every import CODE
from tests.view.tape import drawn, printed
from tutor.view.table import VIEWS

TEXTS = {
    "empty": Text(),
    "line ends": Text("\na\n\nb\n\n"),
    "other line ends": Text("a\u2028b\x85c\n"),
    "blanks": Text("  a  \n   \n b c "),
    "too long": Text("one two three four five six seven"),
    "too long a word": Text("a" * 33),
    "as long as there is room": Text("a" * 20 + "\n" + "漢" * 10),
    "blanks at the end of the room": Text("a" * 19 + "   "),
    "tab": Text("a\tb"),
    "wide": Text("漢字" * 7),
    "joined": Text("e\u0301 👩\u200d💻 ❤\ufe0f"),
    "centred": Text("a\nbcd", justify="center"),
    "styled": Text.assemble(("a", "bold"), " b\n", ("c", "reverse red")),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_seen_as_a_console_prints_it(name: str) -> None:
    assert drawn(TEXTS[name], width=20) == printed(TEXTS[name], width=20)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_seen_as_a_console_prints_it(view: str) -> None:
    [trace] = [one for one in recorded.TRACES if one.stem == "three_tabs" and "07" in str(one)]
    run = recorded.timeline(trace)
    for step in recorded.ends(run)[::4]:
        for width, within in ((40, 40), (100, 100), (60, 300), (100, 60)):
            look = {"width": width, "height": 20, "read": {"a.py": CODE}.get}
            picture = VIEWS[view].draw(run.moment(step), words=False, **look)
            assert drawn(picture, width=within) == printed(picture, width=within), step
