"""Names that every channel layer accepts."""

import pytest
from channels.layers import InMemoryChannelLayer

from demo_project.chat import groups


def test_the_email_in_a_room_name_stays_readable():
    assert groups.room_for_email("john@example.com") == "user_john-at-example.com"


@pytest.mark.parametrize("email", ["jörg@example.com", "a+b@c", "x" * 300 + "@y", "", "a b\n"])
def test_every_email_makes_a_legal_name(email):
    assert InMemoryChannelLayer().require_valid_group_name(groups.room_for_email(email))


def test_rooms_by_key_never_collide_with_each_other():
    assert groups.room_for_pk(1) != groups.room_for_pk(11)
