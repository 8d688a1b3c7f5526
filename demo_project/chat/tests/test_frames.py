"""Every odd frame is refused, and refused is all that happens."""

from typing import Any

from django.db import OperationalError
from django.test import SimpleTestCase

from demo_project.chat import frames


class FrameTests(SimpleTestCase):
    def refused(self, function: Any, *arguments: Any) -> str:
        with self.assertRaises(frames.ChatError) as refusal:
            function(*arguments)
        return refusal.exception.code

    def test_what_is_not_an_object_with_a_type_is_refused(self) -> None:
        odd = [None, "", "[", "[" * 100_000, "1" * 5_000, "[]", "42", "null", '"type"', "{}"]
        for text in [*odd, '{"type": []}']:
            with self.subTest(text=(text or "")[:20]):
                self.assertEqual(self.refused(frames.parse, text), "bad_frame")

    def test_text_that_cannot_be_shown_or_stored_is_refused(self) -> None:
        for value in [None, 1, "", " \n", "x" * 4_001, "a\0b", "\ud800"]:
            with self.subTest(value=str(value)[:20]):
                code = self.refused(frames.get_text, {"text": value}, "text")
                self.assertEqual(code, "bad_field")

    def test_what_is_not_an_id_is_refused(self) -> None:
        for value in [None, True, -1, 1.0, "1", 2**63]:
            with self.subTest(value=value):
                self.assertEqual(
                    self.refused(frames.get_id, {"after": value}, "after"), "bad_field"
                )

    def test_what_is_not_a_short_list_of_ids_is_refused(self) -> None:
        for value in [None, 1, [True], [[1]], list(range(201))]:
            with self.subTest(value=str(value)[:20]):
                self.assertEqual(self.refused(frames.get_ids, {"ids": value}, "ids"), "bad_field")

    def test_a_message_needs_no_client_id(self) -> None:
        self.assertEqual(frames.get_client_id({}), "")

    def test_a_database_that_does_not_answer_is_an_error_that_passes(self) -> None:
        with (
            self.assertLogs("demo_project.chat.frames"),
            self.assertRaises(frames.ChatError) as refusal,
            frames.database_errors(),
        ):
            raise OperationalError("database is locked")
        self.assertEqual(refusal.exception.code, "unavailable")
        self.assertGreater(refusal.exception.retry_after or 0, 0)

    def test_an_error_repeats_only_a_name_that_could_be_one(self) -> None:
        error = frames.ChatError("bad_field", "no")
        for client_id in [None, 1, ["c1"], "x" * 65, "\ud800"]:
            with self.subTest(client_id=str(client_id)[:20]):
                answer = frames.as_error_frame(error, {"client_id": client_id})
                self.assertNotIn("client_id", answer)
