"""Reading settings from the environment: typed, and refusing bad values with one clear line."""

import os
import re
import sys
import zoneinfo
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ

WORKER_BOOT_ERROR = 3


class BadSetting(SystemExit):
    """Stops the start with one line, no traceback, and the exit code by which servers know not to try again."""

    def __init__(self, name: str, problem: str, example: str):
        self.name = name
        self.line = f"Setting {name}: {problem} Example: {name}={example}"
        print(self.line, file=sys.stderr)
        super().__init__(WORKER_BOOT_ERROR)

    def __str__(self) -> str:
        return self.line


TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class Environment:
    """Values from the process environment; a secret may be given as NAME_FILE."""

    def __init__(self, values=None):
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        if path := self.values.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                problem = f"the file {path} cannot be read ({error.strerror})."
                raise BadSetting(f"{name}_FILE", problem, "/run/secrets/name") from None
        return (self.values.get(name) or default).strip()  # an empty value means the default

    def boolean(self, name: str, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise BadSetting(name, f"“{value}” is neither true nor false.", "true")

    def number(self, name: str, default: int, least: int = 0, most: int = 10**9) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            problem = f"“{value}” is not a whole number from {least} to {most}."
            raise BadSetting(name, problem, str(default))
        return int(value)

    def hour(self, name: str, default: int) -> int | None:
        """An hour of the day, or None for "never"."""
        if self.text(name, str(default)).lower() == "never":
            return None
        return self.number(name, default, most=23)

    def names(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def mail_addresses(self, name: str) -> list[str]:
        values = self.names(name)
        for value in values:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
                raise BadSetting(name, f"“{value}” is no e-mail address.", "it@clinic.example")
        return values

    def networks(self, name: str, example: str) -> list[str]:
        """Addresses and networks; "unix" stands for a proxy that comes over a Unix socket."""
        values = self.names(name)
        for value in values:
            try:
                value == "unix" or ip_network(value, strict=False)
            except ValueError:
                raise BadSetting(name, f"“{value}” is neither an address nor a network.", example) from None
        return values

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            problem = f"“{value}” is not one of {', '.join(choices)}."
            raise BadSetting(name, problem, choices[0])
        return value

    def path(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().resolve()

    def address(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """An address that begins with one of the schemes, such as https://example.org."""
        value = self.text(name, default)
        scheme, separator, _rest = value.partition("://")
        if not separator or scheme not in schemes or (scheme != "db" and not is_address(value)):
            problem = f"“{value}” does not begin with {' or '.join(s + '://' for s in schemes)}."
            raise BadSetting(name, problem, default or f"{schemes[0]}://…")
        return value.rstrip("/") if scheme.startswith("http") else value

    def web_address(self, name: str, example: str) -> str:
        """A whole web address, as it was written; "" where none is set."""
        value = self.text(name)
        if value and not (value.startswith(("https://", "http://")) and host_of(value)):
            raise BadSetting(name, f"“{value}” is no web address.", example)
        return value

    def database(self, name: str, default: str) -> dict:
        url = self.address(name, default, ("sqlite", "postgres", "postgresql"))
        try:
            return environ.Env.db_url_config(url)
        except (ValueError, environ.ImproperlyConfigured) as error:
            raise BadSetting(name, f"{error}.", "postgres://user:password@host/name") from None

    def time_zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise BadSetting(name, f"“{value}” is not a known time zone.", default) from None
        return value

    def email(self, name: str) -> dict:
        url = self.text(name)
        try:
            return environ.Env.email_url_config(url)
        except (KeyError, ValueError, AttributeError, environ.ImproperlyConfigured):
            problem = "is not an address of a mail server."
            example = "smtp+tls://user:password@mail.example.org:587"
            raise BadSetting(name, problem, example) from None


def is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname or parts.path) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        return False


def host_of(value: str) -> str:
    try:
        return urlsplit(value).hostname or ""
    except ValueError:
        return ""


def read_env_file(path: Path) -> None:
    """Adds what .env says to the environment; what is set already wins."""
    if path.is_file():
        environ.Env.read_env(path, overwrite=False)


def web_workers() -> int:
    """The web server's processes."""
    return Environment().number("WEB_WORKERS", 2, least=1, most=64)


def web_threads() -> int:
    """How many requests each of them works on at the same time."""
    return Environment().number("WEB_THREADS", 16, least=1, most=256)
