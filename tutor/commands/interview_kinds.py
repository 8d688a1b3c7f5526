"""Which kind of interview the options ask for: cards, a design, an incident, a friend's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.errors import UsageError, unknown
from tutor.quiz.levels import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `tutor interview`, as parsed."""

    level: str = ""
    guide: bool = False
    design: str = ""
    incident: str = ""
    friend: Path | None = None
    minutes: float = 30
    chapters: str = ""
    seed: str = ""
    transcript: Path | None = None
    plain: bool = False
    ascii: bool = False
    json: bool = False


def is_held(asked: Asked) -> bool:
    """Holds a round or writes a sheet; False: cards are asked for, which others do."""
    if asked.level and asked.level not in LEVELS:
        raise unknown("level", asked.level, LEVELS)
    if asked.design or asked.incident:
        _round(asked)
        return True
    if asked.friend is None:
        return False
    _sheet(asked, asked.friend)
    return True


def _round(asked: Asked) -> None:
    from tutor.commands import interview_rounds

    if asked.design and asked.incident:
        raise UsageError("A design and an incident are two rounds.", "Name one of them.")
    interview_rounds.run(
        interview_rounds.Request(
            kind="design" if asked.design else "incident",
            name=asked.design or asked.incident,
            level=asked.level,
            transcript=asked.transcript,
            friend=asked.friend,
            plain=asked.plain,
            ascii=asked.ascii,
            json=asked.json,
        )
    )


def _sheet(asked: Asked, file: Path) -> None:
    from tutor.commands import friend
    from tutor.library import find

    parts = [part.strip() for part in asked.chapters.split(",") if part]
    friend.run(
        friend.Request(
            file=file,
            minutes=asked.minutes,
            chapters=[find.written(part).number for part in parts],
            seed=asked.seed,
            level=asked.level,
            guide=asked.guide,
        )
    )
