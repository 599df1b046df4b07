"""Thousands of hostile requests, put together at random from nasty parts – always the same ones, for a run can be
repeated. None ends in a server error and none takes a second of CPU. HOSTILE_REQUESTS says how many (1,000), and
HOSTILE_SEED which.

A third are forms as the pages show them, in which one to three fields are exchanged: what is otherwise whole gets
further than nonsense does.
"""

import os
import random
import time
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from portal import health
from tests.addresses import public_addresses, staff_addresses
from tests.conftest import keep_connections, signed_in
from tests.forms_found import Form, forms_of
from tests.test_hostile_requests import BODIES, HEADERS, METHODS, PATHS, QUERIES, send, staff, world  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache"), pytest.mark.slow]
REQUESTS, SEED = int(os.environ.get("HOSTILE_REQUESTS", "1000")), int(os.environ.get("HOSTILE_SEED", "20261122"))
FORM = "application/x-www-form-urlencoded"
NAMES = [
    "title", "text", "name", "email", "login", "password", "key", "parent", "website", "publish_at", "base",
    "slug", "kind", "body", "summary", "topic", "topics", "move", "seen", "reason", "note", "tier", "why", "page",
    "reply", "comment", "q", "next", "action", "_selected_action", "o", "p", "upload", "alt", "move", "queue",
    "days",
]  # fmt: skip
VALUES = [
    "", "\x00", "\ud800", "\uffff", "\u202e", "9" * 400, "-1", "1e999", "NaN", "null", "'", '"', "' OR 1=1 --", "%00",
    "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "../../etc/passwd", "\r\nX: y", "a" * 20_000, "😀" * 3_000,
    "e\u0301" * 3_000, "<b>" * 4_000, "[" * 5_000, "(" * 5_000, "&" * 5_000, "a@" * 4_000, "1 " * 8_000, "0x" * 4_000,
    "07700 900123 " * 300, "http://a.example/" * 500, "- " * 6_000, "\n" * 10_000, "\t " * 5_000, "٣" * 300,
    "0000-00-00", "9999-12-31T23:59:59.999999Z", "true", "on", "[]", '{"a":', "kill " * 2_000, "ﬁ" * 5_000,
    "I" * 9_000, "." * 9_000,
]  # fmt: skip


class Hostile:
    def __init__(self, public: list[str], desk: list[str], staff_headers: dict, forms: list[Form] = ()):
        self.dice = random.Random(SEED)
        self.public, self.desk, self.staff_headers, self.forms = public, desk, staff_headers, forms

    def request(self) -> tuple[str, str, dict]:
        if self.forms and self.dice.random() < 1 / 3:
            return self.nearly_right()
        dice, extra = self.dice, {}
        inside = dice.random() < 0.5
        path = dice.choice(PATHS if dice.random() < 0.1 else self.desk if inside else self.public)
        method = dice.choice(["GET", "GET", "POST", "POST", "POST", dice.choice(METHODS)])
        if dice.random() < 0.5:
            extra["query"] = dice.choice(QUERIES) if dice.random() < 0.5 else self.fields(3)[:8_000]
        if method == "POST":
            kind, body = (
                dice.choice(BODIES) if dice.random() < 0.4 else (FORM, self.fields(8).encode("ascii", "replace"))
            )
            extra |= {"kind": kind, "body": body}
        extra |= {"HTTP_SEC_FETCH_SITE": "same-origin"}
        extra |= dice.choice(HEADERS) if dice.random() < 0.3 else {}
        extra |= self.staff_headers if inside else {}
        return method, path, extra

    def nearly_right(self) -> tuple[str, str, dict]:
        """A form as a page shows it, with one to three of its fields exchanged."""
        form = self.dice.choice(self.forms)
        fields = [list(field) for field in form.fields]
        for field in self.dice.sample(fields, min(len(fields), self.dice.randint(1, 3))):
            field[1] = self.dice.choice(VALUES)
        address, _mark, query = form.address.partition("?")
        body = urlencode([tuple(field) for field in fields], errors="surrogatepass").encode()
        extra = {"kind": FORM, "body": body, "query": query, "HTTP_SEC_FETCH_SITE": "same-origin"}
        return "POST", address, extra | (self.staff_headers if address.startswith(("/admin/", "/accounts/")) else {})

    def fields(self, most: int) -> str:
        chosen = [(self.dice.choice(NAMES), self.dice.choice(VALUES)) for _ in range(self.dice.randint(1, most))]
        return urlencode(chosen, errors="surrogatepass")


def shower(send, hostile, number: int) -> list:  # noqa: F811
    """What was answered with 500 and more, or took a second of CPU. What a process does once, such as reading its
    rules, is not the request's: who is slow is asked again."""
    found = []
    for _ in range(number):
        method, path, extra = hostile.request()
        status, spent = measured(send, method, path, extra)
        if spent > 1:
            status, spent = measured(send, method, path, extra)
        if status >= 500 or spent > 1:
            found.append((status, round(spent, 2), method[:20], path[:80], str(extra)[:300]))
    return found


def measured(send, method: str, path: str, extra: dict) -> tuple[int, float]:  # noqa: F811
    begun = time.process_time()
    return send(method, path, **extra), time.process_time() - begun


@pytest.fixture
def hostile(world, staff):  # noqa: F811
    desk = [path for path in staff_addresses(world) if "logout" not in path]
    return Hostile(public_addresses(world), desk, staff)


@pytest.fixture
def with_forms(hostile, people, connections_stay):
    hostile.forms = forms_of(signed_in(people["editor"]), [*hostile.public, *hostile.desk])
    keep_connections()
    return hostile


def test_none_ends_in_an_error_and_none_takes_long(send, with_forms, staff):  # noqa: F811
    assert shower(send, with_forms, REQUESTS) == []
    assert send("GET", "/admin/", **staff) == 200, "nobody was signed in any more: the forms of staff were not reached"


def test_the_forms_of_readers_and_of_staff_are_found(with_forms):
    """Without this, a page that moves would silently be left out."""
    names = {name for form in with_forms.forms for name, _value in form.fields}
    assert len(with_forms.forms) > 40
    assert names >= {"text", "why", "section", "opening_hours", "move", "definition", "in_force_on", "list", "export"}


def test_the_shower_is_the_same_each_time(world, staff):  # noqa: F811
    one, other = (Hostile(["/"], ["/admin/"], {}) for _ in range(2))
    assert [one.request() for _ in range(50)] == [other.request() for _ in range(50)]


@pytest.mark.parametrize("broken", [lambda request: HttpResponse(status=500), lambda request: spin()])
def test_an_address_that_fails_or_is_slow_is_seen(send, hostile, monkeypatch, broken):  # noqa: F811
    """The control."""
    monkeypatch.setattr(hostile, "public", ["/healthz"])
    (pattern,) = [one for one in health.urlpatterns if one.name == "healthz"]
    monkeypatch.setattr(pattern, "callback", broken)
    assert shower(send, hostile, 20)


def spin() -> HttpResponse:
    until = time.process_time() + 1.1
    while time.process_time() < until:
        pass
    return HttpResponse("late")
