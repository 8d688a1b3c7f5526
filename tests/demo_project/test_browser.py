"""The pages in a real browser."""

import shutil
from functools import partial

import pytest

pytestmark = pytest.mark.browser

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def browser(missing, tmp_path):
    playwright = None
    try:
        from playwright.sync_api import sync_playwright as playwright
    except ImportError:
        missing("browser", "playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        missing("browser", "chromium is not installed")
    with playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def log_in(browser):
    """A function that opens the chat in a browser profile of its own."""

    def log_in(server, name):
        page = browser.new_context().new_page()
        page.set_default_timeout(30_000)
        page.errors = []
        page.on("pageerror", partial(list.append, page.errors))
        page.goto(server.url)
        page.fill("#id_username", name)
        page.fill("#id_password", name)
        page.click("main button")
        page.wait_for_selector("#status[data-ready=true]")
        return page

    return log_in


def say(page, text):
    page.fill("#text", text)
    page.press("#text", "Enter")


def sees(page, text, receipt=""):
    page.locator("#messages li[id^=message-]", has_text=text).filter(has_text=receipt).wait_for()


def texts(page):
    return page.locator("#messages li p").all_inner_texts()


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
