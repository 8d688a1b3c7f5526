"""Arithmetic as it is said in an estimate: "10,000 sockets * 30 KiB = 300 MB".

Numbers (`10,000`, `10k`, `2.5 million`, `5%`), units of time and of memory, `+ - * / x per of`,
brackets, and `=`, whose two sides have to agree. Other words are names of what is counted and
change nothing. Nothing is evaluated but this grammar: no name, no power, no call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LONGEST: Final = 300  # characters of one line
DEEPEST: Final = 20  # brackets in brackets
ROUNDED: Final = 0.12  # two sides of "=" may differ by that much: one rounds as one speaks

_TIME: Final = {
    "ms": 0.001, "millisecond": 0.001,
    "s": 1.0, "sec": 1.0, "second": 1.0,
    "min": 60.0, "minute": 60.0,
    "h": 3600.0, "hr": 3600.0, "hour": 3600.0,
    "day": 86_400.0,
    "week": 7 * 86_400.0,
    "month": 30 * 86_400.0,
    "year": 365 * 86_400.0,
}  # fmt: skip
_MEMORY: Final = {
    "byte": 1.0, "b": 1.0,
    "kb": 1e3, "kilobyte": 1e3, "mb": 1e6, "megabyte": 1e6,
    "gb": 1e9, "gigabyte": 1e9, "tb": 1e12, "terabyte": 1e12,
    "kib": 2.0**10, "mib": 2.0**20, "gib": 2.0**30, "tib": 2.0**40,
}  # fmt: skip
_SCALE: Final = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mio": 1e6, "billion": 1e9,
    "dozen": 12.0, "percent": 0.01,
}  # fmt: skip
_SIGNS: Final = {"x": "*", "×": "*", "·": "*", "times": "*", "of": "*", "÷": "/", "per": "/"}
_SIGNS_WORDED: Final = {"plus": "+", "minus": "-", "−": "-"}
_NEXT: Final = re.compile(r"[;\n]|,?\s\b(?:so|then|thus|hence)\b")  # one chain ends, another begins
_EQUAL: Final = re.compile(r"=+|≈|~|->|→|\bis\b|\bmakes\b|\bequals\b|\bgives\b")

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>(?:\d{1,3}(?:[,_' ]\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
    r"(?P<scale>[kKMG](?![a-zA-Z]))?"
    r"|(?P<percent>%)|(?P<word>[^\W\d_]+(?:[-'’][^\W\d_]+)*)|(?P<sign>\S))"
)
_ATTACHED: Final = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9}


class Unread(Exception):
    """A line that is not arithmetic; the message says why, to its writer."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the powers of its units: 133 messages a second are (133, 0, -1)."""

    value: float
    memory: int = 0  # bytes
    time: int = 0  # seconds

    def times(self, other: Quantity) -> Quantity:
        """Their product."""
        value, memory = self.value * other.value, self.memory + other.memory
        return Quantity(value, memory, self.time + other.time)

    def over(self, other: Quantity) -> Quantity:
        """Their quotient. Raises Unread for a division by zero."""
        if not other.value:
            raise Unread("That divides by zero.")
        value, memory = self.value / other.value, self.memory - other.memory
        return Quantity(value, memory, self.time - other.time)

    def plus(self, other: Quantity, sign: int = 1) -> Quantity:
        """Their sum, or difference. Raises Unread where the units differ."""
        if self.units != other.units:
            raise Unread(f"{told(self)} and {told(other)} cannot be added: their units differ.")
        return Quantity(self.value + sign * other.value, self.memory, self.time)

    @property
    def units(self) -> tuple[int, int]:
        """What two quantities must have in common to be compared."""
        return self.memory, self.time


@dataclass(frozen=True, slots=True)
class Sum:
    """A line that was read: chains of sides that are to be equal, "a = b = c, so d = e"."""

    chains: tuple[tuple[Quantity, ...], ...]

    @property
    def sides(self) -> tuple[Quantity, ...]:
        """All sides, in the order in which they were written."""
        return tuple(side for chain in self.chains for side in chain)

    @property
    def value(self) -> Quantity:
        """What the line says: its last side."""
        return self.sides[-1]

    @property
    def slip(self) -> tuple[Quantity, Quantity] | None:
        """Two sides that should be the same and are not: what was written, what it comes to."""
        pairs = (pair for chain in self.chains for pair in pairwise(chain))
        return next(((other, one) for one, other in pairs if not _same(one, other)), None)


