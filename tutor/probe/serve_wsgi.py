"""Main of a server process that is not Daphne: Django's WSGI server, as `runserver` starts it.

`python -m tutor.probe.serve_wsgi FD`, under the same life line and the same order as `serve.py`.
Nothing of the application is observed: what its loggers say is reported, the access log of
`django.server` from INFO up, and that is all.

    go      {"app", "env", "settings", "link", "token", "process", "number", "address", "project"};
            an empty "app" is the project of DJANGO_SETTINGS_MODULE.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import socketserver
import sys
from typing import Any

from tutor.probe import server_main
from tutor.probe.logs import Logs
from tutor.probe.probe import Probe


def main() -> None:
    """Wait for the order, serve until told otherwise."""
    control = server_main.Control(int(sys.argv[1]))
    server_main._die_with_the_parent()
    gc.disable()
    order, listening = control.receive_go()
    try:
        os.environ.update(order["env"])
        _serve(control, _application(order), order, listening)
    except BaseException as error:
        control.fail(error, server_main.code_roots(order))


def _application(order: dict[str, Any]) -> Any:
    """The lab's callable, or the project's, without the app that makes `runserver` ASGI."""
    if order["app"]:
        return server_main._load_cold(order)
    from django.conf import settings

    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "daphne"]
    for name, value in order["settings"].items():
        setattr(settings, name, value)
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import get_internal_wsgi_application

    application = get_internal_wsgi_application()
    static = "django.contrib.staticfiles" in settings.INSTALLED_APPS
    return StaticFilesHandler(application) if static else application


def _serve(
    control: server_main.Control, application: Any, order: dict[str, Any], listening: int
) -> None:
    from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer

    seen = Probe.connect(order["link"], order["token"], order["process"], order["number"])
    _observe_logs(seen)
    host, _, port = order["address"].rpartition(":")
    threaded = type("WSGIServer", (socketserver.ThreadingMixIn, WSGIServer), {})  # as in `run`
    server: Any = threaded((host, int(port)), WSGIRequestHandler, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=listening)
    server.socket.setblocking(True)
    server.server_name, server.server_port = host, int(port)
    server.setup_environ()
    server.daemon_threads = True
    server.set_app(application)

    def stop(*_: Any) -> None:
        seen.close()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    control.watch(stop, seen.outbox.drain)
    seen.hello(address=order["address"], app=order["name"], layer="")
    server_main.settle_down()
    server.serve_forever()


def _observe_logs(seen: Probe) -> None:
    """Log records reach the tutor as facts; printed, too, they would come twice."""
    logging.lastResort = logging.NullHandler()
    logs = Logs(seen.facts, seen.patches)
    logs.observe()

    class Access(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno < logging.WARNING:
                logs._tell(record)

    for name in ("django", "django.server"):
        logger = logging.getLogger(name)
        logger.handlers = [Access()] if name == "django.server" else []
    seen.watch.start()


if __name__ == "__main__":
    main()
