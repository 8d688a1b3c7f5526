"""What each layer on the way did to the scope."""

from __future__ import annotations

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.middleware import BaseMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.urls import path

from tests.probe.driver import Socket


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        Chat.scope_keys = list(self.scope)
        await self.accept()


async def visit(seen, app, url, **scope):
    socket = Socket(seen.wrap(app), url, **scope)
    first = await socket.open()
    await socket.close()
    return first


async def test_every_layer_with_what_it_added(seen):
    routes = URLRouter([path("ws/<str:role>/", Chat.as_asgi())])
    app = ProtocolTypeRouter({"websocket": OriginValidator(AuthMiddlewareStack(routes), ["*"])})
    await visit(seen, app, "/ws/user/", headers=[(b"cookie", b"sessionid=abc; theme=dark")])
    passed = [(f.layer, f.depth, f.same, list(f.added)) for f in seen.of("scope.entered")]
    assert passed == [
        ("ProtocolTypeRouter", 0, True, []),
        ("OriginValidator", 1, True, []),
        ("CookieMiddleware", 2, False, ["cookies"]),
        ("SessionMiddleware", 3, False, ["session"]),
        ("AuthMiddleware", 4, False, ["user"]),
        ("URLRouter", 5, False, ["path_remaining", "url_route"]),
        ("Chat", 6, True, []),
    ]
    assert not {key for key in Chat.scope_keys if "tutor" in key}
    (cookies,) = [f.added["cookies"] for f in seen.of("scope.entered") if "cookies" in f.added]
    assert cookies == "{sessionid: ***, theme: ***}"
    assert seen.of("connection.opened")[0]["values"]["headers"] == "[(b'cookie', ***)]"
    assert seen.chain(seen.of("app.received")[0]) == (
        ["app.received", *["scope.entered"] * 7, "connection.opened"]
    )


async def test_a_scope_is_recorded_like_a_frame(seen):
    agent = b"a" * 1000
    await visit(seen, Chat.as_asgi(), "/ws/", headers=[(b"user-agent", agent)])
    (opened,) = seen.of("connection.opened")
    assert opened["values"]["headers"] == str([(b"user-agent", agent)])


async def test_a_projects_own_middlewares_and_nested_routers(seen):
    class Tenant(BaseMiddleware):
        async def __call__(self, scope, receive, send):
            scope = {**scope, "tenant": "acme", "path": scope["path"].lower()}
            return await super().__call__(scope, receive, send)

    class Unusual:
        def __init__(self, somewhere):
            self.somewhere = somewhere

        async def __call__(self, scope, receive, send):
            scope["marked"] = True
            await self.somewhere(scope, receive, send)

    def hidden(app):
        async def inner(scope, receive, send):
            return await app({**scope, "deep": 1}, receive, send)

        return inner

    nested = URLRouter([path("b/", hidden(Chat.as_asgi()))])
    app = Tenant(Unusual(URLRouter([path("a/", nested)])))
    await visit(seen, app, "/A/B/")
    passed = {f.layer: (f.same, f.added, f.changed) for f in seen.of("scope.entered")}
    assert list(passed) == ["Tenant", "Unusual", "URLRouter", "hidden", "Chat"]
    assert passed["Tenant"] == (False, {"tenant": "'acme'"}, {"path": "'/a/b/'"})
    assert passed["Unusual"] == (True, {"marked": "True"}, {})
    assert passed["hidden"] == (False, {"deep": "1"}, {})
    routers = seen.of("scope.entered", layer="URLRouter")
    assert list(routers[1].changed) == ["path_remaining"]
    assert routers[0].where == ""
    assert seen.of("scope.entered", layer="Tenant")[0].where.startswith(
        "tests/probe/test_scopes.py:"
    )


async def test_a_layer_that_lets_nobody_in_is_reported_too(seen):
    class Closed:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            await receive()
            await send({"type": "websocket.close", "code": 4003})

    first = await visit(seen, Closed(Chat.as_asgi()), "/")
    assert first == {"type": "websocket.close", "code": 4003}
    assert [f.layer for f in seen.of("scope.entered")] == ["Closed"]
    (refused,) = seen.of("connection.refused")
    assert refused.code == 4003
    assert refused.where.startswith("tests/probe/test_scopes.py:")
    assert refused.where.endswith(" __call__")


async def test_the_origin_validator_hands_the_same_scope_to_its_denier(seen):
    await visit(seen, OriginValidator(Chat.as_asgi(), ["example.com"]), "/")
    assert [(f.layer, f.same) for f in seen.of("scope.entered")] == [
        ("OriginValidator", True),
        ("WebsocketDenier", True),
    ]


async def test_a_lazy_user_is_not_evaluated(seen):
    from django.utils.functional import SimpleLazyObject

    def explode():
        raise AssertionError("evaluated")

    class Lazy(BaseMiddleware):
        async def __call__(self, scope, receive, send):
            scope = {**scope, "user": SimpleLazyObject(explode)}
            return await super().__call__(scope, receive, send)

    await visit(seen, Lazy(Chat.as_asgi()), "/")
    (fact,) = seen.of("scope.entered", layer="Lazy")
    assert fact.added == {"user": "<SimpleLazyObject, not evaluated>"}


async def test_everything_is_undone_afterwards(seen):
    inner = URLRouter([path("a/", Chat.as_asgi())])
    app = ProtocolTypeRouter({"websocket": inner})
    route = inner.routes[0]
    before = (dict(app.application_mapping), route.callback)
    wrapped = seen.wrap(app)
    assert seen.wrap(app)._inner is wrapped._inner
    assert app.application_mapping["websocket"] is not inner
    assert isinstance(app.application_mapping["websocket"], URLRouter)
    assert repr(app.application_mapping["websocket"]) == repr(inner)
    app.application_mapping["websocket"].label = "x"
    assert inner.label == app.application_mapping["websocket"].label == "x"
    seen.probe.close()
    assert (dict(app.application_mapping), route.callback) == before


async def test_an_observer_without_a_connection_only_calls(seen):
    called = []

    async def app(scope, receive, send):
        called.append(scope)

    wrapped = seen.wrap(app)
    await wrapped({"type": "lifespan"}, None, None)
    assert called == [{"type": "lifespan"}]
    assert seen.facts == []


async def test_a_wrapped_layer_still_passes_for_itself(seen):
    inner = OriginValidator(Chat.as_asgi(), ["*"])
    app = ProtocolTypeRouter({"websocket": inner})
    seen.wrap(app)
    wrapped = app.application_mapping["websocket"]
    assert isinstance(wrapped, OriginValidator)
    around = ProtocolTypeRouter({"websocket": wrapped})
    seen.wrap(around)
    assert around.application_mapping["websocket"] is wrapped, "once is enough"

    class Other(OriginValidator):
        pass

    wrapped.__class__ = Other
    assert type(inner) is Other


async def test_a_layer_that_is_never_awaited_has_its_own_name(seen):
    def rooms(inner):
        async def room(scope, receive, send):
            await inner(scope, receive, send)

        return room

    app = ProtocolTypeRouter({"websocket": URLRouter([]), "http": rooms(URLRouter([]))})
    seen.wrap(app)
    calls = [app.application_mapping[name]({}, None, None) for name in ("websocket", "http")]
    for call in calls:
        call.close()
    assert [call.__qualname__ for call in calls] == ["URLRouter.__call__", "rooms"]
