#!/usr/bin/env python
"""Django's command line. `runserver` is for development, so it turns DEBUG on unless the environment says otherwise."""

import os
import sys

from portal.environment import read_env_file
from portal.first_start import ENV_FILE, write_env_file


def main() -> None:
    read_env_file(ENV_FILE)
    if not os.environ.get("SECRET_KEY") and not os.environ.get("SECRET_KEY_FILE"):
        write_env_file()
        read_env_file(ENV_FILE)
    if sys.argv[1:2] == ["runserver"]:
        os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
