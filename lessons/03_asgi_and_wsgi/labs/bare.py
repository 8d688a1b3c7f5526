"""The two interfaces with nothing around them: no Django, no Channels."""


def wsgi(environ, start_response):
    """One call, one request. What it returns is the answer, and the end."""
    start_response("200 OK", [("Content-Length", "6")])
    return [b"Hello\n"]


async def application(scope, receive, send):
    """One call, one conversation. It lasts until this function returns."""
    if scope["type"] == "http":
        await receive()  # http.request: the body
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"6")],
            }
        )
        await send({"type": "http.response.body", "body": b"Hello\n"})

    elif scope["type"] == "websocket":
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "Nobody asked, but hello"})
        event = await receive()
        while event["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": f"echo {event['text']}"})
            event = await receive()
