"""Links to other sites: looked at by the worker, never on a machine that is not public, shown when they are dead."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import outside_links, probing, upkeep
from articles.models import LiveCheck, OutsideLink
from articles.probing import Answer, probe
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
PAGE = "https://other.example.org/page"
DAY = timedelta(days=1)


@pytest.fixture
def looking(settings, monkeypatch):
    """The worker looks, and this is what it gets to see."""
    monkeypatch.setattr(outside_links, "looks_outside", lambda: True)
    answers: dict[str, Answer] = {}
    monkeypatch.setattr(outside_links, "probe", lambda url: answers.get(url, Answer("fine", "200")))
    return answers


def linking(**changes):
    article = make_article(body=f'<p>See <a href="{PAGE}#part">that page</a>.</p>', title="Linking", **changes)
    upkeep.check_one(article, timezone.now())
    return article


def look_for_days(number: int) -> None:
    start = timezone.now() + timedelta(minutes=1)
    for day in range(number):
        outside_links.look(start + day * DAY + timedelta(minutes=day))


def tasks(client) -> list[str]:
    return [task.name for task in client.get("/admin/").context["tasks"]]


def test_a_link_that_leads_nowhere_for_three_days_is_a_finding_and_a_task_and_goes_when_it_answers(looking, editor):
    article, looking[PAGE] = linking(), Answer("dead", "404")
    look_for_days(2)
    assert "links" not in tasks(editor)
    look_for_days(5)
    assert "links" in tasks(editor)
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "Whoever follows this link finds nothing" in page and PAGE in page
    assert PAGE in editor.get("/admin/articles/article/outside/").content.decode()
    looking[PAGE] = Answer("fine", "200")
    outside_links.look(timezone.now() + 20 * DAY)
    assert "links" not in tasks(editor) and LiveCheck.objects.get().dead_links == 0


def test_links_of_cited_sources_are_looked_at_too_and_our_own_pages_are_not(settings, looking):
    source = make_source(doi="10.1/x", url="https://journal.example.org/1")
    other = (
        f'<a href="{settings.SITE_URL}/faq/">ours</a> <a href="/faq/">ours</a> <a href="mailto:a@b.example">mail</a>'
    )
    upkeep.check_one(make_article(body=f"<p>Words [@{source.key}]. {other}</p>"), timezone.now())
    urls = set(OutsideLink.objects.values_list("url", flat=True))
    assert urls == {"https://doi.org/10.1/x", "https://journal.example.org/1"}


def test_without_a_network_nothing_is_counted_against_a_link_and_the_desk_says_so(looking, editor):
    linking()
    looking[PAGE] = Answer("no_network")
    look_for_days(9)
    assert OutsideLink.objects.get().failures == 0
    assert "no way to the internet" in editor.get("/admin/articles/article/outside/").content.decode()


def test_a_link_is_asked_once_however_many_workers_look(looking):
    linking()
    now = timezone.now() + timedelta(minutes=1)
    assert outside_links.look(now) == 1 and outside_links.look(now) == 0


def test_the_example_site_asks_nobody(monkeypatch, editor):
    monkeypatch.setattr(outside_links, "probe", pytest.fail)
    linking()
    assert outside_links.look(timezone.now() + DAY) == 0
    assert "Nobody looks" in editor.get("/admin/articles/article/outside/").content.decode()


def test_a_link_that_no_page_has_any_more_is_forgotten(looking):
    article = linking()
    article.outside_links.clear()
    outside_links.look(timezone.now() + DAY)
    assert not OutsideLink.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1", "::1", "fe80::1",
     "fec0::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "240.0.0.1"],
)  # fmt: skip
def test_a_machine_that_is_not_public_is_never_connected_to(address, monkeypatch):
    found = [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    monkeypatch.setattr(socket, "create_connection", pytest.fail)
    assert probe("https://name.example.org/") == Answer("dead", "not a public machine")


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https://a.example:8443/", "http:///x", "https://[::1", "file:///x"]
)
def test_what_is_no_address_of_a_public_website_is_never_connected_to(url, monkeypatch):
    """Nor is its name looked up: one that nobody knows would hide that it was asked. Seen red with any port allowed."""
    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, lambda *_, **_more: pytest.fail("asked"))
    assert probe(url).state in ("dead", "failed")


def test_a_redirect_goes_through_the_same_gate(monkeypatch):
    asked = []

    def ask(url, method, until):
        asked.append(url)
        if "inside" in url:
            raise probing.Refused("not a public machine")
        return 302, "http://inside.example.org/"

    monkeypatch.setattr(probing, "ask", ask)
    assert probe(PAGE) == Answer("dead", "not a public machine")
    assert asked == [PAGE, "http://inside.example.org/"]


@pytest.mark.parametrize(
    ("statuses", "state"),
    [([200], "fine"), ([404, 404], "dead"), ([410], "dead"), ([404, 200], "fine"), ([405, 206], "fine"),
     ([429], "unsure"), ([403, 403], "unsure"), ([503], "unsure"), ([500], "failed"), ([301] * 9, "dead")],
)  # fmt: skip
def test_an_answer_is_judged_with_care(statuses, state, monkeypatch):
    rest = iter(statuses)
    monkeypatch.setattr(probing, "ask", lambda *_args: (next(rest), "/on" if statuses[0] == 301 else ""))
    assert probe(PAGE).state == state


@pytest.mark.parametrize(
    ("error", "state"),
    [(socket.gaierror(socket.EAI_AGAIN, "x"), "no_network"), (socket.gaierror(socket.EAI_NONAME, "x"), "failed")],
)
def test_a_name_that_cannot_be_looked_up_is_told_from_one_that_does_not_exist(error, state, monkeypatch):
    def lookup(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert probe(PAGE).state == state
