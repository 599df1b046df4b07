"""`make audit`: asks for known vulnerabilities of the locked packages, and says so where nobody could be asked."""

import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
NOBODY = ("Connection", "Max retries", "resolve", "timed out", "ServiceError", "Proxy")


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    asked = subprocess.run([*command, "-r", str(LOCK)], capture_output=True, text=True)
    words, code = verdict(asked.returncode, asked.stdout + asked.stderr)
    print(words)
    return code


def verdict(code: int, said: str) -> tuple[str, int]:
    """What to print, and the exit code: 1 for a vulnerability, 2 where something was not checked."""
    skipped = said.count("could not be audited")
    if skipped:
        return f"NOT CHECKED: {skipped} packages are not known to the index that was asked.\n{said}", 2
    if code and any(word in said for word in NOBODY):
        return "NOT CHECKED: there is no network to ask for known vulnerabilities.", 2
    return said, code


if __name__ == "__main__":
    sys.exit(main())
