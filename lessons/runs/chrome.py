"""What Chrome tells of a refusal, of a subprotocol without an answer, of a close too early."""

import asyncio
import json
import shutil
import tempfile
from http import HTTPStatus

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

UNAVAILABLE = 3
NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--no-proxy-server", "--disable-background-networking",
    "--remote-debugging-port=0",
)  # fmt: skip
PAGE = b"""<script>
for (const path of ["403", "404", "500"]) new WebSocket(`ws://${location.host}/${path}`);
new WebSocket(`ws://${location.host}/open`, ["chat"]);
new WebSocket(`ws://${location.host}/open`).close();
</script>"""
MESSAGES = 5


def answer(socket: ServerConnection, request: Request) -> Response | None:
    path = request.path.strip("/")
    if not path:
        headers = Headers({"Content-Type": "text/html", "Content-Length": str(len(PAGE))})
        return Response(200, "OK", headers, PAGE)
    return socket.respond(HTTPStatus(int(path)), "refused") if path.isdecimal() else None


async def main(browser: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            browser, *OPTIONS, f"--user-data-dir={folder}", stderr=asyncio.subprocess.PIPE
        )
        try:
            async with (
                asyncio.timeout(40),
                serve(
                    ServerConnection.wait_closed, "127.0.0.1", 0, process_request=answer
                ) as server,
                connect(await address(process), max_size=None) as devtools,
            ):
                port = next(iter(server.sockets)).getsockname()[1]
                await tell(devtools, f"http://127.0.0.1:{port}/")
        finally:
            process.kill()
            await process.wait()


async def address(process: asyncio.subprocess.Process) -> str:
    """Where Chrome's own protocol is spoken."""
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on" in line:
            return line.decode().split()[-1]
    raise SystemExit("Chrome has ended.")


async def tell(devtools: ClientConnection, url: str) -> None:
    """Opens the page and prints what Chrome writes to its console."""
    target = await ask(devtools, 1, "Target.createTarget", url="about:blank")
    given = {"targetId": target["targetId"], "flatten": True}
    session = (await ask(devtools, 2, "Target.attachToTarget", **given))["sessionId"]
    await ask(devtools, 3, "Log.enable", session)
    await devtools.send(call(4, "Page.navigate", session, url=url))
    seen = 0
    async for message in devtools:
        told = json.loads(message)
        entry = told["params"]["entry"] if told.get("method") == "Log.entryAdded" else {"text": ""}
        if "WebSocket" in entry["text"]:
            print(entry["text"])
            seen += 1
        if seen == MESSAGES:
            return


def call(number: int, method: str, session: str, **params: object) -> str:
    about = {"sessionId": session} if session else {}
    return json.dumps({"id": number, "method": method, "params": params} | about)


async def ask(
    devtools: ClientConnection, number: int, method: str, session: str = "", **params: object
) -> dict[str, str]:
    """Calls, and waits for the result."""
    await devtools.send(call(number, method, session, **params))
    while True:
        told = json.loads(await devtools.recv())
        if told.get("id") == number:
            result: dict[str, str] = told["result"]
            return result


found = next(filter(None, map(shutil.which, NAMES)), None)
if found is None:
    print("There is no Chrome or Chromium here.")
    raise SystemExit(UNAVAILABLE)
asyncio.run(main(found))
