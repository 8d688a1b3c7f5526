"""The export of a year's sales: the browser is to show each month as soon as it is there."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()

import archive
from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path


async def lines():
    for month in archive.MONTHS:
        yield await sync_to_async(archive.read)(month)


def export(request):
    return StreamingHttpResponse(lines(), content_type="text/csv")


async def ping(request):
    return HttpResponse("pong")


urlpatterns = [path("export/", export), path("ping/", ping)]
