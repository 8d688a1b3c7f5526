"""The pictures of the README show what the player shows now, and are small and quiet."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.architecture.source import ROOT
from tests.docs import film, readme_pictures
from tests.docs.readme_pictures import FILM, FOLDER, STILLS
from tests.docs.screens import taken

NAMES = [*STILLS, FILM]
LARGEST = 500_000  # bytes
ALIKE = 0.75  # of the words: the rest may be a key that was added, or a name made by chance
AGAIN = "are no longer what the player shows: python -m tests.docs.readme_pictures"


def kept(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def spoken(text: str) -> Counter[str]:
    """Its words; a number or a name made by chance is another one in every recording."""
    return Counter(re.findall(r"[A-Za-z_]{3,}", text))


@pytest.mark.parametrize("name", STILLS)
def test_a_picture_shows_what_the_player_shows(name: str) -> None:
    screen = "\n".join(strip.text for strip in asyncio.run(taken(STILLS[name])))
    picture = "\n".join(film.words(kept(name)))
    for text in STILLS[name].shows:
        assert text in screen
        assert text in picture, f"{name} {AGAIN}"
    now, then = spoken(screen), spoken(picture)
    assert (now & then).total() >= ALIKE * max(now.total(), then.total()), f"{name} {AGAIN}"


def test_the_film_goes_through_a_guess_and_a_message_on_its_way() -> None:
    picture = kept(FILM)
    told = "\n".join(film.words(picture))
    for text in ("Three tabs, one room", "◇ Your guess: c, 3.", "How many browsers show it?", "◆"):
        assert text in told, f"{FILM} {AGAIN}"
    assert 8 <= float(re.findall(r"film ([\d.]+)s", picture)[0]) <= 15
    assert picture.count("translateY") > 2 * readme_pictures.BEATS


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_fetches_nothing(name: str) -> None:
    picture = kept(name)
    assert len(picture.encode()) < LARGEST
    assert not re.search(r"url\(|https?://(?!www\.w3\.org/2000/svg)|<script|<image", picture)
    tree = ElementTree.fromstring(picture)
    groups = {node.get("id") for node in tree.iter() if node.tag.endswith("}g")}
    used = {str(node.get("href"))[1:] for node in tree.iter() if node.tag.endswith("}use")}
    assert used
    assert used <= groups


def test_the_readme_shows_each_picture_and_says_what_is_in_it() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]{20,})\]\(docs/(\w+)\.svg\)", page)
    assert sorted(name for _, name in shown) == sorted(NAMES)
    assert {file.stem for file in FOLDER.glob("*.svg")} == {*NAMES}
