"""What a Python client says of a connection that ended by a fault, and without a close frame."""

import asyncio

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


async def handler(socket: ServerConnection) -> None:
    if await socket.recv() == "raise":
        raise RuntimeError("a fault of the application")
    socket.transport.abort()


async def main() -> None:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        for word in ("raise", "abort"):
            async with connect(f"ws://127.0.0.1:{port}") as socket:
                await socket.send(word)
                try:
                    await socket.recv()
                except ConnectionClosed as error:
                    print(f"{type(error).__name__}: {error}")


asyncio.run(main())
