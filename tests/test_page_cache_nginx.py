"""Nobody can poison or trick the caches, in front of real nginx and without it."""

import re
import time

import nginx_site
import pytest
from nginx_site import fetch, free_port, manage, site_environment, start_nginx, start_portal, wait_for

from tests.prepared_site import copy_prepared

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,
    pytest.mark.skipif(not nginx_site.NGINX, reason="nginx is not installed: apt-get install nginx-light"),
]
SIGN_IN = """
from django.test import Client
from clinic.models import User
user = User.objects.create_user("staff@example.org", None, display_name="Zebra", is_staff=True, is_superuser=True)
client = Client(SERVER_NAME="localhost")
client.force_login(user)
print(client.cookies["session"].value)
"""
TAKE_DOWN = """
from articles import publishing
from articles.models import Article
publishing.withdraw(Article.objects.get(slug="{}"), publishing.MACHINE, reason="It was wrong.")
"""
ARTICLE = "/articles/what-is-ketamine-therapy/"
OTHER = "/articles/ketamine-depression-evidence/"


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """The port of nginx and the portal's own."""
    folder, edge, origin = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    environment = site_environment(folder / "data", edge)
    copy_prepared(folder / "data")
    running = [start_portal(environment, origin), start_nginx(folder, edge, [origin])]
    try:
        wait_for(edge)
        yield {"nginx": edge, "none": origin, "environment": environment}
    finally:
        for process in running:
            process.terminate()
            process.wait(30)


@pytest.fixture(params=["nginx", "none"])
def port(request, ports):
    return ports[request.param]


@pytest.fixture(scope="module")
def session(ports):
    return manage(ports["environment"], "shell", "-v0", "-c", SIGN_IN).strip().splitlines()[-1]


def twice(port, path, **headers):
    return fetch(port, path, **headers), fetch(port, path, **headers)


def test_the_second_reader_is_answered_by_nginx_itself(ports):
    _first, second = twice(ports["nginx"], ARTICLE)
    assert second.headers["x-edge"] == "HIT"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_Forwarded_Host", "evil.example"),
        ("X_Forwarded_Proto", "https"),
        ("X_Forwarded_Port", "666"),
        ("Forwarded", "host=evil.example;proto=https"),
        ("X_Original_URL", "/admin/"),
        ("X_Rewrite_URL", "/admin/"),
        ("X_HTTP_Method_Override", "POST"),
        ("Cookie", "session=evil; django_language=de"),
        ("Authorization", "Basic ZXZpbDpldmls"),
        ("Accept_Language", "de"),
        ("Range", "bytes=0-3"),
        ("Cache_Control", "no-cache"),
    ],
)
def test_poison_sent_first_reaches_no_later_reader(port, name, value):
    path = f"{ARTICLE}?poison={name}"  # a copy of its own at the edge
    fetch(port, path, **{name: value})
    clean = fetch(port, path)
    assert clean.status == 200
    assert b"evil" not in clean.body
    assert clean.body == fetch(port, ARTICLE).body
    assert "set-cookie" not in clean.headers


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example"])
def test_another_host_gets_no_page_and_leaves_none(port, host):
    path = f"{ARTICLE}?host={host.replace('@', '')}"
    before = fetch(port, path, Host=host)
    assert b"evil" not in before.body
    assert b"evil" not in fetch(port, path).body


@pytest.mark.parametrize("end", ["", "x.css", ";a.css", "%2f..%2fstatic%2fsite.css", "?a.css", "%00.css"])
@pytest.mark.parametrize("start", ["/admin/", "/accounts/login/"])
def test_the_staffs_bytes_are_in_no_cache_whatever_the_path_looks_like(port, session, start, end):
    theirs = fetch(port, start + end, Cookie=f"session={session}")
    if (start, end) == ("/admin/", ""):
        assert b"Zebra" in theirs.body
    for reply in twice(port, start + end):
        assert b"Zebra" not in reply.body
        assert reply.headers.get("x-edge", "MISS") != "HIT"


@pytest.mark.parametrize("path", [ARTICLE + "x.css", ARTICLE + ";x.css", ARTICLE + "%2e%2e/x", "/%61dmin/", "//admin/"])
def test_a_path_that_merely_looks_like_a_file_is_kept_by_nobody(port, session, path):
    fetch(port, path, Cookie=f"session={session}")
    for reply in twice(port, path):
        assert b"Zebra" not in reply.body
        assert reply.headers.get("x-edge", "MISS") != "HIT"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_another_method_changes_no_stored_page(port, method):
    before = fetch(port, ARTICLE).body
    assert fetch(port, ARTICLE, method).status in (400, 403, 405, 411)
    after = fetch(port, ARTICLE)
    assert (after.status, after.body) == (200, before)


def test_head_and_revalidation_pass_through(port):
    page = fetch(port, ARTICLE)
    head = fetch(port, ARTICLE, "HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", page.headers["etag"])
    known = fetch(port, ARTICLE, If_None_Match=page.headers["etag"])
    assert (known.status, known.body) == (304, b"")


@pytest.mark.parametrize(
    ("sent", "got"),
    [("br", "br"), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("zstd", None), ("", None)],
)
def test_each_reader_gets_a_packing_she_can_open(port, sent, got):
    for reply in twice(port, ARTICLE, Accept_Encoding=sent):
        assert reply.headers.get("content-encoding") == got


def test_a_page_names_the_edge_that_may_keep_it_and_for_how_long(port):
    assert fetch(port, ARTICLE).headers["cache-control"] == "public, max-age=0, s-maxage=1"


def test_what_was_taken_down_is_gone_everywhere_within_the_edges_second(ports):
    for name in ("nginx", "none"):
        assert fetch(ports[name], OTHER).status == 200
    slug = re.search(r"/articles/([\w-]+)/", OTHER)[1]
    manage(ports["environment"], "shell", "-v0", "-c", TAKE_DOWN.format(slug))
    time.sleep(2)  # EDGE_TTL, and the half second that a process may believe what it knows
    for name in ("none", "nginx"):
        assert [fetch(ports[name], OTHER).status for _ in range(8)] == [410] * 8
