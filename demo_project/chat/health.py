"""``/healthz``: whether this process can do its work; a load balancer passes over one that cannot.

A middleware and the first one, so that the answer costs one hop to a thread and not one for
each middleware, and comes whatever the ``Host`` header says: a probe has the machine's address.
"""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import sync_and_async_middleware

PATH = "/healthz"


@sync_and_async_middleware
def healthz(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answers on its own path, and passes everything else on."""

    async def async_middleware(request: HttpRequest) -> Any:
        if request.path == PATH:
            return await sync_to_async(answer)()
        return await get_response(request)

    def middleware(request: HttpRequest) -> Any:
        return answer() if request.path == PATH else get_response(request)

    return async_middleware if iscoroutinefunction(get_response) else middleware


def answer() -> JsonResponse:
    from .models import Conversation  # a middleware may be imported before there are models

    try:
        # A table of ours: SQLite makes a lost file anew, and answers SELECT 1 from the empty one.
        Conversation.objects.exists()
    except DatabaseError:
        connection.close()  # the next probe tries a new one
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
