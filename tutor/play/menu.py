"""What a line that is being typed may become, as a menu: a line of meaning per choice.

Pure: the front end that draws it keeps the line, and says what there is on the stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from tutor.play.offers import Here, offers
from tutor.play.vocabulary import PAIRS, VERBS, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry."""

    line: str  # the whole line once it is chosen
    shown: str  # what it adds: "kill server", "ann"
    means: str  # "" where the name says it all


def menu(line: str, here: Here, used: Mapping[str, int]) -> list[Choice]:
    """The choices for a line, those that were used most first.

    `used`: how often a word has been typed. Words that were used alike keep the order of the table.
    """
    typed = line.lstrip()
    front = typed[: len(typed) - len(typed.split(" ")[-1])]
    choices = [_choice(offer, front, here) for offer in offers(line, here)]
    return sorted(choices, key=lambda choice: -used.get(choice.shown, 0))


def _choice(offer: str, front: str, here: Here) -> Choice:
    row = VERBS[offer.split(" ", maxsplit=1)[0]]
    shown = offer[len(front) :]
    takes_more = bool(front or row.slots or row.pairs)
    return Choice(
        line=f"{offer} " if takes_more else offer,
        shown=shown,
        means=_meaning(row, shown, here) if front else row.does,
    )


def _meaning(row: Row, word: str, here: Here) -> str:
    """What a word behind the verb stands for."""
    told = {
        choice: text
        for slot in row.slots
        for choice, text in zip(slot.choices, slot.told, strict=False)
    }
    pair = PAIRS[word].means if word in row.pairs else ""
    topic = VERBS[word].does if row.verb == "help" else ""
    return told.get(word) or pair or topic or here.about.get(word, "")


def completed(line: str, choices: Sequence[Choice]) -> str:
    """The line with as much added as all choices have in common."""
    if len(choices) == 1:
        return choices[0].line
    common = _common([choice.line.rstrip() for choice in choices])
    return common if len(common) > len(line.lstrip()) else line


def _common(lines: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(lines, default=""), max(lines, default="")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(one for one, _ in same)


def expected(line: str) -> str:
    """What the command of this line takes, where nothing can be offered for what is typed; or "".

    A new name, a text and JSON are the learner's own.
    """
    words = line.split()
    row = VERBS.get(words[0].casefold()) if words else None
    return f"{row.usage}, for example: {row.example}" if row is not None else ""


class History:
    """The lines of a session, for ↑ and ↓; the one that is being typed comes after the last."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._at = 0
        self._draft = ""

    def add(self, line: str) -> None:
        """A line was sent; the same one twice in a row is kept once."""
        if line.strip() and self.lines[-1:] != [line]:
            self.lines.append(line)
        self._at, self._draft = len(self.lines), ""

    def before(self, line: str) -> str:
        """The line before the one that is shown, which is `line`."""
        if self._at == len(self.lines):
            self._draft = line
        self._at = max(self._at - 1, 0)
        return self._shown

    def after(self) -> str:
        """The line after the one that is shown; behind the last it is what was being typed."""
        self._at = min(self._at + 1, len(self.lines))
        return self._shown

    @property
    def _shown(self) -> str:
        return [*self.lines, self._draft][self._at]

    @property
    def used(self) -> Mapping[str, int]:
        """How often each word was typed; a command counts under the title that the menu shows."""
        counts: dict[str, int] = {}
        for line in self.lines:
            first, *rest = line.split()
            row = VERBS.get(first.casefold())
            for word in (row.title if row else first, *rest):
                counts[word] = counts.get(word, 0) + 1
        return counts
