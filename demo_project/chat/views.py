"""HTTP: the pages, a push from outside any consumer, and a sign of life."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers as soon as the server does; asks no database."""
    return JsonResponse({"status": "ok"})


home = open_chat = broadcast = healthz
