"""HTTP: the pages, the login, and a push from outside of any consumer."""

import json
from typing import Any
from urllib.parse import quote

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import desk, frames, groups, login_limit, open_consumers
from .frames import ChatError
from .models import Conversation


class LimitedLoginView(LoginView):
    """Django's login, and no more tries than a person needs."""

    template_name = "chat/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tries = login_limit.Tries(request)
        # Before the password is hashed, which is slow on purpose.
        if wait := tries.spend():
            context = self.get_context_data(form=self.form_class(), wait=wait)
            answer = self.render_to_response(context, status=429)
            answer["Retry-After"] = str(wait)
            return answer
        answer = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            tries.forget()
        return answer


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The chat: of the user who has logged in, or of the admin with everybody."""
    user = request.user
    if not user.is_staff:
        context: dict[str, Any] = {"role": "user", "room": user.pk, "path": "/ws/support/"}
    else:
        rooms = desk.rooms(user)
        first = rooms[0]["user"] if rooms else ""
        context = {"role": "admin", "rooms": rooms, "room": first, "path": "/ws/support/{room}/"}
    return render(request, "chat/chat.html", context | {"key": "user"})


@require_GET
def open_chat(request: HttpRequest, role: str, email: str) -> HttpResponse:
    """The page for ``ChatConsumer``, which believes whatever the URL says."""
    if not settings.OPEN_CHAT:
        raise Http404
    # The page puts the room in, escaped like the role: an address may hold # and ?.
    path = f"/ws/chat/{quote(role, safe='')}/{{room}}/"
    context: dict[str, Any] = {"role": role, "room": email, "path": path, "key": "email"}
    if role == "admin":
        admin = open_consumers.staff().first()
        context["rooms"] = desk.rooms(admin) if admin else []
    return render(request, "chat/chat.html", context)


# For programs, not for browsers: no browser adds this header by itself,
# so there is no request to forge and nothing for the CSRF check to do.
@csrf_exempt
@require_POST
def broadcast(request: HttpRequest) -> HttpResponse:
    """Show a notice in the open tabs of one user: ``{"email": ..., "text": ...}``."""
    authorization = request.headers.get("Authorization", "")
    if not constant_time_compare(authorization, f"Bearer {settings.API_TOKEN}"):
        return JsonResponse({"error": "Send the header Authorization: Bearer <token>."}, status=401)
    try:
        body = json.loads(request.body)
        email, text = frames.get_text(body, "email"), frames.get_text(body, "text")
    except (ValueError, RecursionError, AttributeError):
        return JsonResponse({"error": 'Send JSON: {"email": ..., "text": ...}.'}, status=400)
    except ChatError as error:
        return JsonResponse({"error": str(error)}, status=400)
    conversation = Conversation.objects.filter(participant__email=email).first()
    if conversation is None:
        return JsonResponse({"error": f"There is no conversation with {email}."}, status=404)
    rooms = [groups.room_for_email(email), groups.room_for_pk(conversation.participant_id)]
    for room in rooms:
        async_to_sync(get_channel_layer().group_send)(
            room, {"type": "chat.notice", "room": room, "text": text}
        )
    # "Sent", not "seen": the layer does not say whether anybody was listening.
    return JsonResponse({"sent_to": rooms}, status=202)
