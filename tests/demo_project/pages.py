"""What the tests of the page do with it, and a server that says what a test wants said."""

import json
import time

PATIENCE = 30  # seconds
AT = "2026-01-01T00:00:00+00:00"


def say(page, text):
    page.fill("#text", text)
    page.press("#text", "Enter")


def sees(page, text, receipt=""):
    page.locator("#messages li[id^=message-]", has_text=text).filter(has_text=receipt).wait_for()


def texts(page):
    return page.locator("#messages li p").all_inner_texts()


def texts_of(page, wanted):
    """The texts, once there are as many messages as wanted."""
    eventually(
        page,
        "wanted => document.querySelectorAll('#messages li[id^=message-]').length == wanted",
        wanted,
    )
    return texts(page)


def eventually(page, condition, arg=None):
    """Waits until it holds; asked from outside, since the page's policy forbids `eval`."""
    until = time.monotonic() + PATIENCE
    while not page.evaluate(condition, arg):
        assert time.monotonic() < until, f"never: {condition}"
        page.wait_for_timeout(50)


class FakeServer:
    """Answers one page in the server's place, so that what is lost is lost for certain."""

    role, email, room = "user", "j", {"user": 1, "email": "j", "name": "John"}
    newest, earlier = 1, False  # the history has the messages up to this one

    def __init__(self, page, address, **settings):
        self.sockets, self.received = [], []
        self.page = page
        vars(self).update(settings)
        page.route_web_socket("**/ws/**", self.accept)
        page.goto(address)

    def accept(self, socket):
        self.sockets.append(socket)
        socket.on_message(self.hear)
        self.connected(self.room)
        self.greet()

    def hear(self, text):
        self.received.append(json.loads(text))

    def connected(self, room):
        self.send(type="connected", role=self.role, email=self.email, name=self.email, room=room)

    def greet(self):
        first = max(1, self.newest - 49)
        messages = [self.message(number) for number in range(first, self.newest + 1)]
        self.send(
            type="history", page="newest", messages=messages, more=False, earlier=self.earlier
        )

    def send(self, **frame):
        self.sockets[-1].send(json.dumps(frame))

    def push(self, number, **fields):
        self.send(type="message", message=self.message(number, **fields))

    def message(self, number, **fields):
        return {
            "id": number,
            "text": f"m{number}",
            "sender": "a@example.com",
            "name": "Ada",
            "role": "admin",
            "client_id": None,
            "sent_at": AT,
            "read_at": AT,
        } | fields

    def heard(self, kind):
        """The frames of this type, once the page has had time to think."""
        self.page.wait_for_timeout(200)
        return [frame for frame in self.received if frame["type"] == kind]

    def wait_for(self, kind, **fields):
        """The first frame of this type with these fields; waits for it."""
        for _ in range(600):
            for frame in self.received:
                if frame.items() >= {"type": kind, **fields}.items():
                    return frame
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no {kind} frame with {fields} in {self.received}")
