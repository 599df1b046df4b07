"""Which browser is this? In words for people, and as a mark that tells a known one from a new one."""

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic.models import KnownBrowser, User

# Each claims to be those that follow as well, so the first that fits is right.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
COOKIE_PATH = "/accounts/"  # where people sign in: no other page is ever sent it
REMEMBERED = timedelta(days=400)  # browsers keep no cookie longer
WORD = re.compile(r"[\w-]{43}", re.ASCII)


def cookie_name() -> str:
    return "__Secure-browser" if settings.SITE_IS_SECURE else "browser"


def family_and_system(request) -> tuple[str, str]:
    """("Firefox", "Windows"), "" for what is not known. Never the browser's own words."""
    said = request.META.get("HTTP_USER_AGENT", "")
    first = (next((name for mark, name in table if mark in said), "") for table in (BROWSERS, SYSTEMS))
    return tuple(first)


def is_new_browser(request, response, user: User) -> bool:
    """Whether `user` signs in here for the first time. Afterwards the browser is known."""
    name = cookie_name()
    word = request.COOKIES.get(name, "")
    if not WORD.fullmatch(word):
        word = secrets.token_urlsafe(32)
    response.set_cookie(
        name,
        word,
        max_age=REMEMBERED,
        path=COOKIE_PATH,
        secure=settings.SITE_IS_SECURE,
        httponly=True,
        samesite="Lax",
    )
    digest = salted_hmac("portal.browsers", word, algorithm="sha256").hexdigest()
    now = timezone.now()
    _row, is_new = KnownBrowser.objects.update_or_create(user=user, digest=digest, defaults={"seen_at": now})
    return is_new


def forget_old_browsers(now: datetime) -> int:
    """Deletes the marks whose cookies no browser holds any more."""
    return KnownBrowser.objects.filter(seen_at__lt=now - REMEMBERED).delete()[0]
