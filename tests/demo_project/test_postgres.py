"""PostgreSQL gives ids at INSERT and shows rows from COMMIT on; the demo project is safe there.

A cluster of our own, on a socket in a folder of its own: no port, so no clash over one.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 30 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))


def servant():
    """Options of a process that PostgreSQL agrees to run in: it refuses root."""
    if os.getuid():
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def cluster(postgres_programs, die_with_parent, wait_for):
    """The folder of the socket of a running PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    if not os.getuid():
        shutil.chown(folder, "nobody")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    data = folder / "data"
    initdb = [
        postgres_programs / "initdb",
        "--auth=trust",
        "--username=minicom",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    subprocess.run([*initdb, data], check=True, **quiet, **servant())
    command = [postgres_programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    process = subprocess.Popen(
        [*command, "-c", "fsync=off"], preexec_fn=die_with_parent, **quiet, **servant()
    )
    import psycopg

    def postgres_answers():
        try:
            psycopg.connect(host=str(folder), user="minicom", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    wait_for(postgres_answers)
    yield folder
    process.terminate()  # a fast shutdown takes what is connected along
    process.wait(TIMEOUT)
    shutil.rmtree(folder)


@pytest.fixture
def database(cluster, request):
    """A connection to an empty database, and its address for the demo project."""
    import psycopg

    name = f"test_{abs(hash(request.node.name))}"
    with psycopg.connect(
        host=str(cluster), user="minicom", dbname="postgres", autocommit=True
    ) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    return f"postgresql://minicom@{quote(str(cluster), safe='')}/{name}", {
        "host": str(cluster),
        "user": "minicom",
        "dbname": name,
    }


def test_it_gives_ids_at_insert_and_shows_rows_at_commit(database):
    """What lessons/10_patterns/labs/late.py does in its place."""
    import psycopg

    _, options = database
    with (
        closing(psycopg.connect(**options)) as slow,
        closing(psycopg.connect(**options)) as fast,
        closing(psycopg.connect(**options, autocommit=True)) as reader,
    ):
        reader.execute("CREATE TABLE said (id bigserial PRIMARY KEY, text text)")
        insert = "INSERT INTO said (text) VALUES (%s) RETURNING id"
        slow_id = slow.execute(insert, ["slow"]).fetchone()[0]
        fast_id = fast.execute(insert, ["fast"]).fetchone()[0]
        fast.commit()
        newer = "SELECT id FROM said WHERE id > %s ORDER BY id"
        seen = reader.execute(newer, [0]).fetchall()
        slow.commit()
        caught_up = reader.execute(newer, [fast_id]).fetchall()
    assert (slow_id, fast_id, seen, caught_up) == (1, 2, [(2,)], [])


SCRIPT = """
import json, sys, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", verbosity=0)
call_command("seed", stdout=sys.stderr)
from demo_project.chat.models import Conversation

room, other = Conversation.objects.order_by("pk")
go_on, fast_is_done = threading.Event(), threading.Event()
slow_has_its_number, numbers = threading.Event(), {}

def say(room, name):
    numbers[name] = room.messages.create(sender_id=room.participant_id, text=name).number

def slow():
    with transaction.atomic():
        say(room, "slow")
        slow_has_its_number.set()
        go_on.wait(20)
    connection.close()

def fast():
    say(room, "fast")
    fast_is_done.set()
    connection.close()

threads = [threading.Thread(target=slow), threading.Thread(target=fast)]
threads[0].start()
slow_has_its_number.wait(20)
threads[1].start()
seconds = float(sys.argv[1])
overtaken = fast_is_done.wait(seconds)
seen = list(room.messages.values_list("text", flat=True))
say(other, "elsewhere")  # another room waits for nobody
go_on.set()
for thread in threads:
    thread.join()
caught_up = list(room.messages.filter(number__gt=0).values_list("text", flat=True))
print(json.dumps([overtaken, seen, numbers, caught_up]))
"""


def test_in_the_demo_project_no_message_is_overtaken(database):
    url, _ = database
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "demo_project.settings",
        "MINICOM_DATABASE": url,
    }
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, "1"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    overtaken, seen, numbers, caught_up = json.loads(run.stdout)
    assert (overtaken, seen, numbers) == (False, [], {"slow": 1, "elsewhere": 1, "fast": 2})
    assert caught_up == ["slow", "fast"]


def test_the_chat_runs_on_it(database, die_with_parent):
    from tests.demo_project.conftest import Server

    url, _ = database
    server = Server(die_with_parent, url)
    try:
        with server.connect("/ws/chat/user/john@example.com/") as tab:
            tab.send('{"type": "message", "text": "Hello"}')
            until = time.monotonic() + TIMEOUT
            while (frame := json.loads(tab.recv(TIMEOUT)))["type"] != "message":
                assert time.monotonic() < until
    finally:
        server.kill()
    assert (frame["message"]["id"], frame["message"]["text"]) == (1, "Hello")
