"""`make bom`: what is installed, with versions, licences and digests, as CycloneDX 1.6 JSON."""

import json
import re
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)")


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name of each locked package -> its version and the SHA-256 digests that are accepted for it."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if pinned := PINNED.match(line):
            name = pinned[1].lower().replace("_", "-")
            found[name] = (pinned[2], [])
        elif name and (digest := re.search(r"--hash=sha256:([0-9a-f]{64})", line)):
            found[name][1].append(digest[1])
    return found


def licence_of(name: str) -> str:
    """What the package says of itself: an SPDX expression, its classifiers, or the first line of its field."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""  # locked for another system than this one
    classifiers = [
        one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    stated = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or " AND ".join(classifiers) or (stated[0] if stated else "")


def materials() -> dict:
    packages = locked(LOCK.read_text(encoding="utf-8"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "component": {"type": "application", "name": "clinic-portal", "bom-ref": "clinic-portal"},
        },
        "components": [component(name, *packages[name]) for name in sorted(packages)],
    }


def component(name: str, version: str, digests: list[str]) -> dict:
    address = f"pkg:pypi/{name}@{version}"
    found = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
    if licence := licence_of(name):
        found["licenses"] = [{"license": {"name": licence}}]
    # A package has one digest for each of its files; all that we would accept are named.
    found["properties"] = [{"name": "portal:sha256", "value": digest} for digest in digests]
    return found


if __name__ == "__main__":
    if "--licences" in sys.argv:
        for one in materials()["components"]:
            stated = one.get("licenses", [{"license": {"name": "not installed here"}}])[0]["license"]["name"]
            print(f"{one['name']:32} {one['version']:16} {stated}")
    else:
        print(json.dumps(materials(), indent=1))
