"""The answers that lesson 11 offers to say aloud, and the cards that ask for them."""

from __future__ import annotations

import re

import pytest

from tutor.course.load import load_course, read_lesson
from tutor.quiz.read import read_cards
from tutor.runtime import paths

INTERVIEW = 11
SPOKEN = re.compile(r"\*\*Say it in thirty seconds\*\*\s+(.+?)(?:\n\s*\n|\Z)", re.DOTALL)
GUIDE = [f"guide {number}" for number in range(1, 10)]

Answers = dict[str, str]  # page title → words, single spaces between them


@pytest.fixture(scope="module")
def on_pages() -> Answers:
    lesson, _ = read_lesson(load_course(paths.lessons_folder()).outlines[INTERVIEW - 1])
    texts = {page.title: "\n\n".join(prose.text for prose in page.after) for page in lesson.pages}
    texts |= {
        page.title: "\n\n".join(prose.text for prose in page.before)
        for page in lesson.pages
        if page.scene is None
    }
    found = {title: SPOKEN.search(text) for title, text in texts.items()}
    return {title: " ".join(hit[1].split()) for title, hit in found.items() if hit}


@pytest.fixture(scope="module")
def on_cards() -> Answers:
    outline = load_course(paths.lessons_folder()).outlines[INTERVIEW - 1]
    assert outline.folder is not None
    cards = [card for card, _ in read_cards(outline.folder, INTERVIEW)[0]]
    asked = [card for card in cards if set(card.asks) & set(GUIDE) or card.id == "say-ten-thousand"]
    return {card.page: " ".join(card.model.split()) for card in asked if card.kind == "say"}


def test_a_page_says_what_its_card_calls_a_good_answer(
    on_pages: Answers, on_cards: Answers
) -> None:
    assert on_pages == on_cards


def test_each_of_the_guides_nine_questions_has_a_spoken_answer(on_pages: Answers) -> None:
    assert len([title for title in on_pages if title.startswith("Question ")]) == len(GUIDE)


def test_a_spoken_answer_takes_about_thirty_seconds(on_pages: Answers) -> None:
    # 150 words a minute is an ordinary pace; a sentence more than that is still an answer.
    words = {title: len(answer.split()) for title, answer in on_pages.items()}
    assert {title: count for title, count in words.items() if not 70 <= count <= 86} == {}
