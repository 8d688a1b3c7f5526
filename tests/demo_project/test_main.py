"""``python -m demo_project``."""

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from demo_project.__main__ import first_writable, main

ROOT = Path(__file__).resolve().parents[2]


def test_help_says_how_to_log_in(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "john, jane or admin" in capsys.readouterr().out


def test_help_does_not_import_django():
    code = "import sys; from demo_project.__main__ import parse; print('django' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.stdout == "False\n"


def test_a_port_in_use_is_reported(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("MINICOM_DATABASE", str(tmp_path / "unused.sqlite3"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert "--port 0" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path):
    (tmp_path / "file").touch()
    assert first_writable([tmp_path / "file" / "folder", tmp_path]) == tmp_path


def test_without_any_writable_folder_there_is_none(tmp_path):
    (tmp_path / "file").touch()
    assert first_writable([tmp_path / "file"]) is None


def start_settings(**environment):
    command = [sys.executable, "-c", "import demo_project.settings as s; print(s.OPEN_CHAT)"]
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"MINICOM_DEBUG": "0"}, "MINICOM_SECRET_KEY"),
        ({"MINICOM_CHANNEL_LAYER": "rabbit"}, "memory, redis, redis-pubsub"),
    ],
)
def test_settings_that_cannot_work_are_refused(environment, says):
    assert says in start_settings(**environment).stderr


def test_production_does_not_believe_urls():
    answer = start_settings(MINICOM_DEBUG="0", MINICOM_SECRET_KEY="s", MINICOM_API_TOKEN="t")
    assert answer.stdout == "False\n"


class TestSeed:
    def test_the_users_can_log_in(self, client, db, capsys):
        from django.core.management import call_command

        call_command("seed")
        assert client.login(username="jane", password="jane")

    def test_a_second_run_changes_nothing(self, client, db, capsys):
        from django.contrib.auth.models import User
        from django.core.management import call_command

        call_command("seed", "ann")
        User.objects.filter(username="ann").update(email="changed@example.com")
        call_command("seed", "ann")
        assert User.objects.get(username="ann").email == "changed@example.com"


def test_the_migrations_are_complete(db):
    from django.core.management import call_command

    told = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=told)
    assert told.getvalue() == "No changes detected\n"
