"""The lot that is auctioned. Not yours to change."""

from datetime import UTC, datetime

ENDS = datetime(2031, 5, 4, 18, 30, tzinfo=UTC)
