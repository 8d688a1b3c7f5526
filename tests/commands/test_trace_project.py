"""What `tutor trace` takes for a mistake in its command line."""

from __future__ import annotations

import pytest

from tutor.commands import trace_project
from tutor.errors import UsageError


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"fail_on": "failed, nix"}, "There is no failure nix"),
        ({"until": "nix"}, "nix"),
        ({"detail": "most"}, "There is no detail most"),
    ],
)
def test_what_there_is_not_is_a_mistake_before_anything_starts(
    options: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        trace_project.run(["false"], **options)  # type: ignore[arg-type]
