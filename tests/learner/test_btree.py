"""Pages of a damaged file, cell by cell; what whole files give: `test_salvage.py`."""

from __future__ import annotations

import struct

import pytest

from tutor.learner import btree

SIZE = 512


def leaf(
    *pointers: int, count: int | None = None, begin: int = 400, kind: int = btree.LEAF
) -> bytes:
    """A leaf page of a table (1.6 of the file format) with these places of cells."""
    told = len(pointers) if count is None else count
    head = struct.pack(">BHHHB", kind, 0, told, begin, 0)
    return (head + struct.pack(f">{len(pointers)}H", *pointers)).ljust(SIZE, b"\0")


@pytest.mark.parametrize(
    ("page", "count"),
    [
        (leaf(400, 450), 2),
        (leaf(511), 1),
        (leaf(400, 400), 0),  # two cells at one place
        (leaf(399), 0),  # before the cells begin
        (leaf(512), 0),  # behind the page
        (leaf(400, 450, count=3), 0),  # the third is the empty place before the cells
        (leaf(400, kind=5), 0),
        (leaf(400)[:7], 0),
        (leaf(20, 30, begin=11), 0),  # cells where the pointers are
        (leaf(20, 30, begin=12), 2),
    ],
)
def test_how_many_cells_of_a_damaged_page_can_be_believed(page: bytes, count: int) -> None:
    assert btree._count(page, 0) == count


@pytest.mark.parametrize(
    ("value", "data"),
    [((None, 0, 1, "a", 2.5), b"\x06\x00\x08\x09\x0f\x07a" + struct.pack(">d", 2.5))],
)
def test_a_record_has_its_values(value: tuple[object, ...], data: bytes) -> None:
    assert btree.record(data) == value


@pytest.mark.parametrize("more", [b"x", b""])
def test_a_record_whose_header_and_body_differ_is_none(more: bytes) -> None:
    data = b"\x02\x0f" + more * 2
    with pytest.raises((ValueError, IndexError)):
        btree.record(data)


def test_a_chain_of_free_blocks_ascends() -> None:
    page = bytearray(SIZE)
    page[100:104], page[120:124] = struct.pack(">HH", 120, 20), struct.pack(">HH", 0, 7)
    assert list(btree._free_blocks(bytes(page), 100)) == [20, 7]
    page[100:104] = struct.pack(">HH", 119, 20)
    with pytest.raises(ValueError, match="turns back"):
        list(btree._free_blocks(bytes(page), 100))
