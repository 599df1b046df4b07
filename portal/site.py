"""`make site`: one machine made ready for a real site. A second run keeps everything that is there."""

import argparse
import os
import sys
from pathlib import Path

from portal.command_line import wrong_account
from portal.environment import read_env_file
from portal.first_start import ENV_FILE, write_env_file

NEXT = """
The site is prepared for {address}. What is left, each told in docs/deploying.md:

  1. Web server, worker:  the units in deploy/systemd
  2. TLS in front:        deploy/Caddyfile
  3. Mail:                EMAIL_URL in .env
  4. The first owner:     make first-code
                          (prints a code for five questions in the browser)
  5. Is all well?         make doctor
"""


def main(words: list[str] | None = None) -> int:
    reader = argparse.ArgumentParser(prog="python -m portal.site", description="Prepares one machine for a real site.")
    reader.add_argument("host", help="the name readers use, for example info.example.org")
    host = reader.parse_args(words).host
    if not host.replace("-", "").replace(".", "").isalnum() or "." not in host:
        reader.error(f"“{host}” is not a name of a host. An example: info.example.org")
    address = f"https://{host.lower()}"
    if write_env_file():
        with ENV_FILE.open("a", encoding="utf-8") as file:
            file.write(f"SITE_URL={address}\n")
            if folder := os.environ.get("DATA_DIR"):  # later commands must find the same data
                file.write(f"DATA_DIR={folder}\n")
    read_env_file(ENV_FILE)
    if os.environ.get("SITE_URL") != address:
        print(f"There is a .env already, without SITE_URL={address}. Set it there, then try again.", file=sys.stderr)
        return 1
    folder = Path(os.environ.get("DATA_DIR") or ENV_FILE.parent / "var")
    if refusal := wrong_account(folder, ["make", "site", f"HOST_NAME={host}"]):
        print(refusal, file=sys.stderr)
        return 1
    prepare()
    print(NEXT.format(address=address))
    return 0


def prepare() -> None:
    """Tables, static files, and Django's and our own questions about a safe installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415  after the environment is set
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("check", deploy=True)


if __name__ == "__main__":
    sys.exit(main())
