from urllib.parse import parse_qs

from channels.middleware import BaseMiddleware

TOKENS = {"5e1f0c44b7d2": "ann", "c03d9a1182fe": "ben"}


class TokenAuthMiddleware(BaseMiddleware):
    async def __call__(self, scope, receive, send):
        query = parse_qs(scope["query_string"].decode())
        token = query.get("token", [""])[0]
        scope = dict(scope, user=TOKENS.get(token))
        return await super().__call__(scope, receive, send)
