"""The limit of open files: raised as far as it may be, and said where it does not suffice."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.source import ROOT

LIMITED = """
import resource
from tutor.errors import UsageError
from tutor.runtime.open_files import need_files, raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (128, 512))
raise_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE))
need_files(400)
try:
    need_files(500)
except UsageError as error:
    print(error.message, error.hint)
"""


def test_it_is_raised_up_to_the_hard_limit_and_what_goes_beyond_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    limits, said = done.stdout.splitlines()
    assert limits == "(512, 512)"
    assert said.startswith(
        "500 more tabs need more open files than the 512 of this system's limit. 4"
    )
