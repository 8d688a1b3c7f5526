"""Main of an observed server process that runs uvicorn, to be compared with Daphne.

`python -m tutor.probe.serve_uvicorn FD`, under the same life line and the same order as `serve.py`;
"daphne" in the order holds keyword arguments of `uvicorn.Config`. A stop is uvicorn's own: it
closes WebSockets with 1012 and lets applications see that.
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
from typing import Any, NoReturn

from tutor import probe
from tutor.probe import server_main


def main() -> None:
    """Wait for the order, serve until told otherwise."""
    control = server_main.Control(int(sys.argv[1]))
    server_main._die_with_the_parent()
    gc.disable()
    order, listening = control.receive_go()
    try:
        os.environ.update(order["env"])
        _serve(control, server_main._load_cold(order), order, listening)
    except BaseException as error:
        control.fail(error, server_main.code_roots(order))


def _serve(
    control: server_main.Control, application: Any, order: dict[str, Any], listening: int
) -> None:
    import uvicorn

    logging.lastResort = logging.NullHandler()
    told = order["link"], order["token"], order["process"], order["number"]
    probe.install(*told, roots=server_main.code_roots(order), marks=True)
    # Its own choice would be the fastest that happens to be installed: another in each environment.
    chosen = {"loop": "asyncio", "http": "h11"}
    own = {"log_config": None, "access_log": False, "lifespan": "off", **chosen}
    config = uvicorn.Config(probe.wrap(application), **{**own, **order["daphne"]})

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            probe.hello(address=order["address"], app=order["name"])

        async def shutdown(self, sockets: Any = None) -> None:
            await super().shutdown(sockets)
            _leave()

    server = Server(config)

    def stop() -> None:
        server.should_exit = True

    control.watch(stop, probe.drain)
    server_main.settle_down()
    server.run(sockets=[socket.socket(fileno=listening)])


def _leave() -> NoReturn:
    """All applications have ended; `os._exit` spares the interpreter's teardown."""
    probe.flush()
    probe.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
