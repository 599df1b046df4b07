"""Forwarding headers count only when a proxy of ours wrote them, before anything else looks at the request."""

import pytest
from page_cache_site import application as page_front
from page_cache_site import ask

from portal.proxies import FORWARDING, ProxyHeaders
from portal.wsgi import application

SAID = dict.fromkeys(FORWARDING, "https")


def seen_by_django(address: str) -> set[str]:
    seen = {}

    def inner(environ, start_response):
        seen.update(environ)
        start_response("200 OK", [])
        return [b""]

    ask("/", app=ProxyHeaders(inner), REMOTE_ADDR=address, **SAID)
    return {name for name in FORWARDING if name in seen}


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3"])
def test_a_proxy_of_ours_is_believed(settings, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    assert seen_by_django(address) == set(FORWARDING)


@pytest.mark.parametrize("address", ["203.0.113.9", "11.0.0.1", "::1", "", "nonsense"])
def test_nobody_else_is(settings, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    assert seen_by_django(address) == set()


def test_without_proxies_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert seen_by_django("127.0.0.1") == set()


def test_a_proxy_over_a_unix_socket_is_believed_when_it_is_listed(settings):
    settings.TRUSTED_PROXIES = ["unix"]
    assert seen_by_django("") == set(FORWARDING)


def test_the_web_server_runs_this_before_the_page_cache():
    assert isinstance(application, ProxyHeaders)
    assert type(application.application).__name__ == "PlainRequests"
    assert type(application.application.application).__name__ == "PageFront"


@pytest.mark.django_db
def test_a_stranger_cannot_call_a_plain_connection_encrypted(settings):
    """Broken on purpose once: without ProxyHeaders the second answer is 200."""
    settings.SECURE_SSL_REDIRECT, settings.TRUSTED_PROXIES = True, ["127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    site = ProxyHeaders(page_front())  # as portal.wsgi makes it, with the settings of this test
    assert ask("/about/", app=site, REMOTE_ADDR="127.0.0.1", **said).status == 200
    assert ask("/about/", app=site, REMOTE_ADDR="203.0.113.9", **said).status == 301
