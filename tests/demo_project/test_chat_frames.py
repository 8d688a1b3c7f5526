"""Every odd frame is refused, and refused is all that happens."""

import pytest

from demo_project.chat import frames


@pytest.mark.parametrize(
    "text",
    [None, "", "[", "[" * 100_000, "1" * 5_000, "[]", "42", "null", '"type"', "{}", '{"type": []}'],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_no_object_with_a_type_is_refused(text):
    with pytest.raises(frames.ChatError) as refusal:
        frames.parse(text)
    assert refusal.value.code == "bad_frame"


@pytest.mark.parametrize("value", [None, 1, "", " \n", "x" * 4_001, "a\0b", "\ud800"])
def test_text_that_cannot_be_shown_or_stored_is_refused(value):
    with pytest.raises(frames.ChatError, match='"text"'):
        frames.get_text({"text": value}, "text")


@pytest.mark.parametrize("value", [None, True, -1, 1.0, "1", 2**63])
def test_what_is_no_primary_key_is_refused(value):
    with pytest.raises(frames.ChatError, match='"after"'):
        frames.get_id({"after": value}, "after")


@pytest.mark.parametrize("value", [None, 1, [True], [[1]], list(range(201))])
def test_what_is_no_short_list_of_keys_is_refused(value):
    with pytest.raises(frames.ChatError, match='"ids"'):
        frames.get_ids({"ids": value}, "ids")


def test_a_message_needs_no_client_id():
    assert frames.get_client_id({}) == ""
