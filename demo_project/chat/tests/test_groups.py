"""Names that every channel layer accepts, and that no two rooms share."""

from itertools import combinations

from channels.layers import InMemoryChannelLayer
from django.test import SimpleTestCase

from demo_project.chat.groups import room_for_email, room_for_pk

ODD = [
    "", "7", "jörg@example.com", "a+b@c", "a b\n", "a@b", "a-at-b", "a--at--b", "a-40-b", "a-@b",
    "a@-b", "a--b", "a-2d-b", "a_b", "x" * 200, "x" * 201, "x" * 90 + "@y", "x" * 90 + "-at-y",
    "\ud800", "😀@example.com", "John@example.com", "john@example.com", "pk_7", "id_7", "-", "--",
]  # fmt: skip


class RoomTests(SimpleTestCase):
    def test_the_address_stays_readable(self) -> None:
        self.assertEqual(room_for_email("john@example.com"), "user_john-at-example.com")

    def test_every_address_makes_a_legal_name(self) -> None:
        for email in ODD:
            with self.subTest(email=email):
                name = room_for_email(email)
                self.assertTrue(InMemoryChannelLayer().require_valid_group_name(name))

    def test_two_addresses_never_share_a_room(self) -> None:
        for one, other in combinations(ODD, 2):
            with self.subTest(one=one, other=other):
                self.assertNotEqual(room_for_email(one), room_for_email(other))

    def test_a_room_by_key_is_never_one_by_address(self) -> None:
        by_address = {room_for_email(email) for email in [*ODD, "id_7", "userid_7"]}
        self.assertNotIn(room_for_pk(7), by_address)
