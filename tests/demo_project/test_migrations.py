"""A database of before keeps its conversations, in order."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("chat", name)])
    return executor.loader.project_state([("chat", name)]).apps


@pytest.fixture
def old_apps(transactional_db):
    yield migrate("0001_initial")
    migrate("0002_message_number")


def test_messages_of_before_are_numbered_by_conversation(old_apps):
    create = old_apps.get_model("auth", "User").objects.create
    Conversation = old_apps.get_model("chat", "Conversation")
    rooms = [Conversation.objects.create(participant=create(username=name)) for name in "abc"]
    for text, room in (("one", 0), ("elsewhere", 1), ("two", 0)):
        rooms[room].messages.create(sender=rooms[room].participant, text=text)

    apps = migrate("0002_message_number")

    messages = apps.get_model("chat", "Message").objects.order_by("pk")
    numbers = list(messages.values_list("text", "number"))
    last = list(
        apps.get_model("chat", "Conversation").objects.values_list("last_number", flat=True)
    )
    assert numbers == [("one", 1), ("elsewhere", 1), ("two", 2)]
    assert sorted(last) == [0, 1, 2]


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say():
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue() == "No changes detected\n"
