"""A tiny site for the tests of the page cache, and a client that goes through the real portal.wsgi."""

import io
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.vary import vary_on_cookie

from pagecache.front import PageFront
from pagecache.generations import known
from pagecache.memory import memory
from pagecache.public import depends_on, public_page, valid_until
from pagecache.shared import pages as cache
from pagecache.shared import shared
from pagecache.turns import OneRendering

renderings = Counter()
state = {"words": "first", "during": None, "broken": False}


@public_page(params=("page", "topic"))
def article(request, pk):
    renderings[pk] += 1
    words = state["words"]
    if state["during"]:
        state["during"]()
    if state["broken"]:
        raise OperationalError("the database is away")
    query = request.META["QUERY_STRING"]
    seen = sorted(f"{name}={value}" for name, value in request.META.items() if name.startswith("HTTP_"))
    text = f"{words} {query} {request.COOKIES} {seen} {request.build_absolute_uri()} " + "ketamine " * 200
    response = HttpResponse(text)
    depends_on(response, f"article:{pk}")
    return response


@public_page()
def opening_hours(request):
    renderings["hours"] += 1
    response = HttpResponse(state["words"])
    valid_until(response, datetime(2026, 11, 22, 18, 0, tzinfo=UTC))
    valid_until(response, datetime(2026, 11, 22, 17, 0, tzinfo=UTC))
    return response


@public_page()
def odd(request, kind):
    renderings[kind] += 1
    response = HttpResponse("words", status={"gone": 410, "missing": 404, "moved": 301}.get(kind, 200))
    if kind == "cookie":
        response.set_cookie("session", "secret")
    elif kind == "private":
        response["Cache-Control"] = "private"
    elif kind == "nonce":
        response["Content-Security-Policy"] = "script-src 'nonce-abc'"
    elif kind == "numbered":
        response["X-Request-Id"] = "inner"
    elif kind == "varying":
        response["Vary"] = "Accept-Encoding, Accept-Language"
    elif kind == "streaming":
        return StreamingHttpResponse([b"words"])
    elif kind == "large":
        response.content = b"x" * (2 * 1024 * 1024 + 1)
    return response


@public_page(methods=("GET", "HEAD", "POST"))
def thread(request):
    renderings["thread"] += 1
    return HttpResponse(f"posted by {request.COOKIES}" if request.method == "POST" else "thread")


def plain(request):
    renderings["plain"] += 1
    return HttpResponse("for one reader")


@pytest.fixture(autouse=True)
def tiny_site(settings, db):
    """Imported by a test file, it puts that file's tests on this site, with an empty cache."""
    settings.ROOT_URLCONF = "page_cache_site"
    start_afresh()
    cache.clear()
    # As in django.test.Client: a test's transaction must outlive its requests.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    start_afresh()


def start_afresh():
    """What a new process knows: nothing."""
    renderings.clear()
    state.update(words="first", during=None, broken=False)
    memory.reset()
    known.reset()
    shared.reset()


urlpatterns = [
    path("articles/<int:pk>/", article),
    path("hours/", opening_hours),
    path("odd/<str:kind>/", odd),
    path("cookie-reader/", vary_on_cookie(public_page()(plain))),
    path("thread/", thread),
    path("plain/", plain),
]


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def application():
    """What portal.wsgi makes, with the middleware of the settings in force."""
    return PageFront(OneRendering(WSGIHandler()))


def ask(address: str, method: str = "GET", body: bytes = b"", app=None, **environ) -> Reply:
    where, _mark, query = address.partition("?")
    request = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": where.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    } | environ
    reply = Reply(0, {}, b"")

    def start_response(status, headers, exc_info=None):
        assert len({name.lower() for name, _value in headers}) == len(headers), "a header is sent twice"
        reply.status, reply.headers = int(status.split()[0]), {name.lower(): value for name, value in headers}

    chunks = (app or application())(request, start_response)
    reply.body = b"".join(chunks)
    getattr(chunks, "close", lambda: None)()
    return reply
