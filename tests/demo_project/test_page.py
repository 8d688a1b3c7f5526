"""One conversation on the page: what is seen of it, and what the person can do."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.demo_project.pages import FakeServer, eventually, say, sees, texts, texts_of

pytestmark = pytest.mark.browser

LAST_IS_SEEN = """() => {
    const last = document.querySelector('#messages').lastElementChild.getBoundingClientRect();
    const frame = document.querySelector('#scroller').getBoundingClientRect();
    return last.bottom <= frame.bottom && last.top >= frame.top;
}"""
TOP_OF = "id => document.getElementById(`message-${id}`).getBoundingClientRect().top"
SCROLL = "y => document.querySelector('#scroller').scrollTo(0, y)"


@pytest.fixture
def start(server, browser):
    """A function that opens john's page with a fake server behind it."""
    errors = []

    def start(prepare="", **settings):
        page = browser.new_page(viewport={"width": 900, "height": 600})
        page.add_init_script(prepare)
        page.on("pageerror", partial(list.append, errors))
        fake = FakeServer(page, server.url + "/open/user/john@example.com/", **settings)
        page.wait_for_selector("#status[data-ready=true]")
        if fake.newest:
            sees(page, f"m{fake.newest}")
        return fake, page

    yield start
    assert errors == []


class TestScrolling:
    def test_the_newest_message_is_seen_whole(self, start):
        fake, page = start(newest=50)
        eventually(page, LAST_IS_SEEN)
        fake.push(51, role="user", sender="j")
        sees(page, "m51", receipt="Read")
        assert page.evaluate(LAST_IS_SEEN)

    def test_it_stays_whole_when_an_error_or_a_long_draft_needs_room(self, start):
        fake, page = start(newest=50)
        fake.send(type="error", code="bad_field", message="Something is wrong.")
        page.locator("#error", has_text="wrong").wait_for()
        page.fill("#text", "1\n2\n3\n4")
        assert page.locator("#text").bounding_box()["height"] > 100
        eventually(page, LAST_IS_SEEN)

    def test_who_reads_above_keeps_the_place_and_is_told(self, start):
        fake, page = start(newest=50)
        page.evaluate(SCROLL, 300)
        page.wait_for_timeout(100)
        place = page.evaluate(TOP_OF, 8)
        fake.push(51, read_at=None)
        page.locator("#newer", has_text="1 new message").wait_for()
        assert page.evaluate(TOP_OF, 8) == pytest.approx(place, abs=1)

    def test_what_is_below_the_screen_is_not_read_until_it_is_looked_at(self, start):
        fake, page = start(newest=50)
        page.evaluate(SCROLL, 300)
        page.wait_for_timeout(100)
        fake.push(51, read_at=None)
        eventually(page, "document.title === '(1) Chat · Minicom'")
        page.wait_for_timeout(500)
        assert fake.heard("read") == []
        page.click("#newer")
        assert fake.wait_for("read") == {"type": "read", "ids": [51]}
        assert page.evaluate(LAST_IS_SEEN)
        assert not page.locator("#newer").is_visible()
        assert page.title() == "Chat · Minicom"

    def test_in_a_hidden_tab_nothing_is_read(self, start):
        hide = "Object.defineProperty(document, 'hidden', {get: () => window.away ?? false})"
        fake, page = start(hide)
        page.evaluate("window.away = true")
        fake.push(2, read_at=None)
        eventually(page, "document.title === '(1) Chat · Minicom'")
        page.wait_for_timeout(500)
        assert fake.heard("read") == []
        page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
        assert fake.wait_for("read")["ids"] == [2]


class TestOlderMessages:
    def older(self, fake):
        messages = [fake.message(number) for number in range(1, 51)]
        fake.send(type="history", page="before", messages=messages, more=False, earlier=False)

    def test_scrolling_up_fetches_them_and_keeps_the_place(self, start):
        fake, page = start(newest=100, earlier=True)
        page.evaluate(SCROLL, 5)
        fake.wait_for("history", before=51)
        place = page.evaluate(TOP_OF, 52)
        self.older(fake)
        assert texts_of(page, 100) == [f"m{number}" for number in range(1, 101)]
        assert page.evaluate(TOP_OF, 52) == pytest.approx(place, abs=1)
        assert not page.locator("#earlier").is_visible()

    def test_a_button_fetches_them_too_and_once(self, start):
        fake, page = start(newest=100, earlier=True)
        page.focus("#earlier")
        page.keyboard.press("Enter")
        assert fake.heard("history") == [{"type": "history", "before": 51}]

    def test_there_is_no_button_where_there_are_none(self, start):
        _, page = start()
        assert not page.locator("#earlier").is_visible()

    def test_they_come_from_the_real_server(self, start_server, log_in):
        john = log_in(start_server(), "john")
        for number in range(60):
            say(john, f"number {number:02}")
        sees(john, "number 59")
        john.reload()
        assert texts_of(john, 50)[0] == "number 10"
        john.locator("#earlier").click()
        assert texts_of(john, 60) == [f"number {number:02}" for number in range(60)]


