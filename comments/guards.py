"""What a request must pass before its words are looked at. No token: a cached page could not carry one."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy

# 5,000 characters of four bytes each are 60,000 once percent-encoded. Far longer texts still get their page
# with the words kept and a friendly "too long"; only what no person types is refused unread.
MOST_BYTES = 256 * 1024
NOT_OURS = gettext_lazy(
    "Your browser did not tell us that this form was sent from our own pages. Please send it again."
)


def is_too_large(request) -> bool:
    """Whether the announced size is beyond reason. Asked before the body is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES
    except ValueError:
        return True


def comes_from_our_pages(request) -> bool:
    """Whether the browser says that one of our own pages sent this form.

    No script can set Sec-Fetch-Site. Browsers leave it out on plain http, where Origin must be ours.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if not origin:
        return False
    return origin in (_origin_of(settings.SITE_URL), f"{request.scheme}://{request.get_host()}")


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
