"""HTTP routes."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import path

from demo_project.chat import views

urlpatterns = [
    path("", views.home, name="home"),
    path("open/<role>/<email>/", views.open_chat, name="open-chat"),
    path(
        "login/",
        LoginView.as_view(template_name="chat/login.html", extra_context={"debug": settings.DEBUG}),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("api/broadcast/", views.broadcast, name="broadcast"),
    path("healthz", views.healthz, name="healthz"),
]

# Daphne serves no files. While DEBUG is on this view does; in production it adds nothing.
urlpatterns += staticfiles_urlpatterns()
