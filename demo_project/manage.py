#!/usr/bin/env python
"""Django's commands for this project: ``python manage.py migrate``, ``seed``, ``runserver`` …"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # This folder is a package, `demo_project`, and it is found in the folder around it.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
