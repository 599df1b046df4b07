"""Stored pages are answered before Django's request handling, exactly as Django would have answered."""

import pytest
from page_cache_site import ask, renderings, tiny_site  # noqa: F401

from pagecache.generations import known
from pagecache.shared import pages as cache
from portal.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def refuse(environ, start_response):
    raise AssertionError("went on to Django")


def test_the_second_reader_is_answered_without_a_rendering():
    first, second = ask("/articles/1/"), ask("/articles/1/")
    assert (first.status, second.status, renderings[1]) == (200, 200, 1)
    assert second.body == first.body


def test_the_real_wsgi_application_answers_from_its_front(monkeypatch):
    ask("/articles/1/", app=application)
    front = application.application.application
    monkeypatch.setattr(front, "application", refuse)
    assert ask("/articles/1/", app=application).status == 200


def test_a_stored_page_has_the_headers_of_a_fresh_one_and_its_own_request_id():
    first, second, third = (ask("/articles/1/").headers for _ in range(3))
    assert "content-security-policy" in second
    assert second["x-frame-options"] == "DENY"
    assert len({headers.pop("x-request-id") for headers in (first, second, third)}) == 3
    assert first == second == third


def test_a_page_tells_caches_to_ask_again_and_the_edge_for_how_long_it_may_keep_it(settings):
    settings.EDGE_TTL = 7
    for reply in (ask("/articles/1/"), ask("/articles/1/")):
        assert reply.headers["cache-control"] == "public, max-age=0, s-maxage=7"
        assert reply.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("times", [0, 1])  # fresh and stored
def test_head_answers_with_the_headers_of_get_and_no_body(times):
    for _ in range(times):
        ask("/articles/1/")
    head = ask("/articles/1/", "HEAD")
    get = ask("/articles/1/")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.body))
    assert {**head.headers, "x-request-id": ""} == {**get.headers, "x-request-id": ""}
    assert renderings[1] == 1


@pytest.mark.parametrize("sent", ["{tag}", '"other", {tag}', "*", "{strong}"])
def test_a_reader_who_has_the_page_gets_304(sent):
    tag = ask("/articles/1/").headers["etag"]
    for method in ("GET", "HEAD"):
        header = sent.format(tag=tag, strong=tag.removeprefix("W/"))
        reply = ask("/articles/1/", method, HTTP_IF_NONE_MATCH=header)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == tag
        assert "content-length" not in reply.headers
        assert "content-security-policy" in reply.headers


@pytest.mark.parametrize("sent", ['"other"', "nonsense", '"', ""])
def test_a_reader_who_has_another_page_gets_the_whole_one(sent):
    ask("/articles/1/")
    assert ask("/articles/1/", HTTP_IF_NONE_MATCH=sent).status == 200


def test_a_fresh_page_that_the_reader_has_answers_304_too():
    tag = ask("/articles/1/").headers["etag"]
    cache.clear()
    known.reset()
    assert ask("/articles/1/", HTTP_IF_NONE_MATCH=tag).status == 304
    assert renderings[1] == 2


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", ""])
def test_a_wrong_host_goes_on_to_djangos_400(host):
    ask("/articles/1/")
    assert ask("/articles/1/", HTTP_HOST=host, SERVER_NAME="evil.example").status == 400


@pytest.mark.parametrize(
    ("method", "environ"),
    [
        ("POST", {}),
        ("OPTIONS", {}),
        ("BREW", {}),
        ("GET", {"CONTENT_LENGTH": "5"}),
        ("GET", {"HTTP_TRANSFER_ENCODING": "chunked"}),
    ],
)
def test_anything_unusual_goes_on_to_django(method, environ, monkeypatch):
    ask("/articles/1/", app=application)
    monkeypatch.setattr(application, "application", refuse)
    with pytest.raises(AssertionError, match="went on to Django"):
        ask("/articles/1/", method, app=application, **environ)


def test_other_methods_are_refused_and_a_post_is_never_stored():
    assert ask("/articles/1/", "POST").status == 405
    assert "posted" in ask("/thread/", "POST", b"words", HTTP_COOKIE="a=b").text
    assert ask("/thread/").text == "thread"
    assert "posted" in ask("/thread/", "POST").text
    assert ask("/thread/").text == "thread"


def test_where_https_is_required_a_plain_request_is_redirected(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    secure = {"wsgi.url_scheme": "https"}
    assert "strict-transport-security" in ask("/articles/1/", **secure).headers
    assert ask("/articles/1/").status == 301
    assert "strict-transport-security" in ask("/articles/1/", **secure).headers
    assert renderings[1] == 1


def test_a_page_made_without_https_is_not_given_to_those_who_have_it(settings):
    settings.SECURE_HSTS_SECONDS = 60
    assert "strict-transport-security" not in ask("/articles/1/").headers
    assert "strict-transport-security" in ask("/articles/1/", **{"wsgi.url_scheme": "https"}).headers


def test_behind_a_proxy_its_word_decides_about_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask("/articles/1/", HTTP_X_FORWARDED_PROTO="https").status == 200
    assert ask("/articles/1/", HTTP_X_FORWARDED_PROTO="http").status == 301
    assert ask("/articles/1/", HTTP_X_FORWARDED_PROTO="http", **{"wsgi.url_scheme": "https"}).status == 301


def test_in_development_nothing_is_stored_and_nothing_stored_is_served(settings):
    settings.DEBUG = True
    ask("/articles/1/")
    settings.DEBUG = False
    ask("/articles/1/")
    assert renderings[1] == 2
    settings.DEBUG = True
    ask("/articles/1/")
    assert renderings[1] == 3


@pytest.mark.parametrize("address", ["/static/site.css", "/nowhere/", "/plain/", "/plain/?page=1"])
def test_a_path_without_a_public_view_asks_the_cache_for_nothing(address, monkeypatch):
    monkeypatch.setattr("pagecache.front.find", lambda key: pytest.fail("asked the cache"))
    assert ask(address).status in (200, 404)
