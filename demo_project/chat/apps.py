"""Application configuration."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Gives the tables the prefix ``chat_``."""

    name = "demo_project.chat"
    label = "chat"
