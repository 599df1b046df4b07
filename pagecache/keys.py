"""What a stored page is found by: its path, its language and the query parameters its view counts.

Nothing else that a client may choose is part of a key: no host, no header, no cookie, no other parameter.
"""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import django
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

# Longer than any page number or slug; past it the page is made, but not stored.
LONGEST_VALUE = 100
MOST_FIELDS = 50
PAGES = "pagecache:page:"

_release_parts: list[str] = []


def add_to_release(part: str) -> None:
    """Makes stored pages depend on something read at start: a digest of the FAQ's files, say, since there is nobody
    who could forget() its page when a file was edited and the server started again. For AppConfig.ready()."""
    _release_parts.append(part)
    release.cache_clear()


def key_for(environ: dict, params: tuple[str, ...]) -> str | None:
    """The key of a page; None when this request's page shall not be stored."""
    values = counted_values(environ.get("QUERY_STRING", ""), params)
    if values is None:
        return None
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    language = language_of(path)
    name = "\n".join((release(), language, path, urlencode(values)))
    return f"{pages_of(path)}{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def pages_of(path: str) -> str:
    """What the keys of a path's pages begin with, whichever release, language or parameters they are of: so all of them
    can be found again (discarding.py)."""
    return f"{PAGES}{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}:"


def counted_values(query: str, params: tuple[str, ...]) -> list[tuple[str, str]] | None:
    """The parameters that count, each once and in the order the view named them. Of a repeated one the last
    wins, as in Django; an empty one is as good as absent. None when a value is too long or the query is not
    sound."""
    if not query or not params:
        return []
    try:
        given = dict(parse_qsl(query, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError:
        return None
    values = [(name, given[name]) for name in params if given.get(name)]
    return None if any(len(value) > LONGEST_VALUE for _name, value in values) else values


def language_of(path: str) -> str:
    return import_string(settings.LANGUAGE_OF_PATH)(path)


@cache
def release() -> str:
    """A digest of the templates, the code and the settings that pages are made with, so that an upgrade or
    a changed setting never serves pages of before."""
    digest = hashlib.sha256(django.get_version().encode())
    for file in _sources():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for name in (
        "SITE_URL",
        "CONTENT_SECURITY_POLICY",
        "LANGUAGES",
        "LANGUAGE_CODE",
        "TIME_ZONE",
        "STATIC_URL",
        "DEBUG",
    ):
        digest.update(repr(getattr(settings, name, None)).encode())
    for part in _release_parts:
        digest.update(part.encode())
    return digest.hexdigest()


def _sources() -> list[Path]:
    base = Path(settings.BASE_DIR)
    folders = [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
    files = [file for folder in folders for file in folder.rglob("*.html")]
    for app in apps.get_app_configs():
        folder = Path(app.path)
        # Our own apps only; an environment inside the checkout belongs to nobody's release.
        if folder.parent == base:
            files += [file for kind in ("*.py", "*.html") for file in folder.rglob(kind)]
    files += [file for folder in settings.LOCALE_PATHS for file in Path(folder).rglob("*.mo")]
    manifest = Path(settings.STATIC_ROOT or base) / "staticfiles.json"
    return sorted(files) + ([manifest] if manifest.is_file() else [])
