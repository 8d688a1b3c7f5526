"""Django's WSGI server as an observed process: its log is told, and every way to end."""

from __future__ import annotations

import http.client
import os
import signal
from contextlib import suppress

import pytest

from tests.probe.collector import WITHIN

PLAIN = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]
"""
LEAVES = """
import logging, os, signal

def application(environ, start_response):
    logging.getLogger("lab").warning("the last word")
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()
"""


def test_it_is_observed_by_its_log(serving):
    served = serving(main="serve_wsgi").go("", settings={"MY_OWN": 1}).ready()
    assert "<html" in served.get("/login/")
    served.collector.wait(lambda: served.collector.count("log.written") == 1)
    assert served.end(b"stop\n") == 0
    assert served.collector.count("http.received") == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_lab_ends_with_a_signal(serving, lab, number):
    served = serving(main="serve_wsgi").go(lab(PLAIN)).ready()
    assert served.get() == "plain"
    os.kill(served.child.pid, number)
    assert served.child.wait(WITHIN) == 0


def test_one_that_is_stopped_has_told_what_was_logged_before(serving, lab):
    served = serving(main="serve_wsgi").go(lab(LEAVES)).ready()
    with suppress(OSError, http.client.HTTPException):  # there is no answer
        served.get()
    assert served.child.wait(WITHIN) == 0
    served.collector.wait(lambda: served.collector.count("log.written") == 1)
