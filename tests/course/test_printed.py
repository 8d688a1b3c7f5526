"""A page to print."""

from __future__ import annotations

from tutor.course.printed import page


def test_a_page_is_whole_and_fetches_nothing() -> None:
    shown = page("# A & B\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", title="A & <B>")
    assert shown.startswith("<!doctype html>\n")
    assert "<title>A &amp; &lt;B&gt;</title>" in shown
    assert "<td>1</td>" in shown
    assert not any(word in shown for word in ("src=", "href=", "<script", "url("))


def test_boxes_to_tick_are_boxes() -> None:
    shown = page("- [ ] One\n- [x] Two\n    - *why*\n- three\n", title="t")
    assert '<li class="box">&#9744; One</li>' in shown
    assert '<li class="box">&#9745; Two' in shown
    assert "<li>three</li>" in shown


def test_markup_of_others_is_text() -> None:
    assert "&lt;script&gt;" in page("<script>alert(1)</script>", title="t")
