"""Main of a child process: migrate and seed the demo project's database, log everybody in.

`python build_database.py PROJECT_ROOT SESSIONS_JSON`, with MINICOM_DATABASE in the environment.
Leaves one SQLite file without a journal beside it, and a JSON object of user name → session key.
Standard input is the life line to the tutor: when it ends, so does this process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path


def log_in() -> dict[str, str]:
    """A session for every user, as `django.contrib.auth.login` makes it; good for ten years."""
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    keys = {}
    for user in get_user_model().objects.all():
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.set_expiry(timedelta(days=3650))
        session.create()
        keys[user.get_username()] = str(session.session_key)
    return keys


def end_with_the_tutor() -> None:
    """Not by way of `sys.stdin`: its lock, held by a thread, is fatal when the interpreter ends."""

    def wait() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Migrate, seed, log in, and put everything into the one file."""
    end_with_the_tutor()
    root, sessions = sys.argv[1:]
    sys.path[0] = root
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo_project.settings"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed")
    Path(sessions).write_text(json.dumps(log_in()), encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    main()
