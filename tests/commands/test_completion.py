"""What Tab offers, through the protocol that shells speak; bash speaks it for real."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).resolve().parents[1] / "courses" / "small"
BIN = Path(sys.executable).parent
SCENES = [
    "three_tabs",
    "two_groups",
    "type_names_a_method",
    "two_servers_memory",
    "two_servers_redis",
]


def _ask(shell: str, line: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What `tutor` answers to a shell whose line is this one, with the cursor at its end."""
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }
    return subprocess.run(
        [BIN / "tutor"],
        env={**os.environ, **asked[shell], "_TUTOR_COMPLETE": f"complete_{shell}", **env},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def _offered(line: str, **env: str) -> list[str]:
    return _ask("bash", line, **env).stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tutor le", ["lesson"]),
        ("tutor lesson 1", ["1", "10", "11"]),
        ("tutor lesson 7 --scene t", SCENES),
        ("tutor lesson --scene t", []),
        ("tutor lesson 77 --scene t", []),
        ("tutor lesson 7 --layer r", ["redis", "redis-pubsub"]),
        ("tutor lesson 7 --view s", ["source", "scope", "sequence"]),
        ("tutor quiz 1 --card intro-st", ["intro-stored-once"]),
        ("tutor quiz --card intro-st", ["intro-stored-once"]),
        ("tutor quiz 2 --card intro-st", []),
        ("tutor check 8 --claim C08-0", [f"C08-0{n}" for n in range(1, 7)]),
        ("tutor check --jobs 2 --claim C12-8", ["C12-8"]),
        ("tutor reset 9", ["9"]),
        ("tutor help qu", ["quiz"]),
        ("tutor dev record 7 tw", [name for name in SCENES if name.startswith("tw")]),
        ("tutor why redis-t", ["redis-timeout", "redis-too-old", "redis-tls"]),
    ],
)
def test_what_can_be_typed_is_offered(line: str, offered: list[str]) -> None:
    assert _offered(line) == offered


def test_bash_offers_it_at_its_prompt() -> None:
    if (bash := shutil.which("bash")) is None:
        pytest.skip("left out: bash is not on the PATH")
    script = """
    eval "$(_TUTOR_COMPLETE=source_bash tutor)"
    COMP_WORDS=(tutor lesson 7 --scene t) COMP_CWORD=4
    $(complete -p tutor | sed 's/.*-F \\([^ ]*\\).*/\\1/') tutor
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    done = subprocess.run(
        [bash, "--norc", "-c", script],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (SCENES, "")


def test_zsh_and_fish_are_told_what_it_is_as_well() -> None:
    line = "tutor lesson 7 --scene three"
    assert (
        _ask("zsh", line).stdout == '_arguments \'*: :(("three_tabs":"Three tabs, one room"))\'\n'
    )
    assert _ask("fish", line).stdout == "three_tabs\tThree tabs, one room\n"


def test_the_other_script_is_completed_by_its_own_name() -> None:
    done = subprocess.run(
        [BIN / "channels-tutor"],
        env={**os.environ, "_CHANNELS_TUTOR_COMPLETE": "source_bash"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert re.search(r"^complete .* channels-tutor$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_course_that_cannot_be_read_offers_nothing_and_says_nothing(
    shell: str, tmp_path: Path
) -> None:
    (tmp_path / "course.toml").write_text("this is no TOML")
    done = _ask(shell, "tutor lesson ", TUTOR_COURSE=str(tmp_path))
    assert (done.returncode, done.stdout.strip() in {"", "_files"}, done.stderr) == (0, True, "")


def test_another_course_on_the_line_is_the_one_that_is_asked() -> None:
    assert _offered(f"tutor --course {SMALL} lesson ") == _offered(
        "tutor lesson ", TUTOR_COURSE=str(SMALL)
    )
    assert _offered(f"tutor --course {SMALL} lesson ") != _offered("tutor lesson ")


def test_a_hostile_course_gets_nothing_past_a_shell(tmp_path: Path) -> None:
    course = shutil.copytree(SMALL, tmp_path / "small")
    toml, evil = course / "course.toml", r"\\$(touch x)`touch x`\u001b]0;x\u0007\u202e'; touch x; '"
    toml.write_text(re.sub(r'(?m)^title = ".*"$', lambda _: f'title = "{evil}"', toml.read_text()))
    for shell in ("zsh", "fish"):
        told = _ask(shell, "tutor lesson ", TUTOR_COURSE=str(course)).stdout
        inside = told.removeprefix("_arguments '").strip().removesuffix("'")
        assert "touch x" in inside
        assert not set(inside) & set("\\$`';\x1b\x07\u202e")


def test_a_card_that_is_no_single_word_is_not_offered(tmp_path: Path) -> None:
    course = shutil.copytree(SMALL, tmp_path / "small")
    rest = 'kind = "type"\ntopic = "x"\nquestion = "?"\nmodel = "x"\naccept = ["x"]\nwhy = "x"\n'
    names = ("good-one", "$(touch x)", "a b", "*")
    cards = "".join(f'[[card]]\nid = "{name}"\n{rest}' for name in names)
    (course / "01_echo" / "quiz.toml").write_text(cards)
    assert _offered("tutor quiz 1 --card ", TUTOR_COURSE=str(course))[-1] == "good-one"


def test_completion_imports_nothing_heavy() -> None:
    script = (
        "import sys, tutor.cli\ntry:\n    tutor.cli.main()\nfinally:\n"
        "    print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    asked = {"COMP_WORDS": "tutor lesson ", "COMP_CWORD": "2", "_TUTOR_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "11" in done.stdout
    assert not {"textual", "django", "channels", "rich", "sqlite3"} & set(done.stderr.split())
