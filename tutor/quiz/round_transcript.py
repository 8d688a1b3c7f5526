"""The transcript of a round: everything that was said, with its times, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.quiz.drawing import Drawing
from tutor.quiz.round_state import Board, Feed, Head, Item, Result, Said, Talk

Picture = Callable[[Drawing], str]


def transcript(talk: Talk, *, title: str, picture: Picture | None = None) -> str:
    """All of it. `picture` draws a drawing; without it, an arrow a line."""
    picture = picture or written
    made = sum(result.made for result in talk.results)
    worth = sum(len(result.points) for result in talk.results)
    lines = [f"# {title}", "", f"{talk.round.title}: {made} of {worth} points."]
    for one in talk.items:
        lines += ["", *_item(one, picture)]
    lines += ["", "## Result", ""]
    for result in talk.results:
        lines += _result(result)
    lines += [f"Not reached: {stage.title}." for stage in talk.unreached]
    return "\n".join(lines) + "\n"


def _item(one: Item, picture: Picture) -> Iterator[str]:
    match one:
        case Head(number=number, stage=stage):
            yield f"## {number}. {stage.title}, {stage.minutes:g} min"
        case Said(who="you"):
            yield f"{_clock(one.at)}"
            yield "> " + one.text.replace("\n", "\n> ")
        case Said():
            yield f"{_clock(one.at)} {one.text}"
        case Feed():
            yield "```"
            for line in one.lines:
                at = f"{line.at:8.3f} s  " if line.at is not None else ""
                yield f"{at}{line.where}{'  ' * bool(line.where)}{line.text}"
            yield "```"
        case Board():
            yield from _board(one, picture)
        case _:
            for number, point in enumerate(one.stage.points):
                heard = number in one.heard or number in one.later
                yield f"- {point.text}{' (heard)' if heard else ''}"
            yield ""
            yield f"**A good answer:** {' '.join(one.stage.model.split())}"


def _board(one: Board, picture: Picture) -> Iterator[str]:
    yield f"```\n{picture(one.drawing)}\n```"
    if one.review is not None:
        yield ""
        yield from (f"- Missing: {need.why}" for need in one.review.missing)
        yield from (f"- {doubt}" for doubt in one.review.doubts)


def written(drawing: Drawing) -> str:
    """A drawing as one types it, an arrow a line."""
    names = [
        f"{part.name} x{part.count}" if part.count > 1 else part.name for part in drawing.parts
    ]
    return "\n".join(
        f"{names[edge.start]} {'<->' if edge.both else '->'} {names[edge.end]}"
        for edge in drawing.edges
    )


def _result(result: Result) -> Iterator[str]:
    late = f", +{_minutes(result.over)} over" if result.over > 0 else ""
    spent, planned = _minutes(result.seconds), _minutes(result.stage.minutes * 60)
    yield (
        f"**{result.stage.title}**: {result.made} of {len(result.points)}, "
        f"{spent} of {planned}{late}"
    )
    yield ""
    for point in result.points:
        remark = f" ({point.remark})" if point.remark else ""
        yield f"- [{'x' if point.made else ' '}] {point.text}{remark}"
    yield ""


def _clock(seconds: float) -> str:
    return f"`{_minutes(seconds)}`"


def _minutes(seconds: float) -> str:
    whole = int(max(seconds, 0))
    return f"{whole // 60}:{whole % 60:02}"