def _same(one: Quantity, other: Quantity) -> bool:
    """Equal but for rounding. A side without a unit takes the other's: "300" may be MB."""
    scales = [1.0]
    if not _named(one) or not _named(other):
        scales = [1000.0**power for power in range(5)] if one.memory or other.memory else scales
    elif one.units != other.units:
        return False
    low, high = sorted((one.value, other.value), key=abs)
    return any(_near(low * scale, high, 1 + ROUNDED) for scale in scales)


def _named(quantity: Quantity) -> tuple[int, ...]:
    return tuple(power for power in quantity.units if power)


def _near(one: float, other: float, factor: float) -> bool:
    low, high = sorted((abs(one), abs(other)))
    return high <= low * factor and one * other >= 0


def read(line: str) -> Sum:
    """A line of arithmetic. Raises Unread."""
    if len(line) > LONGEST:
        raise Unread("One line of arithmetic, please; that is too long.")
    written = [
        [part for part in _EQUAL.split(chain) if _counts(part)] for chain in _NEXT.split(line)
    ]
    if not any(written):
        raise Unread("I see no number in it. Write it as 10,000 * 30 KiB = 300 MB.")
    return Sum(tuple(tuple(_Reader(part).read() for part in chain) for chain in written if chain))


def _counts(part: str) -> bool:
    return re.search(r"\d", part) is not None


