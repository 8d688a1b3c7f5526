"""A file beside manage.py with the name of a package, which is imported in its place."""

import subprocess
import sys
from pathlib import Path

for text in ("", "from channels import layers\n"):
    Path("channels.py").write_text(text, encoding="utf-8")
    imports = [sys.executable, "-c", "import channels.routing"]
    ended = subprocess.run(imports, capture_output=True, text=True, check=False)
    print(ended.stderr.strip().splitlines()[-1])
