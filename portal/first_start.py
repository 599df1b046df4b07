"""The .env file of a fresh clone: a secret of its own, readable by its owner only."""

import os
import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def write_env_file(path: Path = ENV_FILE) -> bool:
    """Write `path` with a fresh SECRET_KEY unless it exists; True when it was written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Made at the first start. .env.example explains every setting.\n")
        file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
    return True
