"""``seed``: people to try the chat with."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.management.base import BaseCommand, CommandParser

from demo_project.chat.models import Conversation

User = get_user_model()


class Command(BaseCommand):
    """Creates who is missing and leaves everybody else alone, passwords included."""

    help = (
        "Create users for development: john, jane and admin, with their names as passwords."
        " Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names",
            nargs="*",
            default=["john", "jane"],
            help="users to create besides admin (default: john jane)",
        )

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        self.create("admin", is_staff=True)
        for name in names:
            user = self.create(name, is_staff=False)
            Conversation.objects.get_or_create(participant=user)

    def create(self, name: str, *, is_staff: bool) -> AbstractUser:
        user, created = User.objects.get_or_create(
            username=name, defaults={"email": f"{name}@example.com", "is_staff": is_staff}
        )
        if created:
            user.set_password(name)
            user.save(update_fields=["password"])
            self.stdout.write(f"created {user.email}, password {name}")
        return user
