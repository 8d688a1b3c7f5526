"""The staff's page: who wrote, what is written for whom, and who is there."""

import contextlib
import sqlite3

import pytest

from tests.demo_project.pages import FakeServer, eventually, say, sees, texts

pytestmark = pytest.mark.browser

JOHN, JANE = (
    {"user": number, "email": f"{name}@example.com", "name": name}
    for number, name in enumerate(("john", "jane"), 1)
)


def room(page, name):
    return page.locator("#rooms button", has_text=f"{name}@example.com")


def open_room(page, name):
    room(page, name).click()
    page.locator("#partner", has_text=name).wait_for()
    page.wait_for_selector("#status[data-ready=true]")
    page.locator("#rooms button[aria-current=true]", has_text=name).wait_for()


@pytest.fixture
def desk(start_server, log_in):
    """An admin who is with john; and a function that logs others in."""
    server = start_server()
    admin = log_in(server, "admin")
    open_room(admin, "john")
    return admin, lambda name: log_in(server, name)


class TestWhoWrote:
    def test_another_user_has_a_mark_with_a_count_and_goes_to_the_top(self, desk):
        admin, log_in = desk
        john, jane = log_in("john"), log_in("jane")
        open_room(admin, "jane")
        say(jane, "First")
        sees(admin, "First")
        for text in ("My printer burns", "Higher!"):
            say(john, text)
        room(admin, "john").locator(".unread", has_text="2").wait_for()
        assert admin.locator("#rooms .name").all_inner_texts() == ["john", "jane"]

    def test_the_title_of_the_page_says_so_until_it_is_read(self, desk):
        admin, log_in = desk
        say(log_in("jane"), "My printer burns")
        eventually(admin, "document.title === '(1) Support desk · Minicom'")
        open_room(admin, "jane")
        eventually(admin, "document.title === 'Support desk · Minicom'")
        assert room(admin, "jane").locator(".unread").count() == 0

    def test_what_is_read_as_it_comes_is_never_marked(self, desk):
        admin, log_in = desk
        admin.evaluate(
            "new MutationObserver(() => { window.marked ||= document.querySelector('.unread') })"
            ".observe(document.body, {subtree: true, childList: true, attributes: true})"
        )
        john = log_in("john")
        say(john, "Hello")
        sees(john, "Hello", receipt="Read")
        assert admin.evaluate("Boolean(window.marked)") is False

    def test_a_reader_of_the_screen_aloud_hears_of_it(self, desk):
        admin, log_in = desk
        say(log_in("jane"), "My printer burns")
        news = admin.locator("#announce[aria-live=polite]", has_text="jane wrote.")
        news.wait_for()
        assert "printer" not in news.inner_text(), "only who wrote is read aloud"


class TestDrafts:
    def test_a_draft_stays_with_its_room(self, desk):
        admin, _ = desk
        admin.type("#text", "your PIN is 4711")
        open_room(admin, "jane")
        assert admin.input_value("#text") == ""
        assert room(admin, "john").locator(".mark").inner_text() == "draft"
        open_room(admin, "john")
        assert admin.input_value("#text") == "your PIN is 4711"

    def test_who_is_typing_stays_with_its_room(self, desk):
        admin, log_in = desk
        log_in("john").type("#text", "x")
        admin.locator("#typing", has_text="john is typing…").wait_for()
        open_room(admin, "jane")
        assert admin.inner_text("#typing") == ""


class TestSwitching:
    """While the server has not answered yet, the page must not mix two rooms up."""

    @pytest.fixture
    def fake(self, server, browser):
        page = browser.new_page()
        fake = FakeServer(
            page, server.url + "/open/admin/john@example.com/", role="admin", room=JOHN
        )
        sees(page, "m1")
        return fake, page

    def test_a_message_waits_until_the_server_is_there_too(self, fake):
        fake, page = fake
        room(page, "jane").click()
        say(page, "for jane")
        assert fake.heard("message") == []
        fake.connected(JANE)
        assert fake.wait_for("message")["text"] == "for jane"

    def test_a_message_of_the_room_that_was_left_does_not_appear(self, fake):
        fake, page = fake
        room(page, "jane").click()
        fake.wait_for("switch_room", room=JANE["email"])
        fake.push(2)
        fake.connected(JANE)
        fake.greet()
        sees(page, "m1")
        assert texts(page) == ["m1"]

    def test_what_waits_for_a_connection_is_not_lost_with_the_room(self, fake):
        fake, page = fake
        say(page, "for john")
        fake.wait_for("message")  # and no answer to it
        room(page, "jane").click()
        fake.connected(JANE)
        fake.greet()
        sees(page, "m1")
        assert (texts(page), room(page, "john").locator(".mark").inner_text()) == (
            ["m1"],
            "not sent",
        )
        fake.received.clear()
        room(page, "john").click()
        fake.connected(JOHN)
        assert fake.wait_for("message")["text"] == "for john"

    def test_a_room_that_is_refused_leads_back(self, fake):
        fake, page = fake
        room(page, "jane").click()
        fake.wait_for("switch_room", room=JANE["email"])
        fake.send(type="error", code="forbidden", message="It is not yours.")
        fake.wait_for("switch_room", room=JOHN["email"])
        fake.connected(JOHN)
        fake.greet()
        sees(page, "m1")
        assert page.inner_text("#error") == "It is not yours."
        assert page.inner_text("#partner") == "john"
        assert page.locator("#rooms button").count() == 1

    def test_a_room_that_is_refused_for_now_is_asked_for_again(self, fake):
        fake, page = fake
        room(page, "jane").click()
        fake.wait_for("switch_room", room=JANE["email"])
        fake.received.clear()
        fake.send(type="error", code="rate_limited", message="Too much.", retry_after=1)
        assert fake.wait_for("switch_room", room=JANE["email"]) in fake.received

    def test_another_admin_has_a_name_and_another_colour(self, fake):
        fake, page = fake
        fake.push(2, sender="j", name="me")
        sees(page, "m2")
        colour = "node => getComputedStyle(node).backgroundColor"
        theirs, own = (page.locator(f"#message-{n}") for n in (1, 2))
        assert theirs.locator(".sender").inner_text() == "Ada"
        assert theirs.evaluate(colour) != own.evaluate(colour)
        assert theirs.bounding_box()["x"] > page.locator("#messages").bounding_box()["x"]


