"""The pages in a real browser."""

import contextlib
import sqlite3
from urllib.parse import quote

import pytest

from tests.demo_project.pages import FakeServer, say, sees, texts, texts_of

pytestmark = pytest.mark.browser


def test_a_user_and_an_admin_chat_through_a_restart(start_server, log_in):
    server = start_server()
    john, admin = log_in(server, "john"), log_in(server, "admin")
    admin.click("#rooms button:has-text('john')")
    admin.locator("#partner-presence", has_text="online").wait_for()
    say(john, "My order is late.")
    sees(admin, "My order is late.")
    sees(john, "My order is late.", receipt="Read")
    say(admin, "Which one?")
    sees(john, "Which one?")

    server.kill()
    for page in (john, admin):
        page.wait_for_selector("#status[data-ready=false]")
    say(john, "Number 7, written while you were away.")
    server.start()

    said = ["My order is late.", "Which one?", "Number 7, written while you were away."]
    for page in (john, admin):
        sees(page, said[-1])
    assert (texts(john), texts(admin)) == (said, said)
    john.reload()
    sees(john, said[-1])
    assert (texts(john), john.errors + admin.errors) == (said, [])


def test_text_is_shown_and_not_run(start_server, log_in):
    server = start_server()
    john = log_in(server, "john")
    say(john, "<img src=x onerror='document.title=1'>")
    sees(john, "<img src=x")
    assert john.title() == "Chat · Minicom"


class TestCatchingUp:
    """With ids in the order of commits a hole can be seen, and asked for."""

    @pytest.fixture
    def fake(self, server, browser):
        page = browser.new_page()
        fake = FakeServer(page, server.url + "/open/user/john@example.com/")
        sees(page, "m1")
        return fake, page

    def test_a_message_that_follows_is_not_asked_about(self, fake):
        fake, page = fake
        fake.push(2)
        sees(page, "m2")
        assert fake.heard("history") == []

    def test_what_the_layer_has_lost_is_asked_for(self, fake):
        fake, page = fake
        fake.push(3)
        sees(page, "m3")
        assert fake.heard("history") == [{"type": "history", "after": 1}]
        missed = [fake.message(2), fake.message(3)]
        fake.send(type="history", page="after", messages=missed, more=False)
        assert texts_of(page, 3) == ["m1", "m2", "m3"]

    def test_after_a_break_it_asks_from_before_the_hole(self, fake):
        fake, page = fake
        fake.push(3)
        sees(page, "m3")
        fake.received.clear()
        fake.sockets[-1].close(code=1011)
        page.wait_for_selector("#status[data-ready=false]")
        page.wait_for_selector("#status[data-ready=true]")
        assert fake.heard("history") == [{"type": "history", "after": 1}]


def test_a_server_that_lets_in_and_then_fails_is_asked_less_and_less(server, browser):
    class Failing(FakeServer):
        def greet(self):
            self.sockets[-1].close(code=1011)

    page = browser.new_page()
    fake = Failing(page, server.url + "/open/user/john@example.com/")
    page.evaluate("Math.random = () => 1")  # each wait is as long as it may be
    page.wait_for_timeout(4_000)
    assert 2 <= len(fake.sockets) <= 5


@pytest.mark.parametrize("email", ["a#b@x.y", "a?b@x.y", "a\\b@x.y", "a/b@x.y", "a%b@x.y", "-@x"])
def test_an_odd_address_finds_its_room(start_server, browser, email):
    server = start_server()
    with contextlib.closing(sqlite3.connect(server.database)) as database, database:
        database.execute("UPDATE auth_user SET email = ? WHERE username = 'john'", [email])
    page = browser.new_page()
    page.goto(f"{server.url}/open/user/{quote(email, safe='')}/")
    page.wait_for_selector("#status[data-ready=true]")
    say(page, "Hello")
    sees(page, "Hello", receipt="Sent")
    assert texts(page) == ["Hello"]


def test_an_odd_role_is_refused_and_not_waited_for(server, browser):
    page = browser.new_page()
    page.goto(f"{server.url}/open/us%23er/john@example.com/")
    page.locator("#status", has_text="Refused").wait_for()
    assert page.inner_text("#countdown") == ""
