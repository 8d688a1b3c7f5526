"""What a Python client says of a refusal, of a fault of the server, of an end without a frame."""

import asyncio
from http import HTTPStatus

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response


async def handler(socket: ServerConnection) -> None:
    if await socket.recv() == "raise":
        raise RuntimeError("a fault of the application")
    socket.transport.abort()


def answer(socket: ServerConnection, request: Request) -> Response | None:
    path = request.path.strip("/")
    return socket.respond(HTTPStatus(int(path)), "refused") if path else None


async def main() -> None:
    async with serve(handler, "127.0.0.1", 0, process_request=answer) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        for status in (403, 404, 500):
            try:
                await connect(f"ws://127.0.0.1:{port}/{status}")
            except InvalidStatus as error:
                print(f"{type(error).__name__}: {error}")
        for word in ("raise", "abort"):
            async with connect(f"ws://127.0.0.1:{port}") as socket:
                await socket.send(word)
                try:
                    await socket.recv()
                except ConnectionClosed as error:
                    print(f"{type(error).__name__}: {error}")


asyncio.run(main())
