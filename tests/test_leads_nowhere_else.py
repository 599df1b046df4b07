"""Nobody is led to another site: neither by a parameter that says where to go on, at whatever address, nor by a path
that looks like another site.

Seen red with an adapter that holds every address for safe.
"""

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client

from clinic.models import User
from tests.addresses import make_world, public_addresses, staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache"), pytest.mark.slow]

OWN, PASSWORD = "testserver", "four calm words here"
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example/", "////evil.example", "\\\\evil.example/",
    "/\\evil.example/", "\\/evil.example", "http:///evil.example/", "https:evil.example", "http:\\\\evil.example",
    "\t//evil.example/", "/\t/evil.example/", "\x00//evil.example/", " https://evil.example/",
    "//evil.example\\@testserver/", "http://testserver@evil.example/", "http://testserver.evil.example/",
    "//testserver:80@evil.example/", "javascript:alert(1)", "data:text/html,x", "//%65vil.example/",
    "https://evil.example\\.testserver/",
)  # fmt: skip
NAMES = ("next", "redirect_to", "url", "return_to", "redirect_field_value")
PATHS = (
    "//evil.example/faq", "/\\evil.example/faq", "/%5Cevil.example/faq", "/%2F%2Fevil.example/faq",
    "///evil.example/faq", "//evil.example/%2e%2e", "/.//evil.example/faq", "//evil.example/articles",
    "/faq//evil.example",
)  # fmt: skip


def leads_away(location: str) -> bool:
    """Whether a browser would leave the site: it takes a backslash for a slash passes over odd spaces,
    and makes two of many slashes."""
    read = re.sub(r"[\t\r\n]", "", location).strip("\x00 ").replace("\\", "/")
    read = re.sub(r"^(https?:)?//+", r"\1//", read)
    parts = urlsplit(urljoin(f"http://{OWN}/a/", read))
    return bool(location) and (parts.scheme not in ("http", "https") or parts.netloc != OWN)


def away(client, addresses: list[str]) -> list[tuple[str, str]]:
    """Those of the addresses that lead elsewhere, and where to."""
    found = [(path, client.get(path).headers.get("Location", "")) for path in addresses]
    return [one for one in found if leads_away(one[1])]


def asking(paths: list[str], number: int = len(ELSEWHERE)) -> list[str]:
    """Each path with so many of the wishes, in turn, in all names: the answer may follow any of them."""
    wishes = ["&".join(f"{name}={quote(value)}" for name in NAMES) for value in ELSEWHERE]
    places = [(path, (at * number + step) % len(wishes)) for at, path in enumerate(paths) for step in range(number)]
    return [f"{path}?{wishes[place]}" for path, place in places]


@pytest.mark.parametrize("role", ["reader", "owner"])
def test_no_parameter_leads_a_browser_elsewhere(role, people, request):
    """Where people sign in every one of them is tried; elsewhere two."""
    world, client = make_world(people), request.getfixturevalue(role)
    desk = [path for path in staff_addresses(world) if "/accounts/logout/" not in path]
    signing_in = [path for path in desk if path.startswith(("/accounts/", "/admin/log", "/admin/password"))]
    others = [path for path in desk if path not in signing_in]
    assert len(signing_in) > 20
    assert away(client, [*asking(signing_in), *asking(others, 2)]) == []


def test_no_public_page_and_no_path_leads_elsewhere(people, reader):
    pages = asking(public_addresses(make_world(people)), 1)
    assert away(reader, [*pages, *PATHS]) == []


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_neither_signing_in_nor_signing_out_does(onward, db):
    User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")
    client = Client()
    for path, form in (("login", {"login": "dana@example.org", "password": PASSWORD}), ("logout", {})):
        answer = client.post(f"/accounts/{path}/?next={quote(onward)}", form | {"next": onward})
        assert answer.status_code == 302
        assert not leads_away(answer.headers["Location"])


@pytest.mark.parametrize("location", [*ELSEWHERE, "ftp://testserver/"])
def test_where_it_would_lead_is_seen(location):
    """The control."""
    assert leads_away(location)


@pytest.mark.parametrize("location", ["/admin/", "http://testserver/faq/", "", "?page=2", "../"])
def test_our_own_are_let_through(location):
    assert not leads_away(location)
