"""What a public page costs when it is made afresh: queries of the main database, however much there is to show."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from articles import publishing
from comments import staff_replies
from comments.models import Status
from pagecache.generations import known
from pagecache.pieces import memory as pieces
from pagecache.shared import pages
from tests.addresses import fill, make_world, public_routes
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article, make_content, make_image, make_source

pytestmark = pytest.mark.django_db

ARTICLE, LIST, NONE = 8, 6, 0
# Route: at most so many queries (targets.md, "Speed").
MOST = {
    "": LIST,
    "articles/": LIST,
    "articles/<slug:slug>/": ARTICLE,
    "articles/<slug:slug>/comments/": ARTICLE,
    "articles/<slug:slug>/changes/": LIST,
    "articles/<slug:slug>/qr.svg": LIST,
    "l/<slug:code>/": LIST,
    "preview/<str:token>/": ARTICLE,
    "articles/<slug:slug>/feedback/": LIST,
    "articles/<slug:slug>/comments/feed/": LIST,
    "comments/report/<int:number>/": LIST,
    "comments/stop/<str:token>/": LIST,
    "comments/confirm/<str:token>/": LIST,
    "comments/<str:token>/": LIST,
    "comments/<str:token>/export/": LIST,
    "topics/": LIST,
    "topics/<slug:slug>/": LIST,
    "a-z/": LIST,
    "a-z/<str:key>/": LIST,
    "glossary/": LIST,
    "feeds/articles/": LIST,
    "topics/<slug:slug>/feed/": LIST,
    "sitemap.xml": LIST,
    "robots.txt": NONE,
    "search/": LIST,
    "search/suggest/": LIST,
    ".well-known/security.txt": NONE,
    "authors/<slug:slug>/": LIST,
    "media/<str:name>": NONE,
    "faq/": NONE,
    "help-now/": NONE,
    "our-service/": NONE,
    "contact/": NONE,
    "about/": NONE,
    "about/editorial-policy/": NONE,
    "about/privacy/": NONE,
    "about/accessibility/": NONE,
    "about/comment-rules/": NONE,
    "about/corrections/": LIST,
    "about/your-words/": NONE,
    "about/<slug:policy>/versions/": LIST,
    "about/<slug:policy>/versions/<int:number>/": LIST,
    "healthz": NONE,
    "readyz": 2,
}


@pytest.fixture
def world(people):
    return make_world(people)


@pytest.fixture
def count(client):
    """The queries of one request. The test client goes past the page cache's front: every page is made afresh."""

    def queries(address: str) -> list[str]:
        with CaptureQueriesContext(connections["default"]) as captured:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in captured.captured_queries]

    return queries


def fill_the_site(world, people, number: int) -> None:
    """So many more articles in the topic and by the author, and comments, sources and pictures on the one shown."""
    for _ in range(number):
        make_article(topics=(world["topic"],), author=world["author"].pk, image=world["image"].key)
        comment = make_comment(article=world["article"], status=Status.APPROVED)
        make_reply(comment, status=Status.APPROVED)
    reply = staff_replies.post(world["comment"], people["moderator"], "General words.")
    assert reply.is_staff_reply


def rewrite(world, number: int) -> None:
    """Gives the article so many sources and pictures."""
    sources, image = [make_source() for _ in range(number)], make_image()
    body = "".join(f"<p>Words [@{source.key}].</p>" for source in sources)
    body += f'<p>Picture</p><img src="/admin/picture/{image.key}/" alt="A scene">' * number
    article = world["article"]
    article.refresh_from_db()
    changes = {"body": body, "topics": (world["topic"].pk,), "author": world["author"].pk}
    revision = publishing.save_draft(article, make_content(**changes), publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)


POST_ONLY = {"comments/delete/"}


def test_every_public_address_has_its_limit():
    assert set(public_routes()) == set(MOST) | POST_ONLY


@pytest.mark.parametrize("route", MOST)
def test_a_page_stays_within_its_limit(route, world, count):
    queries = count("/" + fill(route, world))
    assert len(queries) <= MOST[route], queries


def test_a_page_costs_the_same_with_twenty_times_as_much(world, people, count):
    """All pages of one site: filling it takes longer than asking for them. Each is made afresh, as if it were the only
    one: nothing that another page has left is there."""
    routes = {route: "/" + fill(route, world) for route, most in MOST.items() if most > NONE}
    fill_the_site(world, people, 2)
    rewrite(world, 1)  # also for `few`: a leaflet's page asks for more once there is a later version
    few = {route: afresh(count, address) for route, address in routes.items()}
    fill_the_site(world, people, 24)
    rewrite(world, 10)
    many = {route: afresh(count, address) for route, address in routes.items()}
    wrong = {route for route in routes if len(many[route]) > min(MOST[route], len(few[route]) + 1)}
    assert not wrong, [(route, few[route], many[route]) for route in wrong]


def afresh(count, address: str) -> list[str]:
    pages.clear()
    known.reset()
    pieces.clear()
    return count(address)


def test_an_article_with_fifty_comments_stays_within_its_limit(world, people, count):
    fill_the_site(world, people, 25)
    rewrite(world, 20)
    assert len(count(world["article"].get_absolute_url())) <= ARTICLE
