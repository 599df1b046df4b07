"""What an upgrade remembers from one version to the next: the version, and the rules that judge texts.

Staff decide by what the rules find, so a changed rule is told to them and never slipped in.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

RULES = ("comments/screening", "articles/quality")


def version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]


def rules() -> dict[str, str]:
    """Each file of the rules, with the digest of what is in it."""
    return {
        path.relative_to(settings.BASE_DIR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in RULES
        for path in sorted((settings.BASE_DIR / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def changes(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            yield f"new      {name}"
        elif name not in now:
            yield f"gone     {name}"
        elif before[name] != now[name]:
            yield f"changed  {name}"


def remembered() -> dict:
    """What the last upgrade wrote; nothing where there was none, or where its file cannot be read."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("rules"), dict) else {}


def remember() -> None:
    fresh = _path().with_suffix(".new")
    fresh.write_text(json.dumps({"version": version(), "rules": rules()}, indent=1), encoding="utf-8")
    fresh.replace(_path())


def _path() -> Path:
    return settings.DATA_DIR / "upgraded.json"