class TestMessages:
    def test_days_are_told_apart(self, start):
        fake, page = start()
        now = datetime.now(UTC)
        for number, days in ((2, 1), (3, 0), (4, 0)):
            fake.push(number, sent_at=(now - timedelta(days=days)).isoformat())
        sees(page, "m4")
        first, *others = page.locator("#messages .day").all_inner_texts()
        assert others == ["Yesterday", "Today"]
        assert re.fullmatch("Thursday, January 1(, 2026)?", first)

    def test_every_message_has_its_time_and_date(self, start):
        _, page = start()
        time = page.locator("#message-1 time")
        assert re.search(r"\d\d:\d\d", time.inner_text())
        assert "2026" in time.get_attribute("title")

    def test_the_sender_is_named_once_in_a_row(self, start):
        fake, page = start(newest=2)
        fake.push(3, sender="b@example.com", name="Ben")
        sees(page, "m3")
        names = page.locator("#messages .message:not(.follows) .sender")
        assert names.all_inner_texts() == ["Ada", "Ben"]

    def test_the_two_sides_differ_in_place_and_colour(self, start):
        fake, page = start()
        fake.push(2, role="user", sender="j")
        sees(page, "m2")
        theirs, own = (page.locator(f"#message-{number}") for number in (1, 2))
        colour = "node => getComputedStyle(node).backgroundColor"
        assert theirs.evaluate(colour) != own.evaluate(colour)
        assert theirs.bounding_box()["x"] < own.bounding_box()["x"]

    def test_a_line_break_is_kept(self, start_server, log_in):
        john = log_in(start_server(), "john")
        john.type("#text", "one")
        john.press("#text", "Shift+Enter")
        john.type("#text", "two")
        john.press("#text", "Enter")
        sees(john, "one")
        assert texts(john) == ["one\ntwo"]

    def test_enter_ends_a_word_that_is_being_put_together(self, start):
        fake, page = start()
        page.fill("#text", "にほん")
        page.dispatch_event("#text", "keydown", {"key": "Enter", "isComposing": True})
        assert fake.heard("message") == []

    def test_an_address_is_a_link_that_gives_nothing_away(self, start):
        fake, page = start()
        fake.push(2, text="see (https://example.com/a?b=1#c), or https://example.com/x_(y).")
        sees(page, "see")
        links = page.locator("#message-2 a")
        assert [link.get_attribute("href") for link in links.all()] == [
            "https://example.com/a?b=1#c",
            "https://example.com/x_(y)",
        ]
        assert links.first.get_attribute("rel") == "noopener noreferrer"

    @pytest.mark.parametrize(
        "text",
        [
            "javascript:alert(1)",
            "https://",
            "data:text/html,x",
            "<a href='//x.y'>z</a>",
            "http:/x.y",
            "xhttps://x.y",
        ],
    )
    def test_nothing_else_becomes_a_link(self, start, text):
        fake, page = start()
        fake.push(2, text=text)
        page.locator("#message-2").wait_for()
        assert page.locator("#message-2 p").inner_text() == text
        assert page.locator("#message-2 a").count() == 0

    def test_a_notice_stays_where_it_came(self, start):
        fake, page = start()
        fake.send(type="notice", text="We close at six.")
        fake.push(2)
        sees(page, "m2")
        assert texts(page) == ["m1", "We close at six.", "m2"]

    def test_an_empty_room_says_what_to_do(self, start):
        _, page = start(newest=0)
        page.locator("#empty", has_text="No messages yet.").wait_for()
        say(page, "Hello")
        assert not page.locator("#empty").is_visible()

    def test_new_messages_are_read_aloud_and_old_ones_are_not(self, start):
        fake, page = start(newest=50)
        assert page.inner_text("#announce") == ""
        fake.push(51)
        page.locator("#announce", has_text="Ada: m51").wait_for()


class TestErrors:
    def too_much(self, fake, page, seconds):
        """The server refuses a message for now; the name that the page gave the message."""
        say(page, "too much")
        client_id = fake.wait_for("message")["client_id"]
        fake.received.clear()
        fake.send(
            type="error",
            code="rate_limited",
            message="Wait.",
            retry_after=seconds,
            client_id=client_id,
        )
        page.locator("#error", has_text="Wait.").wait_for()
        return client_id

    def test_a_limit_is_over_when_its_time_is(self, start):
        fake, page = start()
        client_id = self.too_much(fake, page, 1)
        assert fake.wait_for("message", client_id=client_id)["text"] == "too much"
        eventually(page, "document.querySelector('#error').textContent === ''")

    def test_a_limit_is_over_once_all_is_sent(self, start):
        fake, page = start()
        client_id = self.too_much(fake, page, 60)
        fake.push(2, role="user", sender="j", client_id=client_id, text="too much")
        sees(page, "too much", receipt="Read")
        assert page.inner_text("#error") == ""

    def test_a_message_that_is_refused_says_so_and_can_be_mended(self, start):
        fake, page = start()
        say(page, "bad")
        client_id = fake.wait_for("message")["client_id"]
        fake.send(type="error", code="bad_field", message="No.", client_id=client_id)
        page.locator(".failed .receipt", has_text="Not sent. No.").wait_for()
        page.click(".failed button")
        assert (page.input_value("#text"), texts(page)) == ("bad", ["m1"])

    def test_receipts_that_were_refused_are_sent_again(self, start):
        fake, _ = start()
        fake.push(2, read_at=None)
        fake.wait_for("read")
        fake.received.clear()
        fake.send(type="error", code="rate_limited", message="Wait.", retry_after=1)
        assert fake.wait_for("read")["ids"] == [2]


