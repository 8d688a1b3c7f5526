"""Places that a picture reserves from the whole of a finished recording, so that nothing jitters.

A picture of step n shows what was known after n facts, and nothing of what came later: it is the
same whether it is drawn from the first n facts or from all of them. These exceptions are meant:

* The list of facts (`event_list.py`) lists the facts after the step, too, quietly.
* A plan reserves places: the digits of the last step's number, the columns of all lifelines, left
  to right, or of those in play until some beat, and more lines for names where they will need them
  (without the names). The longest gap of the recording is the scale of all gaps. Its clock
  starts with the oldest fact where no client ever acts. A recording that still grows has no plan:
  its next lifeline is not known, and gets a column right of the last one of its role.
* What the scene's text says (`acts.py`): a round begins with its title where its first fact is.
* The same plan has the columns of who and groups as wide as they will ever be, and an empty line in
  who for each process and client to come, as far as they have room. Of a recording that
  grows they are as wide as its facts so far need, and only get wider (`who_columns.py`).
* The title of a panel says what the clock counts from, once that is recorded.

`tests/view/test_look_ahead.py` holds all views to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.view import flow_rules, who_columns, who_runs, who_stretches
from tutor.view.acts import of as acts_of
from tutor.view.flow import ROLES, Lane
from tutor.view.flow_seats import Stretch, stretches
from tutor.view.stretches import at

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline


class Plan:
    """What a finished recording reserves; made when it is first asked for."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._stretches: dict[int, list[Stretch]] = {}
        self._crowds: dict[int, tuple[list[who_stretches.Stretch], who_stretches.Room]] = {}

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """All lifelines, left to right: clients, consumers by process, layers, database."""
        lanes = flow_rules.of(self.timeline).lives
        order = sorted(lanes, key=lambda lane: (ROLES.index(lane.role), lane.place, lane.conn))
        return tuple(order)

    def stretch(self, step: int, most: int) -> Stretch:
        """The lifelines, `most` at most, that have columns from a step on and for as long as can
        be, where not all have.
        """
        if most not in self._stretches:
            whole, acts = flow_rules.of(self.timeline), acts_of(self.timeline)
            self._stretches[most] = stretches(whole, acts, len(self.timeline), most)
        return at(self._stretches[most], step)

    def label(self, lane: Lane) -> str:
        """What the name of a lifeline will be in the end."""
        return flow_rules.of(self.timeline).label(lane, len(self.timeline))

    @cached_property
    def longest(self) -> int:
        """The longest gap between two rows, in nanoseconds: it gives the scale of all."""
        return flow_rules.of(self.timeline).gap(len(self.timeline))

    @cached_property
    def sections(self) -> dict[str, list[int]]:
        """Each process with all the connections that it will ever have."""
        return who_columns.sections(self.timeline.world(len(self.timeline)))

    def crowd(
        self, step: int, names: Mapping[str, int], height: int
    ) -> tuple[who_stretches.Stretch, who_stretches.Room]:
        """The lines of who in `height` rows, from a step on and for as long as can be, where not
        all that ever come have one.
        """
        if height not in self._crowds:
            world = self.timeline.world(len(self.timeline))
            brokers = [one.name for one in world.processes.values() if one.role == "broker"]
            room = who_stretches.Room(self.sections, brokers, names, height)
            self._crowds[height] = who_stretches.stretches(self.timeline, room), room
        found, room = self._crowds[height]
        return at(found, step), room

    @cached_property
    def shared(self) -> int:
        """The most lines of who that it takes where those of a crowd that look the same share one;
        0: there is no crowd.
        """
        return who_runs.most_shared(self.timeline)

    def who(self, *, ascii: bool) -> who_columns.Columns:
        """How wide the columns of who and groups will be at the last step."""
        reader = who_columns.of(self.timeline, ascii=ascii)
        return reader.at(len(self.timeline))
