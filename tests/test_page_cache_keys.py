"""Nothing that a client may choose, but path and counted parameters, reaches a page or its key."""

import pytest
from page_cache_site import ask, renderings, start_afresh, tiny_site  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

POISON = [
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_HOST": "localhost"},  # ours as well, and still not the name that pages are made under
    {"HTTP_HOST": "testserver:8443"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_PORT": "666"},
    {"HTTP_FORWARDED": "host=evil.example"},
    {"HTTP_X_ORIGINAL_URL": "/articles/2/"},
    {"HTTP_X_REWRITE_URL": "/articles/2/"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
    {"HTTP_ACCEPT_LANGUAGE": "de"},
    {"HTTP_ACCEPT": "application/json"},
    {"HTTP_USER_AGENT": "evil"},
    {"HTTP_REFERER": "https://evil.example/"},
    {"HTTP_COOKIE": "session=evil; csrf=evil; django_language=de"},
    {"HTTP_AUTHORIZATION": "Basic ZXZpbDpldmls"},
    {"HTTP_CACHE_CONTROL": "no-cache"},
    {"HTTP_RANGE": "bytes=0-3"},
    {"REMOTE_ADDR": "203.0.113.9"},
    {"SERVER_NAME": "evil.example"},
    {"QUERY_STRING": "utm_source=evil&fbclid=1&cb=2"},
    {"QUERY_STRING": "page=&topic="},
    {"QUERY_STRING": "&&=&"},
]


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: str(poison)[:40])
def test_poison_changes_no_page_and_buys_no_rendering(poison):
    clean = ask("/articles/1/").body
    start_afresh()
    assert ask("/articles/1/", **poison).body == clean
    assert renderings[1] == 0


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: str(poison)[:40])
def test_a_poisoned_first_request_stores_the_clean_page(poison):
    assert "evil" not in ask("/articles/1/", **poison).text
    assert "evil" not in ask("/articles/1/").text
    assert "http://testserver/articles/1/" in ask("/articles/1/").text
    assert renderings[1] == 1


@pytest.mark.parametrize(
    "query",
    [
        "topic=b&page=2",
        "page=2&x=1&topic=b",
        "page=1&page=2&topic=b",
        "page=2&topic=%62",
        "page=2;&page=2&topic=b",
    ],
)
def test_counted_parameters_make_one_page_in_any_order(query):
    assert "page=2&topic=b" in ask("/articles/1/?page=2&topic=b").text
    assert "page=2&topic=b" in ask(f"/articles/1/?{query}").text
    assert renderings[1] == 1


def test_other_values_make_other_pages():
    pages = {ask(f"/articles/1/?{query}").body for query in ("", "page=1", "page=2", "topic=1", "page=1&topic=1")}
    assert (len(pages), renderings[1]) == (5, 5)


def test_a_value_cannot_pass_for_two_parameters():
    assert ask("/articles/1/?page=1%26topic%3D2").body != ask("/articles/1/?page=1&topic=2").body
    assert renderings[1] == 2


@pytest.mark.parametrize("query", ["page=" + "9" * 101, "page=%ff", "&".join(["page=1"] * 60)])
def test_unsound_parameters_are_rendered_and_not_stored(query):
    for times in (1, 2):
        assert ask(f"/articles/1/?{query}").status == 200
        assert renderings[1] == times


@pytest.mark.parametrize(
    "address", ["/articles/1", "//articles/1/", "/articles/1//", "/articles/1/%2e", "/articles/01/"]
)
def test_a_path_that_merely_looks_alike_is_another_page(address):
    ask("/articles/1/")
    assert ask(address).body != ask("/articles/1/").body


def test_ten_thousand_made_up_parameters_and_cookies_cost_one_rendering():
    for number in range(10_000):
        ask(f"/articles/1/?x{number}={number}&page=2", HTTP_COOKIE=f"c{number}=1")
    assert renderings[1] == 1
