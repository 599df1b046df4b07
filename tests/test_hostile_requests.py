"""Hostile requests to every address of the resolver and to the forms of staff: none ends in a server error.

They go through the whole application as a web server would call it, so that neither the test client's parsing nor
its trust stands between them and the code.
"""

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from pagecache.front import PageFront
from portal.plain_requests import PlainRequests, without_charset
from tests.addresses import make_world, public_addresses, staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache"), pytest.mark.slow]

DIGITS = "9" * 5_000
QUERIES = [
    "page=%00&reply=%00&q=%00&next=%00&key=%00",
    "page=%ED%A0%80&reply=%FF&q=%ED%BF%BF&next=%C0%AF&p=%FF",
    f"page={DIGITS}&reply={DIGITS}&p={DIGITS}&revision={DIGITS}&id__exact={DIGITS}&term={DIGITS}",
    "page=-1&reply=-1&p=-1&o=-1.99.x&revision=-1",
    "page=%D9%A1&reply=%C2%B2&p=%C2%B2&revision=%C2%B2&q=%F0%9F%92%8A",
    "&".join(["page=1"] * 600),
    "q=" + "a" * 3_000 + "&next=//evil.example/" + "b" * 3_000,
    "%=%&page[]=1&=&==&&;page=1;&page=%",
    "status__exact=%00&status=x&queue=%00&kind__exact=%FF&topics__id__exact=x&action__exact=%00&decorative__exact=5",
    "at__year=abc&at__month=99&at__day=0&checked_on__gte=x&checked_on__lt=99999-99-99&all=&e=1&_facets=x",
    "at__year=99999&groups__id__exact=" + DIGITS + "&is_active__exact=x&_popup=1&_to_field=password",
    "article__page__x=1&password__startswith=a&user__password=x&app_label=articles&model_name=author&field_name=user",
]
HEADERS = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "testserver:99999999"},
    {"HTTP_HOST": "\xff\x00"},
    {"CONTENT_TYPE": "text/html; charset=hex"},
    {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=idna"},
    {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 500, "CONTENT_LENGTH": "abc"},
    {"CONTENT_LENGTH": "-5"},
    {"CONTENT_LENGTH": DIGITS},
    {"HTTP_COOKIE": 'session="\\000\\000\\000\\000\\000\\000\\000\\000"; csrf=\x00; messages=%FF; csrf="\\377"'},
    {"HTTP_COOKIE": "=;;;;session=" + "a" * 4_000 + "; \xed\xa0\x80=1; csrf=" + "é" * 32},
    {"HTTP_ACCEPT_ENCODING": ";;q=,br;q=9e999,*;q=nan", "HTTP_IF_NONE_MATCH": 'W/"'},
    {"HTTP_IF_MODIFIED_SINCE": "Sun, 99 Jan 99999 99:99:99 GMT", "HTTP_RANGE": "bytes=9-1,-0,x"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 4_000, "HTTP_ORIGIN": "http://[", "HTTP_REFERER": "http://[::1"},
    {"HTTP_X_FORWARDED_FOR": "\x00, 1.2.3.4", "REMOTE_ADDR": "nonsense", "HTTP_X_FORWARDED_PROTO": "\x00"},
]
METHODS = ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "X" * 300, "\x00"]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
FIELDS = b"title text name email login password key parent website publish_at base".split()
BODIES = [
    (FORM, b"&".join(field + b"=%00" for field in FIELDS)),
    (FORM, b"&".join(field + b"=%ED%A0%80%FF" for field in FIELDS)),
    (FORM, b"&".join(field + b"=" + b"9" * 5_000 for field in FIELDS)),
    (FORM, b"publish_at=9999-12-31T23:59&base=1e999&comments_close_on=9999-12-31&next_review_on=9999-12-31&title=x"),
    (FORM, b"publish_at=0001-01-01T00:00&comments_close_on=0001-01-01&evidence_checked_on=0001-01-01&title=x&slug=%00"),
    (FORM, b"action=%00&_selected_action=x&index=x&select_across=x&move=%00&seen=%00&_save=1&_method=DELETE"),
    (FORM, b"action=approve_selected&_selected_action=x&read=yes"),
    (FORM, b"action=mark_selected_as_spam&_selected_action=99999999999999999999"),
    (FORM, b"action=send_again&_selected_action=%00"),
    (FORM, b"_save=1&form-TOTAL_FORMS=9999999&form-INITIAL_FORMS=x&form-0-id=x"),
    (FORM, b"_save=1&form-TOTAL_FORMS=1&form-INITIAL_FORMS=1&form-0-id=%00"),
    (FORM, b"action=remove_second_factor&_selected_action=-&topic=x&topics=%00&related=-1&author=99999999999999999999"),
    (FORM, b"&".join(b"f%d=1" % number for number in range(600))),
    (FORM + "; charset=utf-16", b"text=\xff\xfe"),
    (MULTIPART + "; charset=hex", PART % (b"text", b"", b"zz") + b"--b--\r\n"),
    (MULTIPART + "; charset=undefined", PART % (b"text", b"", b"zz") + b"--b--\r\n"),
    (MULTIPART, b"--b\r\nContent-Disposition: form-data; name="),
    (MULTIPART, PART % (b"\x00\xff", b'; filename="\xff/../../\x00"', b"\x00")),
    (MULTIPART, PART % (b"upload", b'; filename="a.jpg"', b"\xff\xd8\xff") + b"--b--\r\n"),
    (MULTIPART, PART % (b"upload", b"; filename*=utf-99''%ff", b"GIF89a") + b"--b--\r\n"),
    (MULTIPART, PART % (b"text", b"\r\nContent-Transfer-Encoding: base64", b"!") + b"--b--"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=\xe9", b"x"),
    ("application/json", b'{"text": NaN'),
    ("", b"\x00" * 1_000),
]
PATHS = [
    "/%00", "/articles/%00/", "/articles/%FF%FE/", "/articles/%ED%A0%80/comments/", "/media/%00", "/media/..%2F..%2F",
    "/media/" + "a" * 4_000, "/articles/" + "a" * 4_000 + "/", "/topics/%0d%0aSet-Cookie:x=y/", "//evil.example/..;/",
    "/static/%00", "/static/../portal/settings.py", "/admin/%00/", "/admin/articles/article/%00/change/",
    "/admin/articles/topic/99999999999999999999999/change/", "/admin/comments/comment/99999999999999999999999/decide/",
    "/admin/articles/image/_5F/change/", "/admin/clinic/user/%FF/history/", "/admin/r/%00/%00/", "/admin/picture/x/",
    "/accounts/password/reset/key/%00-%00/", "/accounts/password/reset/key/" + "z" * 60 + "-set-password/",
    "/accounts/password/reset/key/0-" + "z" * 300 + "/", "/accounts/confirm-email/%FF/", "/accounts/%00",
]  # fmt: skip


@pytest.fixture
def send(connections_stay):
    """Calls the application as a web server does, and gives the status."""
    application = PlainRequests(PageFront(WSGIHandler()))

    def call(method: str, path: str, *, query: str = "", body: bytes = b"", kind: str = "", **environ) -> int:
        made = RequestFactory().generic(method, path, body).environ
        made |= {"CONTENT_TYPE": kind, "QUERY_STRING": query, "REQUEST_METHOD": method} | environ
        statuses = []
        list(application(made, lambda status, headers: statuses.append(int(status.split()[0]))))
        return statuses[0]

    return call


@pytest.fixture
def world(people):
    return make_world(people)


@pytest.fixture
def staff(world, people):
    """The cookies and the token of somebody who may do everything, so that every form is reached."""
    from tests.conftest import signed_in

    user = people["editor"]
    user.is_superuser = True
    user.save()
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    token = "a" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"HTTP_COOKIE": cookie, "HTTP_X_CSRFTOKEN": token}


