"""Forwarding headers, believed only when one of our own proxies wrote them."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from comments.network import is_trusted_proxy

FORWARDING = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
)


class ProxyHeaders:
    """The outermost WSGI callable: takes forwarding headers out of a request that did not come through a proxy of ours.

    It stands before the page cache, which asks for the scheme as well. Without it, anybody who reaches the server
    directly could say that a plain connection is an encrypted one, and be given cookies over it.
    """

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ, start_response):
        if not comes_from_proxy(environ.get("REMOTE_ADDR", ""), tuple(settings.TRUSTED_PROXIES)):
            for header in FORWARDING:
                environ.pop(header, None)
        return self.application(environ, start_response)


@lru_cache(maxsize=1024)
def comes_from_proxy(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether `address` is one of `proxies`; remembered, because every request asks."""
    return bool(proxies) and is_trusted_proxy(address)