class TestTheLine:
    def away(self, fake, page, seconds):
        page.evaluate("Math.random = () => 0")
        fake.send(type="error", code="unavailable", message="No database.", retry_after=seconds)
        page.locator("#error", has_text="No database.").wait_for()
        fake.sockets[-1].close(code=4503)

    def test_the_wait_counts_down(self, start):
        fake, page = start()
        self.away(fake, page, 6)
        for seconds in (6, 5, 4):
            page.locator("#countdown", has_text=f"Next try in {seconds} s").wait_for()
        assert len(fake.sockets) == 1, "it has not tried before"

    def test_the_seconds_are_not_read_aloud(self, start):
        fake, page = start()
        self.away(fake, page, 60)
        page.locator("#status-text[role=status]", has_text="Connection lost.").wait_for()
        assert page.locator("#countdown").evaluate("n => n.closest('[role=status]')") is None

    def test_who_does_not_want_to_wait_tries_now(self, start):
        fake, page = start()
        self.away(fake, page, 60)
        page.click("#retry")
        page.wait_for_selector("#status[data-ready=true]")
        assert page.inner_text("#countdown") == ""
        assert page.evaluate("document.activeElement.id") == "text"

    def test_a_tab_that_is_refused_cannot_write_and_knows_why(self, server, browser):
        page = browser.new_page()
        page.goto(server.url + "/open/user/nobody@example.com/")
        page.locator("#status", has_text="Refused").wait_for()
        assert page.locator("#text").is_disabled()
        assert page.locator("#compose button").is_disabled()
        assert page.inner_text("#error") == "There is no user for nobody@example.com."

    def test_what_a_refused_tab_had_not_sent_is_marked(self, start):
        fake, page = start()
        say(page, "too late")
        fake.wait_for("message")
        fake.send(type="error", code="forbidden", message="Not yours any more.")
        fake.sockets[-1].close(code=4403)
        page.locator(".failed .receipt", has_text="Not sent.").wait_for()
        assert page.inner_text(".failed p") == "too late"


def test_the_text_has_the_focus_on_load(start):
    _, page = start()
    assert page.evaluate("document.activeElement.id") == "text"


class TestScreens:
    @pytest.mark.parametrize("name", ["john", "admin"])
    def test_everything_fits_on_a_phone(self, start_server, log_in, name):
        phone = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
        page = log_in(start_server(), name, **phone)
        say(page, "A" * 200)
        sees(page, "AAA")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.locator("header form span").evaluate("node => node.textContent = 'x'.repeat(60)")
        assert page.locator("header").bounding_box()["height"] < 60
        for part in ("#compose button", "#text", "header form button"):
            box = page.locator(part).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["y"] + box["height"] <= 780

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_all_text_can_be_read(self, start, scheme):
        fake, page = start()
        page.emulate_media(color_scheme=scheme)
        fake.push(2, role="user", sender="j")
        fake.push(3, role="user", sender="colleague")
        say(page, "waiting")
        sees(page, "m3")
        assert page.evaluate(CONTRASTS) == []


# Where text and ground differ by less than WCAG's 4.5 to 1: the texts, of the whole page.
CONTRASTS = """() => {
    const colour = (text) => {
        const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
        return { rgb: [r, g, b], a };
    };
    const mix = (top, a, ground) => top.map((value, n) => value * a + ground[n] * (1 - a));
    const ground = (node) => {
        const { rgb, a } = colour(getComputedStyle(node).backgroundColor);
        return a === 1 || !node.parentElement ? rgb : mix(rgb, a, ground(node.parentElement));
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !node.checkVisibility() || node.closest("script, noscript")) continue;
        let opacity = 1;
        for (let n = node; n; n = n.parentElement) opacity *= getComputedStyle(n).opacity;
        const under = ground(node);
        const { rgb } = colour(getComputedStyle(node).color);
        const [a, b] = [light(mix(rgb, opacity, under)), light(under)];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) found.push(`${node.textContent.trim()}: ${contrast.toFixed(2)}`);
    }
    return found;
}"""


def test_under_the_strict_policy_of_the_page_the_console_stays_empty(start_server, log_in):
    admin, said = log_in(start_server(), "admin"), []
    admin.on("console", lambda message: said.append(message.text))
    admin.reload()
    admin.wait_for_selector("#status[data-ready=true]")
    say(admin, "Hello\nthere, https://example.com/")
    sees(admin, "Hello")
    script = "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    assert (said, admin.errors) == ([], [])
    admin.evaluate(script)
    admin.wait_for_timeout(200)
    assert "Content Security Policy" in said[0]
