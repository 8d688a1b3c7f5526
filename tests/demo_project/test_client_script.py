"""The client that lesson 5 prints runs in a browser's console, and comes back after a restart."""

from functools import partial
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "lessons/05_websocket_fundamentals/labs/client.js"


def test_the_printed_client_greets_and_reconnects(start_server, browser):
    server = start_server()
    page = browser.new_context().new_page()
    faults = []
    page.on("pageerror", partial(list.append, faults))
    page.goto(f"{server.url}/login/")

    def says(text):
        return page.expect_console_message(lambda line: text in line.text, timeout=30_000)

    with says("type: message"):  # its own greeting comes back
        page.evaluate(CLIENT.read_text(encoding="utf-8"))
    with says("closed 1006"):
        server.kill()
    with says("type: history"):
        server.start()
    assert faults == []
