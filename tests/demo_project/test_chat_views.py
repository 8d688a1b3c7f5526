"""The pages and the push from outside of a consumer."""

import json

import pytest

from demo_project.chat import login_limit
from demo_project.chat.models import Conversation

TOKEN = {"authorization": "Bearer minicom-development-only"}


def test_a_sign_of_life(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


async def test_a_sign_of_life_whatever_the_host_header_says(async_client, transactional_db):
    answer = await async_client.get("/healthz", headers={"host": "10.0.0.7"})
    assert answer.status_code == 200


def test_without_its_tables_the_server_is_not_well(client, transactional_db, monkeypatch):
    monkeypatch.setattr(Conversation._meta, "db_table", "gone")
    assert client.get("/healthz").status_code == 503


def test_the_chat_asks_for_a_login(client, db):
    assert client.get("/").headers["Location"] == "/login/?next=/"


def test_a_user_gets_the_page_of_a_user_and_no_list_of_the_others(client, people):
    client.force_login(people["john"])
    page = client.get("/").content.decode()
    assert ('data-role="user"' in page, "jane@example.com" in page) == (True, False)


def test_an_admin_gets_the_list_of_conversations(client, people):
    client.force_login(people["admin"])
    rooms = client.get("/").context["rooms"]
    assert [room["name"] for room in rooms] == ["jane", "john"]


def test_the_open_desk_gets_it_too(client, people):
    rooms = client.get("/open/admin/john@example.com/").context["rooms"]
    assert [room["name"] for room in rooms] == ["jane", "john"]


def test_an_open_desk_without_staff_has_no_rooms(client, db):
    assert client.get("/open/admin/john@example.com/").context["rooms"] == []


def test_the_open_page_knows_the_insecure_address(client):
    page = client.get("/open/user/john@example.com/").content.decode()
    assert 'data-path="/ws/chat/user/{room}/"' in page


def test_the_open_page_can_be_switched_off(client, settings):
    settings.OPEN_CHAT = False
    assert client.get("/open/user/john@example.com/").status_code == 404


def test_what_is_in_the_address_is_escaped(client):
    assert b"<script>x" not in client.get("/open/user/<script>x/").content


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, {"email": "john@example.com", "text": "x"}, 401),
        ({"authorization": "Bearer ä"}, {"email": "john@example.com", "text": "x"}, 401),
        (TOKEN, {"text": "x"}, 400),
        (TOKEN, {"email": "john@example.com", "text": "\ud800"}, 400),
        (TOKEN, {"email": "\ud800", "text": "x"}, 400),
        (TOKEN, {"email": "john@example.com", "text": "x" * 4_001}, 400),
        (TOKEN, [], 400),
        (TOKEN, {"email": "nobody@example.com", "text": "x"}, 404),
        (TOKEN, {"email": "john@example.com", "text": "x"}, 202),
    ],
)
def test_a_broadcast_answers_with_what_was_wrong(client, people, headers, body, status):
    answer = client.post(
        "/api/broadcast/", json.dumps(body), content_type="application/json", headers=headers
    )
    assert answer.status_code == status


def test_a_broadcast_is_a_post(client):
    assert client.get("/api/broadcast/").status_code == 405


class TestLogin:
    @pytest.fixture
    def log_in(self, client, people, settings):
        # The real ones are slow on purpose, and here are sixty tries.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        people["john"].set_password("right")
        people["john"].save()

        def log_in(name="john", password="wrong", address="192.0.2.1"):
            form = {"username": name, "password": password}
            return client.post("/login/", form, REMOTE_ADDR=address)

        return log_in

    def test_guessing_one_password_from_many_addresses_ends(self, log_in):
        answers = [log_in(address=f"192.0.2.{n}") for n in range(login_limit.TRIES_PER_NAME + 1)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert 0 < int(answers[-1]["Retry-After"]) <= login_limit.WINDOW

    def test_then_the_right_password_is_refused_too(self, log_in):
        for _ in range(login_limit.TRIES_PER_NAME):
            log_in()
        assert log_in(password="right").status_code == 429

    def test_trying_many_names_from_one_address_ends(self, log_in):
        codes = [log_in(name=f"n{n}").status_code for n in range(login_limit.TRIES_PER_ADDRESS + 1)]
        assert codes == [200] * 30 + [429]

    def test_right_passwords_are_not_counted(self, log_in):
        codes = {
            log_in(password="right").status_code for _ in range(login_limit.TRIES_PER_NAME * 2)
        }
        assert codes == {302}
