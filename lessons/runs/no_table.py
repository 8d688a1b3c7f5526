"""A query before the migrations have run."""

import sqlite3

try:
    sqlite3.connect(":memory:").execute("SELECT * FROM django_session")
except sqlite3.OperationalError as error:
    print(f"OperationalError: {error}")