class _Reader:
    """One side of a line: a recursive descent over its tokens."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = self.depth = 0

    def read(self) -> Quantity:
        """All of it. Raises Unread."""
        value = self._sum()
        if self.at < len(self.tokens):
            raise Unread(f"I cannot read it from {self.tokens[self.at]!r} on.")
        return value

    def _peek(self) -> str | float | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _takes(self, *signs: str) -> str:
        """The sign that comes next, if it is one of these."""
        found = self._peek()
        if isinstance(found, str) and found in signs:
            self.at += 1
            return found
        return ""

    def _sum(self) -> Quantity:
        value = self._product()
        while sign := self._takes("+", "-"):
            value = value.plus(self._product(), 1 if sign == "+" else -1)
        return value

    def _product(self) -> Quantity:
        value = self._factor()
        while sign := self._takes("*", "/"):
            other = self._factor()
            value = value.times(other) if sign == "*" else value.over(other)
        return value

    def _factor(self) -> Quantity:
        """A number or a bracket with the words behind it, or words alone: "per minute"."""
        value, begins = Quantity(1.0), self.at
        if self._takes("-"):
            return Quantity(-1.0).times(self._factor())
        while self._names(0):
            value = value.times(self._word())  # "about 300 MB"
        found = self._peek()
        if isinstance(found, float):
            self.at += 1
            value = value.times(Quantity(found))
        elif self._takes("("):
            value = value.times(self._bracket())
        elif begins == self.at:
            raise Unread("A number is missing." if found is None else f"I cannot read {found!r}.")
        value = value.times(self._words())
        if isinstance(self._peek(), float):
            raise Unread("Two numbers are side by side; write * or / between them.")
        return value

    def _words(self) -> Quantity:
        """Units and names; "per s" belongs to the number before it: 10,000 / 4,000 per s."""
        value = Quantity(1.0)
        while True:
            if self._names(0):
                value = value.times(self._word())
            elif self._peek() == "/" and self._names(1):
                self.at += 1
                value = value.over(self._word())
            else:
                return value

    def _names(self, ahead: int) -> bool:
        """Whether a word comes, so many tokens from here."""
        following = self.tokens[self.at + ahead : self.at + ahead + 1]
        return bool(following) and _is_name(following[0])

    def _bracket(self) -> Quantity:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread("So many brackets I cannot follow.")
        value = self._sum()
        if not self._takes(")"):
            raise Unread("A bracket is not closed.")
        self.depth -= 1
        return value

    def _word(self) -> Quantity:
        word = str(self.tokens[self.at])
        self.at += 1
        return _unit(word)


def _is_name(token: str | float) -> bool:
    return isinstance(token, str) and (token[0].isalpha() or token == "%")


def _unit(word: str) -> Quantity:
    """What a word multiplies by; a name of what is counted: by one."""
    low = word.casefold()
    for name in (low, low.removesuffix("s")):
        if name in _TIME:
            return Quantity(_TIME[name], time=1)
        if name in _MEMORY:
            return Quantity(_MEMORY[name], memory=1)
        if name in _SCALE:
            return Quantity(_SCALE[name])
    return Quantity(0.01 if word == "%" else 1.0)


def _tokens(text: str) -> Iterator[str | float]:
    for match in _TOKEN.finditer(text.rstrip(" .?!")):
        if match["number"]:
            bare = float(re.sub(r"[,_' ]", "", match["number"]))
            yield bare * _ATTACHED.get(match["scale"] or "", 1.0)
        elif match["word"]:
            low = match["word"].casefold()
            yield _SIGNS.get(low, _SIGNS_WORDED.get(low, match["word"]))
        else:
            sign = match["percent"] or match["sign"]
            if sign not in ",;:":  # "10,000 sockets, 30 KiB each" has none that matters
                yield _SIGNS.get(sign, _SIGNS_WORDED.get(sign, sign))


# ── judging ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Judged:
    """What an estimate is worth, and the sentence that says so."""

    right: bool
    said: str


def judge(line: str, expected: Quantity, factor: float) -> Judged:
    """Whether a line comes within `factor` of what is expected, with its arithmetic right."""
    try:
        found = read(line)
    except Unread as error:
        return Judged(False, str(error))
    if slip := found.slip:
        return Judged(False, f"Check the arithmetic: that is {told(slip[1])}, not {told(slip[0])}.")
    value = _in_units(found, expected)
    if value.units != expected.units:
        return Judged(False, f"I read {told(value)}. {_asked(expected)}")
    if not _near(value.value, expected.value, factor):
        return Judged(False, f"{told(value)} is too {_way(value, expected)}.")
    return Judged(True, f"{told(value)}: that is the right size.")


def _in_units(found: Sum, expected: Quantity) -> Quantity:
    """What a line says. A bare number takes the unit of another side, or counts in seconds."""
    value = found.value
    if _named(value) or not _named(expected):
        return value
    if not expected.memory:
        return Quantity(value.value, 0, expected.time)  # 4,000 * 2 / 60 = 133
    return next((side for side in found.sides if side.units == expected.units), value)


def _way(value: Quantity, expected: Quantity) -> str:
    return "small" if value.value < expected.value else "large"


def _asked(expected: Quantity) -> str:
    names = {(1, 0): "bytes, as MB or GB", (0, 1): "a time", (0, -1): "a rate, as 100 per second"}
    wanted = names.get(expected.units, "a rate in bytes, as MB per second")
    return f"I asked for {wanted if _named(expected) else 'a plain number'}."


# ── telling ─────────────────────────────────────────────────────────────────────────────────


def told(quantity: Quantity) -> str:
    """As one would say it: "307 MB", "133 per second", "2.5 s", "2 minutes"."""
    value, (memory, time) = quantity.value, quantity.units
    if (memory, time) == (0, 1):
        return _scaled(value, _SPANS)
    rate = {0: "", -1: " per second", 1: " seconds"}.get(time, f" s^{time}")
    if memory == 1:
        return _scaled(value, _SIZES) + rate
    return _number(value) + (rate if not memory else f" bytes^{memory}{rate}")


_SIZES: Final = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (0.0, "bytes"))
_SPANS: Final = (
    *((2 * 86_400.0, "days"), (2 * 3600.0, "hours"), (120.0, "minutes")),
    *((1.0, "s"), (0.0, "ms")),
)
_WORTH: Final = {"days": 86_400.0, "hours": 3600.0, "minutes": 60.0, "ms": 0.001}


def _scaled(value: float, table: Sequence[tuple[float, str]]) -> str:
    least, name = next(row for row in table if abs(value) >= row[0])
    return (
        f"{_number(value / _WORTH.get(name, least if table is _SIZES and least else 1.0))} {name}"
    )


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