class TestPresence:
    def test_a_dot_says_who_is_online(self, desk):
        admin, log_in = desk
        dots = {name: room(admin, name).locator(".dot") for name in ("john", "jane")}
        log_in("john")
        admin.locator("#partner-presence", has_text="online").wait_for()
        assert [dot.get_attribute("data-online") for dot in dots.values()] == ["true", "false"]

    def test_support_is_not_called_online_while_the_line_is_dead(self, start_server, log_in):
        server = start_server()
        john = log_in(server, "john")
        log_in(server, "admin")
        john.locator("#partner-presence", has_text="online").wait_for()
        server.kill()
        john.wait_for_selector("#status[data-ready=false]")
        assert john.inner_text("#partner-presence") == ""
        assert not john.locator("#partner-dot").is_visible()

    def test_the_open_chat_which_has_no_presence_claims_none(self, server, browser):
        page = browser.new_page()
        page.goto(server.url + "/open/admin/john@example.com/")
        page.wait_for_selector("#status[data-ready=true]")
        assert page.inner_text("#partner-presence") == ""
        assert page.locator(".dot:visible").count() == 0


def test_the_open_desk_has_rooms_that_can_be_opened(start_server, browser):
    server = start_server()
    admin, jane = browser.new_page(), browser.new_page()
    jane.goto(server.url + "/open/user/jane@example.com/")
    admin.goto(server.url + "/open/admin/john@example.com/")
    admin.wait_for_selector("#status[data-ready=true]")
    open_room(admin, "jane")
    say(admin, "Hello, Jane")
    sees(jane, "Hello, Jane")
    assert texts(jane) == texts(admin) == ["Hello, Jane"]


def test_on_the_open_desk_what_has_been_read_is_not_marked(start_server, browser):
    server = start_server()
    admin, jane = browser.new_page(), browser.new_page()
    jane.goto(server.url + "/open/user/jane@example.com/")
    jane.wait_for_selector("#status[data-ready=true]")
    say(jane, "My printer burns")
    sees(jane, "My printer burns")
    admin.goto(server.url + "/open/admin/john@example.com/")
    room(admin, "jane").locator(".unread", has_text="1").wait_for()
    open_room(admin, "jane")
    sees(jane, "My printer burns", receipt="Read")
    open_room(admin, "john")
    assert room(admin, "jane").locator(".unread").count() == 0


def test_a_desk_without_conversations_says_so_and_looks_again(start_server, browser):
    server = start_server()
    with contextlib.closing(sqlite3.connect(server.database)) as database, database:
        database.execute("DELETE FROM chat_conversation")
    page = browser.new_page()
    page.clock.install()
    page.goto(server.url)
    page.fill("#id_username", "admin")
    page.fill("#id_password", "admin")
    page.click("main button")
    page.locator("#empty", has_text="No conversations yet.").wait_for()
    assert page.locator("#text").is_disabled()
    with page.expect_navigation():
        page.clock.run_for(15_000)


class TestKeyboard:
    def test_a_room_is_found_and_opened_without_a_mouse(self, desk):
        admin, _ = desk
        focused = "document.activeElement.dataset.room ?? document.activeElement.id"
        assert admin.evaluate(focused) == "text"  # after opening a room
        for _ in range(10):
            admin.keyboard.press("Shift+Tab")
            if admin.evaluate("document.activeElement.closest('#rooms') !== null"):
                break
        admin.keyboard.press("Home")
        first = admin.evaluate(focused)
        admin.keyboard.press("ArrowDown")
        assert admin.evaluate(focused) != first
        chosen = admin.evaluate("document.activeElement.querySelector('.name').textContent")
        admin.keyboard.press("Enter")
        admin.locator("#partner", has_text=chosen).wait_for()
        assert admin.evaluate(focused) == "text"

    def test_a_new_order_does_not_take_the_focus_away(self, desk):
        admin, log_in = desk
        john, jane = log_in("john"), log_in("jane")
        say(john, "First")
        admin.locator("#rooms li:first-child .name", has_text="john").wait_for()
        room(admin, "jane").focus()
        say(jane, "My printer burns")
        admin.locator("#rooms li:first-child .name", has_text="jane").wait_for()
        focused = admin.locator("#rooms button:focus .name")
        assert focused.all_inner_texts() == ["jane"]

    def test_what_has_the_focus_can_be_seen(self, desk):
        admin, _ = desk
        for _ in range(8):
            admin.keyboard.press("Tab")
            style = admin.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            if admin.evaluate("document.activeElement !== document.body"):
                assert style == "solid"
