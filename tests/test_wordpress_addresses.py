"""Old addresses: they lead on, or say that the page is being rewritten, and never show a word of a draft."""

import pytest

from articles import publishing
from articles.models import Article, Topic
from portal.models import OldAddress
from portal.wordpress.importing import import_wordpress
from tests.factories import make_content
from tests.wordpress_files import category, export, post, tag

pytestmark = pytest.mark.django_db
NO_BROWSER = {"HTTP_SEC_FETCH_SITE": "none"}


@pytest.fixture
def imported(tmp_path):
    terms = category("sleep", "Sleep") + tag("night", "Night")
    import_wordpress(export(tmp_path, post(7, "Miracle words.", title="Miracle title", inside=terms)))
    return Article.objects.get()


def publish(article):
    revision = publishing.save_draft(article, make_content(), publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)


@pytest.mark.parametrize(
    "address", ["/2019/05/post-7/", "/2019/05/POST-7", "/?p=7", "/?page_id=7", "/2019/05/post-7/feed/"]
)
def test_until_it_is_published_the_page_is_being_rewritten(imported, reader, address):
    answer = reader.get(address, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "We are rewriting this page" in page
    assert 'href="/topics/sleep/"' in page
    assert "help-now" in page
    assert "Miracle" not in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/2019/05/post-7/", "/?p=7", "/?page_id=7", "/2019/05/post-7/feed/"])
def test_once_it_is_public_the_old_address_leads_to_it(imported, reader, address):
    publish(imported)
    answer = reader.get(address)
    assert (answer.status_code, answer["Location"]) == (301, "/articles/post-7/")


def test_it_follows_an_article_that_moves_and_one_that_ends(imported, reader):
    publish(imported)
    publishing.withdraw(imported, publishing.MACHINE, reason="It was wrong.")
    assert reader.get("/?p=7", follow=True).status_code == 410


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/category/sleep/", "/topics/sleep/"),
        ("/category/sleep/feed/", "/topics/sleep/feed/"),
        ("/?cat=3", "/topics/sleep/"),
        ("/tag/night/", "/search/?q=Night"),
        ("/feed/", "/feeds/articles/"),
        ("/?feed=rss2", "/feeds/articles/"),
    ],
)
def test_category_pages_tags_and_feeds_lead_on(imported, reader, address, leads_to):
    assert reader.get(address)["Location"] == leads_to


def test_a_number_that_nobody_knows_is_the_front_page(imported, reader):
    assert reader.get("/?p=999")["Location"] == "/"
    assert reader.get("/?p=%00").status_code in (302, 400)
    assert reader.get("/?other=7").status_code == 200


def test_a_form_sent_to_an_old_address_and_a_strange_path_are_simply_not_found(imported, reader):
    assert b"rewriting" not in reader.post("/2019/05/post-7/", **NO_BROWSER).content
    assert b"rewriting" not in reader.get("/2019/05/post-7%00/").content
    assert reader.get("/" + "x" * 3000 + "/").status_code == 404


def test_the_first_of_two_posts_keeps_an_address_and_the_report_says_so(tmp_path):
    same = "https://old.example.org/same/"
    report = import_wordpress(export(tmp_path, post(7, link=same), post(8, link=same)))
    assert OldAddress.objects.get(address="same").article.slug == "post-7"
    assert "/same" in report.mend["Old addresses that two posts have: the first keeps it"]


def test_posts_known_by_their_numbers_alone_do_not_share_an_address(tmp_path):
    links = ["https://old.example.org/?p=7", "https://old.example.org/?p=8", "https://old.example.org/"]
    file = export(tmp_path, *(post(number, link=link) for number, link in enumerate(links, start=7)))
    assert not [heading for heading in import_wordpress(file, dry_run=True).mend if "two posts" in heading]


def test_an_address_that_no_database_can_keep_is_named_and_the_post_comes(tmp_path):
    file = export(tmp_path, post(1, link="https://old.example.org/a%00b/"))
    report = import_wordpress(file)
    assert any("no text may hold" in str(what) for what in report.lost)
    assert Article.objects.count() == 1
    assert not OldAddress.objects.filter(address__endswith="b").exists()


def test_an_address_of_the_portal_itself_stays_the_portals(tmp_path, reader):
    report = import_wordpress(export(tmp_path, post(7, link="https://old.example.org/contact/")))
    assert reader.get("/contact/").status_code == 200
    assert "/contact/" in report.mend["Old addresses that are pages of the portal itself"]


def test_circles_among_categories_end(tmp_path):
    circle = (
        "<wp:category><wp:category_nicename>a</wp:category_nicename><wp:category_parent>b</wp:category_parent>"
        "<wp:cat_name>A</wp:cat_name></wp:category><wp:category><wp:category_nicename>b</wp:category_nicename>"
        "<wp:category_parent>a</wp:category_parent><wp:cat_name>B</wp:cat_name></wp:category>"
    )
    import_wordpress(export(tmp_path, circle, post(7, inside=category("a", "A"))))
    assert Topic.objects.get().title == "A"
    assert OldAddress.objects.filter(address="category/b/a").exists()
