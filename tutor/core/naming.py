"""One wording for a name that is unknown: what was named, what was perhaps meant, what there is.

For lessons, scenes, steps, cards, claims, layers alike; `tutor.errors.unknown` makes the error.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

MOST: Final = 12  # names that are listed


def unknown(what: str, name: object, known: Sequence[object], where: str = "") -> str:
    """ "There is no scene nix in lesson 7." `where` begins with its preposition."""
    return f"There is no {what} {name}{f' {where}' if where else ''}{'' if known else ' yet'}."


def instead(name: object, known: Sequence[object]) -> str:
    """ "Did you mean three_tabs? There are alone, crowd, three_tabs." or "" where there is none."""
    if not known:
        return ""
    near = close(name, known)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    told = near and (len(near) == len(known) or len(known) > MOST)
    return (meant + ("" if told else _there(known))).rstrip()


def close(name: object, known: Sequence[object]) -> list[str]:
    """The known names that are nearly this one, the nearest first; three at most."""
    names = {str(one).casefold(): str(one) for one in known}
    if str(name).isdecimal():
        return []  # a number that is near is not what was meant
    near = difflib.get_close_matches(str(name).casefold(), names, n=3)
    return [names[one] for one in near]


def _there(known: Sequence[object]) -> str:
    numbers = [one for one in known if isinstance(one, int)]
    if len(numbers) == len(known) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"There are {numbers[0]} to {numbers[-1]}."
    if len(known) == 1:
        return f"There is {known[0]}."
    shown = [str(one) for one in known[:MOST]]
    rest = f" and {len(known) - MOST} more" if len(known) > MOST else ""
    return f"There are {', '.join(shown)}{rest}."


def sentence(clause: str) -> str:
    """A clause that stands alone: "There is no scene nix in lesson 7."."""
    return f"{clause[:1].upper()}{clause[1:]}."


def clause(sentence: str) -> str:
    """A sentence as it goes on after a place and a colon: "there is no scene nix in lesson 7"."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")
