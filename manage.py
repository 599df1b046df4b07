#!/usr/bin/env python3
"""Django's command line. `runserver` is for development, so it turns DEBUG on unless the environment says otherwise."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from portal.command_line import own_python, wrong_account

ROOT = Path(__file__).resolve().parent
if find_spec("django") is None and (python := own_python(ROOT)):
    # Typed with the machine's python, as handbooks have it: what the portal needs is in .venv, where make put it.
    os.execv(python, [python, *sys.argv])  # noqa: S606  our own interpreter

from portal.environment import read_env_file  # noqa: E402  needs what is in .venv
from portal.first_start import ENV_FILE, write_env_file  # noqa: E402


def main() -> None:
    read_env_file(ENV_FILE)
    if not os.environ.get("SECRET_KEY") and not os.environ.get("SECRET_KEY_FILE"):
        write_env_file()
        read_env_file(ENV_FILE)
    if refusal := wrong_account(Path(os.environ.get("DATA_DIR") or ROOT / "var"), [sys.executable, *sys.argv]):
        sys.exit(refusal)
    if sys.argv[1:2] == ["runserver"]:
        os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