def spread(paths: list[str], things: list) -> list[tuple]:
    """Every third pair: each address meets a third of the things, and each thing a third of the addresses."""
    return [(path, thing) for i, path in enumerate(paths) for j, thing in enumerate(things) if (i + j) % 3 == 0]


def failures(send, tries) -> list:
    """What ended in a status of 500 and more, in few words."""
    given = [(send(method, path, **extra), method, path[:80], str(extra)[:150]) for method, path, extra in tries]
    return [one for one in given if one[0] >= 500]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("text/html; charset=hex", "text/html"),
        ("multipart/form-data; Charset = hex; boundary=b", "multipart/form-data; boundary=b"),
        ("multipart/form-data; boundary=b; charset*=utf-8''hex", "multipart/form-data; boundary=b"),
        ('text/html; "charset=hex', "text/html"),
        ("multipart/form-data; boundary=b", "multipart/form-data; boundary=b"),
    ],
)
def test_no_client_chooses_the_charset(kind, kept):
    assert without_charset(kind) == kept


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "rot13"])
def test_a_charset_that_is_none_and_a_query_fail_nowhere(send, world, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert send("POST", "/search/", query="q=words", kind=kind, body=b"q=x") == 405
    assert send("GET", "/search/", query="q=words", kind=kind) == 200


@pytest.mark.parametrize("length", ["abc", "-5", "9" * 5_000, "\u00b2"])
def test_a_length_that_is_none_fails_nowhere(send, world, staff, length):
    assert send("POST", "/admin/articles/topic/add/", kind=FORM, CONTENT_LENGTH=length, **staff) < 500


def test_odd_parameters(send, world):
    assert not failures(send, [("GET", path, {"query": q}) for path in public_addresses(world) for q in QUERIES])


def test_odd_headers(send, world):
    assert not failures(send, [("GET", path, header) for path in public_addresses(world) for header in HEADERS])


def test_odd_methods(send, world):
    assert not failures(send, [(method, path, {}) for path in public_addresses(world) for method in METHODS])


def test_odd_paths(send, world, staff):
    tries = [("GET", path, extra) for path in PATHS for extra in ({}, staff)]
    assert not failures(send, tries)


def test_odd_bodies_where_comments_are_taken(send, world):
    path = f"/articles/{world['article'].slug}/comments/"
    own = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    assert not failures(send, [("POST", path, {"kind": kind, "body": body, **own}) for kind, body in BODIES])


def test_odd_parameters_on_the_desk(send, world, staff):
    tries = [("GET", path, {"query": query, **staff}) for path, query in spread(staff_addresses(world), QUERIES)]
    assert not failures(send, tries)


@pytest.mark.parametrize("number", ["x", "", "-1", "\u00b2", "9" * 30, "\x00"])
def test_a_list_refuses_ticked_rows_that_are_none(moderator, number):
    form = {"action": "mark_selected_as_spam", "_selected_action": number}
    assert moderator.post("/admin/comments/comment/", form).status_code == 400


def test_odd_headers_on_the_desk(send, world, staff):
    tries = [("GET", path, staff | header) for path in ("/admin/", "/accounts/login/") for header in HEADERS]
    assert not failures(send, tries)


def test_odd_bodies_in_the_forms_of_staff(send, world, staff):
    paths = [path for path in staff_addresses(world) if "logout" not in path]
    tries = [("POST", path, {"kind": kind, "body": body, **staff}) for path, (kind, body) in spread(paths, BODIES)]
    assert not failures(send, tries)
    after = [("GET", path, staff) for path in (*public_addresses(world), *staff_addresses(world))]
    assert not failures(send, after), "what was stored breaks a page"


def test_odd_bodies_before_signing_in(send, world):
    token = {"HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}={'a' * 32}", "HTTP_X_CSRFTOKEN": "a" * 32}
    paths = [path for path in staff_addresses(world) if path.startswith("/accounts/")]
    tries = [("POST", path, {"kind": kind, "body": body, **token}) for path, (kind, body) in spread(paths, BODIES)]
    assert not failures(send, tries)
