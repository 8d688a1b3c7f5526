"""Which options of `tutor prepare` begin another preparation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.commands import prepare


@pytest.mark.parametrize(
    ("options", "head"),
    [
        ({}, "Until "),
        ({"minutes": 30.0}, "Now: 30 minutes, backend\n"),
        ({"role": "lead"}, "Now: 20 minutes, lead\n"),
    ],
)
def test_an_option_plans_for_now_beside_what_is_kept(
    options: dict[str, float | str],
    head: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    prepare.run(by="tomorrow")
    capsys.readouterr()
    prepare.run(**options)  # type: ignore[arg-type]
    assert capsys.readouterr().out.startswith(head)
