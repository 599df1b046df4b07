"""What a page of the editors' desk costs: at most fifteen queries, and no more of them the more there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.content import LinkCopy
from articles.models import Article
from tests.factories import make_article, make_clinician, make_image, make_source, make_term, make_topic
from tests.signoff_factories import ask, save, signer_for

pytestmark = pytest.mark.django_db
MOST = 15
FEW, MANY = 1, 6
ARTICLE_PAGES = (
    "change", "preview", "compare", "restore", "share", "schedule", "expiry", "address", "placement", "translations",
    "unpublish", "withdraw", "history",
)  # fmt: skip
LIBRARY = ("topic", "author", "source", "image", "term")
PICKED = ("article", "link", "picture", "public", "source", "topic")
USED = ("topic", "source", "image", "term")
LISTS = ["article/", "article/?q=a", "article/?o=0", "article/?o=4", "article/calendar/", "article/outside/"]
LISTS += [f"{kind}/" for kind in LIBRARY] + [f"article/pick/?kind={kind}&q=a" for kind in PICKED]


@pytest.fixture
def count():
    def queries(client, address: str) -> list[str]:
        client.get(address)  # what a process does once only
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, address
        return [query["sql"] for query in captured.captured_queries]

    return queries


@pytest.fixture
def shown(people):
    """The article that pages are about, in a topic, asked about and returned to nobody yet."""
    article = make_article(topics=(make_topic(),))
    ask(article, signer_for(people["clinician"]).clinician)
    return article


def fill(article: Article, clinician, number: int) -> None:
    """More of everything: articles that wait, rows of the library, and versions of `article` that name them."""
    topics, sources, images = [], [], []
    for _ in range(number):
        topics.append(make_topic())
        sources.append(make_source())
        images.append(make_image(renditions=False))
        term = make_term()
        other = make_article(
            topics=(topics[-1], *article.topics.all()), body=f"<p>{term.name} [@{sources[-1].key}].</p>"
        )
        save(other, title="Another title")
        ask(other, clinician)
        links = tuple(LinkCopy(row.get_absolute_url(), row.pk) for row in Article.objects.all()[:20])
        body = "".join(f'<p><a href="{link.href}">There</a></p>' for link in links)
        body += "".join(f"<p>Words [@{source.key}].</p>" for source in sources)
        body += "".join(f'<p><img src="/admin/picture/{image.key}/" alt="A scene"></p>' for image in images)
        related = tuple(Article.objects.exclude(pk=article.pk).values_list("pk", flat=True)[:6])
        save(article, body=body, topics=tuple(topic.pk for topic in topics), related=related)
    ask(article, make_clinician())


def compare_costs(count, client, addresses, fill_more) -> None:
    few = {address: count(client, address) for address in addresses}
    fill_more()
    for address in addresses:
        many = count(client, address)
        assert len(many) <= MOST, (address, many)
        assert len(many) <= len(few[address]) + 1, (address, few[address], many)


@pytest.fixture
def entry(shown, people):
    """The register's entry of our clinician, with a little of everything on the site."""
    clinician = signer_for(people["clinician"]).clinician
    fill(shown, clinician, FEW)
    return clinician


def test_lists_and_pickers_of_the_desk_cost_the_same_with_more_rows(editor, shown, entry, count):
    addresses = [f"/admin/articles/{page}" for page in LISTS]
    compare_costs(count, editor, addresses, lambda: fill(shown, entry, MANY))


def test_pages_about_an_article_cost_the_same_when_it_names_more_rows(editor, shown, entry, count):
    addresses = [f"/admin/articles/article/{shown.pk}/{page}/" for page in ARTICLE_PAGES]
    compare_costs(count, editor, addresses, lambda: fill(shown, entry, MANY))


def test_pages_of_the_library_cost_the_same_when_more_articles_use_the_row(editor, shown, entry, count):
    rows = {kind: Article._meta.get_field(f"{kind}s").related_model.objects.order_by("pk").first() for kind in USED}
    addresses = [f"/admin/articles/{kind}/{row.pk}/change/" for kind, row in rows.items()]
    compare_costs(count, editor, addresses, lambda: fill(shown, entry, MANY))


def test_what_waits_for_whom_costs_the_same_with_more_requests(editor, clinician, shown, entry, count):
    address = reverse("articles:signoff_waiting")
    before = {client: count(client, address) for client in (editor, clinician)}
    fill(shown, entry, MANY)
    for client, few in before.items():
        many = count(client, address)
        assert len(many) <= MOST, many
        assert len(many) <= len(few) + 1, (few, many)


def test_the_page_that_a_clinician_signs_costs_the_same_when_it_names_more_rows(clinician, shown, entry, count):
    address = reverse("articles:signoff_asked", args=[ask(shown, entry).pk])
    few = count(clinician, address)
    fill(shown, entry, MANY)
    many = count(clinician, reverse("articles:signoff_asked", args=[ask(shown, entry).pk]))
    assert len(many) <= MOST, many
    assert len(many) <= len(few) + 1, (few, many)


def test_the_desk_itself_costs_the_same_with_more_that_waits(editor, clinician, shown, entry, count):
    few = {client: count(client, "/admin/") for client in (editor, clinician)}
    fill(shown, entry, MANY)
    for client, before in few.items():
        assert len(count(client, "/admin/")) <= min(MOST, len(before) + 1)


def test_the_names_in_a_comparison_are_those_of_the_rows(editor, shown):
    topic, other = make_topic(title="Sleep"), make_article(title="A good night")
    save(shown, topics=(topic.pk,), related=(other.pk,))
    page = editor.get(f"/admin/articles/article/{shown.pk}/compare/").content.decode()
    assert "Sleep" in page and "A good night" in page
