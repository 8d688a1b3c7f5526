"""Places that a picture reserves from the whole of a finished recording, so that nothing jitters.

A picture of step n shows what was known after n facts, and nothing of what came later: it is the
same whether it is drawn from the first n facts or from all of them. These exceptions are meant:

* The list of facts (`event_list.py`) lists the facts after the step, too, quietly.
* A plan reserves places: the digits of the last step's number, the columns of all lifelines, left
  to right, and a second line for names where they will need one (without the names). Its clock
  starts with the oldest fact where no client ever acts. A recording that still grows has no plan:
  its next lifeline is not known, and gets a column right of the last one of its role.
* The title of a panel says what the clock counts from, once that is recorded.

`tests/view/test_look_ahead.py` holds all views to this.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tutor.view import flow_rules
from tutor.view.flow import ROLES, Lane

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline


class Plan:
    """What a finished recording reserves; made when it is first asked for."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """All lifelines, left to right: clients, consumers by process, layers, database."""
        lanes = flow_rules.of(self.timeline).lives
        order = sorted(lanes, key=lambda lane: (ROLES.index(lane.role), lane.place, lane.conn))
        return tuple(order)

    @cached_property
    def widest(self) -> int:
        """The most characters that a name of a lifeline will have."""
        whole = flow_rules.of(self.timeline)
        last = len(self.timeline)
        return max((len(whole.label(lane, last)) for lane in self.lanes), default=0)
