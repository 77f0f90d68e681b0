#!/usr/bin/env python
"""Run a management command of Xieshang."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("DEMO", "1")  # read by the settings; refused where ALLOWED_HOSTS is set
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
