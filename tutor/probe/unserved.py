"""What is observed where no server takes an application: tests, workers, commands that send to a
group, and, as the last resort, a router or a consumer that a server unknown to us has called.

`attach.py` sets the import hook, and has the servers.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from . import testing

CURRENT: Final = "PYTEST_CURRENT_TEST"
"""Where pytest keeps the test that it runs: "tests/test_chat.py::test_echo (call)"."""

USED: Final = ("new_channel", "send", "receive", "group_add", "group_discard", "group_send")
"""The methods of a channel layer by whose first call a process becomes worth observing."""

adopting: ContextVar[bool] = ContextVar("tutor_adopting", default=False)
"""A router or a consumer is being called with a connection that we gave it."""


def role(otherwise: str = "server") -> str:
    """What kind of process this is, of which there may be several."""
    if "_pytest.runner" in sys.modules:
        return "pytest"
    is_worker = "runworker" in sys.argv or program() == "celery"
    return "worker" if is_worker else otherwise


def program() -> str:
    """The name of the program: "celery", also of `python -m celery`."""
    folder, name = os.path.split(sys.argv[0])
    return os.path.basename(folder) if name == "__main__.py" else name


def label() -> str:
    """What this process runs, without options, which may hold secrets: "manage.py runworker"."""
    words = [program(), *sys.argv[1:2]]
    return " ".join(word for word in words if not word.startswith("-"))


def current_test() -> str:
    """The node id of the test that pytest runs; "" for none."""
    return os.environ.get(CURRENT, "").rpartition(" (")[0]


def _pytest(_hook: Any, module: Any) -> None:
    """_pytest/runner.py: `_update_current_test_var(item, when)`, at each phase of a test."""
    original = module._update_current_test_var

    @functools.wraps(original)
    def observed_update(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        testing(current_test())

    module._update_current_test_var = observed_update


# ── processes that use the channel layer ────────────────────────────────────────────────────


def _layers(hook: Any, module: Any) -> None:
    """channels/layers.py: `ChannelLayerManager._make_backend(name, config)` makes every layer."""
    original = module.ChannelLayerManager._make_backend

    @functools.wraps(original)
    def observed_make(*args: Any, **kwargs: Any) -> Any:
        layer = original(*args, **kwargs)
        try:
            if not hook.is_observing():
                _notice(layer, functools.partial(hook.present, app=label()))
        except Exception:  # a layer that takes no attributes
            return layer
        return layer

    module.ChannelLayerManager._make_backend = observed_make


def _notice(layer: Any, present: Callable[[], str]) -> None:
    """Call `present` with the first call of the layer, before it."""
    noticing: dict[str, Any] = {}

    def noticed() -> str:
        for name, method in noticing.items():
            if vars(layer).get(name) is method:
                delattr(layer, name)
        noticing.clear()
        return present()

    for name in USED:
        original = getattr(layer, name, None)
        if callable(original):
            noticing[name] = _first_call(layer, name, original, noticed)
            setattr(layer, name, noticing[name])


def _first_call(layer: Any, name: str, original: Any, noticed: Callable[[], str]) -> Any:
    @functools.wraps(original)
    def first_call(*args: Any, **kwargs: Any) -> Any:
        if vars(layer).get(name) is not first_call:  # the probe was quicker, and calls us
            return original(*args, **kwargs)
        where = noticed()
        call = getattr(layer, name)(*args, **kwargs)
        return _placed(where, call) if where else call

    # For those who ask: calling it gives a coroutine. asgiref has this from 3.6.1 on.
    mark = getattr(sys.modules.get("asgiref.sync"), "markcoroutinefunction", lambda call: call)
    return mark(first_call)


async def _placed(where: str, call: Any) -> Any:
    """Await a call that this line of the project has made."""
    from .report import place, restore

    token = place.set(where)
    try:
        return await call
    finally:
        restore(place, token)


def waiting_line(places: Any) -> str:
    """The project's line in which the main thread waits for what an event loop does elsewhere.

    `async_to_sync` was called before there was a probe to see from where.
    """
    import threading

    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None and not places.is_project(frame.f_code.co_filename):
        frame = frame.f_back
    return str(places.of_caller(frame))


def _worker(hook: Any, module: Any) -> None:
    """channels/worker.py: `Worker(application, channels, channel_layer)`, of `runworker`."""
    original = module.Worker.__init__

    @functools.wraps(original)
    def observed_init(self: Any, application: Any, *args: Any, **kwargs: Any) -> None:
        original(self, hook.observed(application, app=label()), *args, **kwargs)

    module.Worker.__init__ = observed_init


@contextmanager
def _adopting() -> Iterator[None]:
    from .report import restore

    token = adopting.set(True)
    try:
        yield
    finally:
        restore(adopting, token)


# ── the last resort ─────────────────────────────────────────────────────────────────────────


def _router(hook: Any, module: Any) -> None:
    """channels/routing.py: a `ProtocolTypeRouter` is called by a server that we do not know."""
    _adopt(hook, module.ProtocolTypeRouter)


def _consumer(hook: Any, module: Any) -> None:
    """channels/consumer.py: the same for a consumer, below any application."""
    _adopt(hook, module.AsyncConsumer)


def _adopt(hook: Any, cls: Any) -> None:
    from .speaker import SCOPES

    original = cls.__call__

    @functools.wraps(original)
    async def observed_call(self: Any, scope: Any, *args: Any, **kwargs: Any) -> Any:
        known = scope.get("type") not in SCOPES or adopting.get() or hook.has_connection()
        application = None if known else hook.adopted(self, scope)
        if application is None:
            return await original(self, scope, *args, **kwargs)
        with _adopting():
            return await application(scope, *args, **kwargs)

    observed_call.tutor_adopts = True  # type: ignore[attr-defined]  # consumers.py asks
    cls.__call__ = observed_call


CHANGES: Final[dict[str, Callable[[Any, Any], None]]] = {
    "_pytest.runner": _pytest,
    "channels.layers": _layers,
    "channels.worker": _worker,
    "channels.routing": _router,
    "channels.consumer": _consumer,
}
"""Module → what is changed in it when it has been imported."""
