"""The consumer in focus in sentences: what it runs, and what its attributes hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.core.world import Instance
from tutor.view import instances, picture_names
from tutor.view.spoken import begin, consumer_of, paragraphs
from tutor.view.text import pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment


def render(moment: Moment, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """Who it is, and a sentence for each attribute."""
    found = picture_names.consumer(moment)
    told = [instances.EMPTY] if found is None else [*_said(moment, *found)]
    return paragraphs(told, width=width, height=height, ink=pen(ascii=ascii))


def _said(moment: Moment, conn: int, instance: Instance) -> Iterator[str]:
    client = picture_names.caller(moment.world, conn)
    serves = f", serves {client}" if client else ""
    runs = f" It runs {instance.handler}." if instance.handler else ""
    error = f" Error: {instance.error}." if instance.error else ""
    who = begin(consumer_of(moment, conn))
    yield f"{who}, {instance.name}{serves}: {instance.state}.{runs}{error}"
    earlier = moment.earlier.instances.get(conn)
    before = earlier.attributes if earlier else {}
    for key, value in instances.ordered(instance.attributes, before):
        was = before.get(key)
        news = ", new" if was is None else f", was {was}" if was != value else ""
        yield f"self.{key} is {value}{news}."
