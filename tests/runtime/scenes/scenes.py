"""Small scenes for the tests of the runtime."""

APP = "labs/echo.py:application"


async def hello(stage):
    """One tab says hello."""
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")


async def room(stage):
    """Two tabs share a group; the script ends while copies are on their way."""
    await stage.server(app=APP)
    ann = await stage.client("ann", "/ws/")
    await stage.client("ben", "/ws/")
    await ann.send("all good morning")
    await ann.send("all good night")


async def in_vain(stage):
    """Expects what does not come."""
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("goodbye", within=0.2)


async def mistaken(stage):
    """A mistake of its own."""
    await stage.server(app=APP)
    stage.note("so far")
    stage.no_such_word()


async def crash(stage):
    """The server dies without a word."""
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("exit 7")
    await tab.expect("never")


async def quiet_crash(stage):
    """The server dies and the script does not notice."""
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("exit 7")
    await stage.fact("server.stopped")
    stage.note(server.how)


async def stuck(stage):
    """A handler that never ends."""
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("stuck 60")
    await stage.fact("handler.started", type="websocket.receive")


async def broken(stage):
    """A lab that cannot be imported."""
    await stage.server(app="labs/no_such_lab.py:application")


async def missing(stage):
    """A project that is not there."""
    await stage.server(app="demo_project.no_such_module:application")


async def by_hand(stage):
    """Raw sockets and a browser that nobody closes."""
    await stage.server(app=APP)
    open_end, mute = await stage.raw("open end", "/ws/"), await stage.raw("mute", "/ws/")
    for tab in (open_end, mute):
        await tab.read(until=b"\r\n\r\n")
    mute.silent = True
    browser = await stage.browser("browser")
    await browser.get("/nowhere/")
    await open_end.frame("text", "hi")
    await open_end.read_frame()


async def everything(stage):
    """Two servers on a broker, and a long talk: something to be killed in."""
    first = await stage.server(app=APP, layer="redis")
    second = await stage.second_server()
    ann = await stage.client("ann", "/ws/", server=first)
    ben = await stage.client("ben", "/ws/", server=second)
    for number in range(100):
        await ann.send(f"all number {number}.")
        await ben.expect(f"number {number}.")
        await stage.sleep(0.02)
