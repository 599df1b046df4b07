"""Which Python a command runs with, and as whom. Read before anything else is there, so it needs nothing but Python."""

import os
import pwd
import shlex
import sys
from pathlib import Path


def own_python(root: Path) -> str:
    """The interpreter that has what the portal needs; "" where make has prepared none, or this is it."""
    found = root / ".venv" / "bin" / "python"
    return str(found) if found.exists() and Path(sys.prefix) != root / ".venv" else ""


def wrong_account(folder: Path, words: list[str]) -> str:
    """What to type instead, where root would work on the data of an account without rights; "" where all is well.

    Files that root writes there, a table's journal or a backup, could afterwards not be written by the site itself.
    """
    try:
        owner = folder.stat().st_uid
        name = pwd.getpwuid(owner).pw_name
    except (OSError, KeyError):  # no data yet; or an account of another machine, as in a container
        return ""
    if os.geteuid() != 0 or owner == 0:
        return ""
    instead = f"runuser -u {name} -- {shlex.join(words)}"
    return f"The data in {folder} are the account {name}'s, and you are root. Type: {instead}"
