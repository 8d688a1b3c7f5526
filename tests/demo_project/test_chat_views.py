"""The pages and the push from outside of a consumer."""

import json

import pytest

TOKEN = {"authorization": "Bearer minicom-development-only"}


def test_a_sign_of_life_needs_no_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_the_chat_asks_for_a_login(client, db):
    assert client.get("/").headers["Location"] == "/login/?next=/"


def test_a_user_gets_the_page_of_a_user_and_no_list_of_the_others(client, people):
    client.force_login(people["john"])
    page = client.get("/").content.decode()
    assert ('data-role="user"' in page, "jane@example.com" in page) == (True, False)


def test_an_admin_gets_the_list_of_conversations(client, people):
    client.force_login(people["admin"])
    page = client.get("/").content.decode()
    assert [page.count(f">{name}@example.com ") for name in ("john", "jane")] == [1, 1]


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
