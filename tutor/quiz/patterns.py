"""`re:` patterns of typed answers: matched within a time limit, and judged for their author.

Courses come from other people, and a pattern such as `(a+)+$` takes exponential time to refuse a
wrong answer. `regex` does the matching, because it stops at a time limit; the standard library's
`re` cannot. The memory that a pattern would need is counted before it is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LIMIT: Final = 0.1  # seconds that one comparison may take
LONGEST: Final = 500  # characters of an answer: a typed one is a name or a line
BIGGEST: Final = 10_000  # parts of a pattern with its counted repeats written out: 3 ms, 3 MB
MANY: Final = 4  # repeats of a repeat from which there are too many ways to share a text
_OPEN_ENDED: Final = 1 << 30
_ODD: Final = "\x00"  # ends an attack: all that has matched was in vain

# A character class is one token, so is an escape; "]" right after "[" or "[^" is a member.
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_COUNT: Final = re.compile(r"\{(\d*)(,?)(\d*)\}")
_PIECE: Final = re.compile(r"\w[\w ]*")


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches, in any case; False for an invalid or a slow pattern."""
    import regex  # only a card with such a pattern needs it

    if len(text) > LONGEST or Shape.of(pattern).size > BIGGEST:
        return False
    try:
        return regex.fullmatch(pattern, text, regex.IGNORECASE, timeout=LIMIT) is not None
    except (regex.error, TimeoutError, RecursionError):
        return False


def wrong(pattern: str) -> str:
    """Why the pattern is invalid or dangerous, as a clause after its text; "" = it is sound."""
    import regex

    shape = Shape.of(pattern)
    if shape.size > BIGGEST:
        return f"is a pattern of {shape.size} parts, at most {BIGGEST}"
    try:
        regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, RecursionError) as error:
        return f"is not a pattern: {error}"
    if shape.nests:
        return "repeats a repeat, which may take for ever on a wrong answer"
    if any(_is_slow(pattern, text) for text in attacks(pattern)):
        return f"takes more than {LIMIT:g} s on a wrong answer"
    return ""


def _is_slow(pattern: str, text: str) -> bool:
    import regex

    try:
        regex.fullmatch(pattern, text, regex.IGNORECASE, timeout=LIMIT)
    except TimeoutError:
        return True
    return False


def attacks(pattern: str) -> Iterator[str]:
    """Long answers that nearly fit: a piece of the pattern again and again, and an odd end."""
    pieces = {"a", "0", " ", *pattern, *_PIECE.findall(pattern)}
    for piece in sorted(pieces):
        yield (piece * LONGEST)[: LONGEST - 1] + _ODD


@dataclass(slots=True)
class Shape:
    """What can be seen of a pattern, or of a group in it, without compiling it."""

    size: int = 0  # parts, with counted repeats written out
    repeats: bool = False  # it holds a repeat without an end
    nests: bool = False  # and repeats that, as `(a+)+` does, and `(\\w*\\s?){5}`

    @classmethod
    def of(cls, pattern: str) -> Shape:
        """Read token by token; brackets that do not match are the compiler's affair."""
        groups, last = [cls()], cls()
        for token in _TOKEN.findall(pattern):
            if token == "(":
                groups.append(cls())
            elif (times := _times(token)) != 1:
                groups[-1]._take(last._times(times))
                last = cls()
            else:
                groups[-1]._take(last)
                closes = token == ")" and len(groups) > 1
                last = groups.pop() if closes else cls(size=1)
        for group in groups[1:]:
            groups[0]._take(group)
        groups[0]._take(last)
        return groups[0]

    def _times(self, times: int) -> Shape:
        open_ended = times == _OPEN_ENDED
        return Shape(
            size=self.size * (1 if open_ended else times),
            repeats=self.repeats or open_ended,
            nests=self.nests or (self.repeats and times >= MANY),
        )

    def _take(self, part: Shape) -> None:
        self.size += part.size
        self.repeats |= part.repeats
        self.nests |= part.nests


def _times(token: str) -> int:
    """How often a quantifier repeats at most; 1 for what is none."""
    if token in {"*", "+"}:
        return _OPEN_ENDED
    found = _COUNT.fullmatch(token)
    if found is None or not (found[1] or found[3]):
        return 1
    most = found[3] if found[2] else found[1]
    return int(most[:8]) if most else _OPEN_ENDED
