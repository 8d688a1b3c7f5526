"""HTTP routes."""

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import path

from demo_project.chat import views

urlpatterns = [
    path("", views.home, name="home"),
    path("open/<role>/<path:email>/", views.open_chat, name="open-chat"),
    path(
        "login/",
        views.LimitedLoginView.as_view(extra_context={"debug": settings.DEBUG}),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("api/broadcast/", views.broadcast, name="broadcast"),
]

# Daphne serves no files. While DEBUG is on this view does; in production it adds nothing.
urlpatterns += staticfiles_urlpatterns()
