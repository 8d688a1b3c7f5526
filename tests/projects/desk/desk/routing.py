from channels.routing import URLRouter
from django.urls import path, re_path

from desk.consumers import Inbox, Team

inboxes = [path("<slug:name>/", Inbox.as_asgi())]
version_1 = URLRouter(
    [
        path("teams/<slug:team>/", Team.as_asgi()),
        path("inboxes/", URLRouter(inboxes)),
    ]
)
urlpatterns = [path("ws/", URLRouter([re_path(r"^v1/", version_1)]))]
