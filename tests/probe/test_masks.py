"""What a project names itself is masked in every text of every fact, before it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.probe.collector import Collector
from tests.probe.test_attach import APP, run
from tutor.probe import masks
from tutor.probe.fact_fields import FIELDS
from tutor.probe.preview import FRAME, LIMIT, frame_text, preview, secretive

IBAN = "DE02120300000000202051"


@pytest.fixture
def own() -> Iterator[None]:
    masks.add(["iban", r"\bDE\d{20}\b"])
    yield
    masks.clear()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('{"iban": "x\\"y", "a": 1}', '{"iban": ***, "a": 1}'),
        ('{"iban": 12, "a": 1}', '{"iban": ***, "a": 1}'),
        ('{"iban": {"a": 1}, "b": 2}', '{"iban": ***, "b": 2}'),
        ("{'iban': 'x y', 'a': 1}", "{'iban': ***, 'a': 1}"),
        ('"{\\"iban\\": \\"x\\"}"', '"{\\"iban\\": ***}"'),
        ("/pay?iban=12&a=1", "/pay?iban=***&a=1"),
        ("IBAN: 12, a: 1", "IBAN: ***, a: 1"),
        ("to " + IBAN, "to ***"),
        ("ibanez=1", "ibanez=1"),
        ("12", "12"),
    ],
)
def test_a_key_and_an_expression_are_found_in_a_text(own: None, text: str, masked: str) -> None:
    assert masks.mask(text) == masked


def test_a_key_is_secret_as_a_name(own: None) -> None:
    assert secretive("IBAN", "x") == preview({"iban": "x"})[-4:-1] == masks.MASKED
    assert preview({"iban": "x", "a": "b"}) == "{'iban': ***, 'a': 'b'}"


def test_what_begins_before_a_cut_and_ends_behind_it_is_masked(own: None) -> None:
    for text in (
        frame_text("x" * (FRAME - 10) + " " + IBAN),
        frame_text(b"x" * (LIMIT - 10) + b" " + IBAN.encode()),
        preview("x" * (LIMIT - 10) + " " + IBAN),
        preview(["x" * (LIMIT - 20) + " " + IBAN]),
        preview([b"x" * (LIMIT - 20) + b" " + IBAN.encode()]),
    ):
        assert "DE02" not in text


def test_a_mask_holds_for_names_and_texts_that_were_looked_at_before() -> None:
    def told() -> tuple[str, str]:
        return preview({"iban": "x"}), frame_text(IBAN)

    before = told()
    masks.add(["iban", r"\bDE\d{20}\b"])
    masked = told()
    masks.clear()
    assert (before, masked, told()) == (
        ("{'iban': 'x'}", IBAN),
        ("{'iban': ***}", masks.MASKED),
        before,
    )


def test_without_masks_a_line_is_written_as_it_is() -> None:
    assert masks.cover() is None


def test_a_line_is_masked_in_all_its_texts_and_nowhere_else(own: None) -> None:
    cover = masks.cover()
    assert cover is not None
    joined = ["group.joined", 1, 2, 3, 4, f"g {IBAN}", "c!1", "default", "a.py:1 x"]
    opened = ["connection.opened", 5, 6, 7, 8, "/", 9, [IBAN, 1], {"iban": "x", "path": IBAN}]
    assert [len(FIELDS[line[0]]) for line in (joined, opened)] == [4, 4]
    assert cover(joined + opened) == [
        *("group.joined", 1, 2, 3, 4, "g ***", "c!1", "default", "a.py:1 x"),
        *("connection.opened", 5, 6, 7, 8, "/", 9, ["***", 1], {"iban": "***", "path": "***"}),
    ]


def test_an_expression_that_is_none_is_refused() -> None:
    with pytest.raises(re.error):
        masks.add(["("])
    masks.clear()


LEAKS = f"""
import logging
logging.getLogger("x").warning("pay %s", "{IBAN}")
async def leak(scope, receive, send):
    raise ValueError("{IBAN}")
async def main():
    from asgiref.testing import ApplicationCommunicator as Talk
    await Talk(leak, {{"type": "websocket", "path": "/{IBAN}", "iban": "{IBAN}"}}).wait()
asyncio.run(main())
"""


def test_nothing_of_it_leaves_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.setenv("TUTOR_MASK", json.dumps([r"DE\d+"]))
    collector = Collector()
    ended = run(tmp_path, LEAKS, f"{collector.address} word")
    assert IBAN in ended.stderr
    collector.wait(lambda: collector.goodbyes)
    told = json.dumps(collector.records)
    assert (IBAN in told, "ValueError: ***" in told, '"/***"' in told) == (False, True, True)


@pytest.mark.parametrize("named", ["[", '["("]'])
def test_where_a_mask_cannot_be_read_nothing_is_told(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.setenv("TUTOR_MASK", named)
    collector = Collector()
    ended = run(tmp_path, "call(application)\n" + LEAKS, f"{collector.address} word")
    assert ended.returncode == 1
    assert not collector.hellos
