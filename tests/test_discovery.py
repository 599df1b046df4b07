"""Feeds, sitemap, robots.txt, security.txt, canonical addresses, structured data: public things only, and well-formed
whatever a title holds."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup

from articles import publishing
from clinic.models import ClinicProfile
from clinic.profile import write_profile
from tests.factories import make_article, make_source, make_topic

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = (
    'Rest & <sleep> ]]> "quoted" </script><script>alert(1)</script> \x0b\x01\ufffe end',
    "]]>",
    "&amp; &lt; & <b> &e; &#0;",
    "'\"><img src=x onerror=alert(1)>",
    "<!-- --> <!DOCTYPE x [<!ENTITY e 'x'>]> <![CDATA[ & ]]>",
    "\u202e turned \u202c and \u2028 parted \u2029",
    "Before \x7f\x80\x85\x9f after",
    "\U0001f319 at night \U000e0041",
)


def entries(client, address="/feeds/articles/"):
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def locations(client) -> dict[str, str | None]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}


def graph(client, address: str) -> dict[str, dict]:
    page = client.get(address).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_the_feed_tells_of_public_articles_newest_change_first(reader):
    make_article(title="First")
    second = make_article(title="Second")
    make_article(title="A draft", publish=False)
    make_article(title="Planned", published_at=datetime.now(UTC) + timedelta(days=3))
    publishing.withdraw(make_article(title="Gone"), publishing.MACHINE, reason="It was wrong.")
    found = entries(reader)
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["Second", "First"]
    assert found[0].find(f"{ATOM}link").get("href") == f"http://testserver{second.get_absolute_url()}"
    assert "Not clinically reviewed" in found[0].findtext(f"{ATOM}summary")
    assert found[0].findtext(f"{ATOM}updated") and found[0].findtext(f"{ATOM}id")


def test_a_topic_has_a_feed_of_its_own(reader):
    topic = make_topic(title="Safety")
    make_article(title="Inside", topics=(topic,))
    make_article(title="Outside")
    found = entries(reader, f"/topics/{topic.slug}/feed/")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["Inside"]
    assert f'href="/topics/{topic.slug}/feed/"' in reader.get(topic.get_absolute_url()).content.decode()
    assert reader.get("/topics/none/feed/").status_code == 404


def test_an_empty_site_has_an_empty_feed_and_a_sitemap(reader):
    assert entries(reader) == []
    assert "http://testserver/help-now/" in locations(reader)


def test_the_feed_keeps_twenty(reader):
    for _number in range(21):
        make_article()
    assert len(entries(reader)) == 20


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_break_neither_feeds_nor_sitemap_nor_structured_data(reader, words):
    topic = make_topic(title=words[:80], introduction=words)
    article = make_article(title=words, summary=words, topics=(topic,))
    for address in ("/feeds/articles/", f"/topics/{topic.slug}/feed/"):
        (entry,) = entries(reader, address)
        assert visible(entry.findtext(f"{ATOM}title")) == visible(article.title)
        parts = {child.tag.removeprefix(ATOM) for child in entry}
        assert {"id", "title", "updated", "link", "summary"} <= parts
    assert graph(reader, article.get_absolute_url())["MedicalWebPage"]["name"] == article.title
    assert graph(reader, topic.get_absolute_url())["CollectionPage"]["name"] == topic.title
    for address in (article.get_absolute_url(), topic.get_absolute_url(), "/", "/a-z/"):
        page = BeautifulSoup(reader.get(address).content.decode(), "html.parser")
        assert not page.select("img[onerror]") and "alert(1)" not in "".join(s.text for s in page.select("script[src]"))
        assert len(page.select("script:not([src]):not([type='application/ld+json'])")) == 0
    assert f"http://testserver{article.get_absolute_url()}" in locations(reader)


def visible(words: str) -> str:
    """Without what XML cannot hold, and with every space alike."""
    return " ".join(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", words).split())


def test_the_sitemap_is_built_as_its_schema_wants(reader):
    make_article()
    root = ElementTree.fromstring(reader.get("/sitemap.xml").content)
    assert root.tag == f"{SITEMAP}urlset" and len(root) <= 50_000
    for url in root:
        parts = [part.tag.removeprefix(SITEMAP) for part in url]
        assert url.tag == f"{SITEMAP}url" and parts in (["loc"], ["loc", "lastmod"])
        assert url[0].text.startswith("http://testserver/") and 12 <= len(url[0].text) <= 2_048
        assert len(parts) == 1 or datetime.fromisoformat(url[1].text)


def test_the_sitemap_lists_what_is_public_with_its_last_change(reader):
    article = make_article(title="Shown")
    draft = make_article(publish=False)
    gone = publishing.withdraw(make_article(), publishing.MACHINE, reason="It was wrong.")
    found = locations(reader)
    assert found[f"http://testserver{article.get_absolute_url()}"] == article.changed_at.isoformat()
    assert found[f"http://testserver{article.topics.get().get_absolute_url()}"] == article.changed_at.isoformat()
    assert not any(row.slug in address for row in (draft, gone) for address in found)


def test_every_address_of_the_sitemap_answers(reader):
    make_article()
    for address in locations(reader):
        assert reader.get(address.removeprefix("http://testserver")).status_code == 200


def test_robots_are_led_to_the_sitemap_and_away_from_the_desk(reader):
    text = reader.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text and "Disallow: /accounts/" in text


@pytest.mark.parametrize("day", ["2026-11-01", "2026-12-31", "2028-02-29"])
def test_security_txt_names_a_contact_and_never_runs_out(reader, day):
    with time_machine.travel(f"{day}T23:59:00Z", tick=False):
        text = reader.get("/.well-known/security.txt").content.decode()
        expires = datetime.fromisoformat(re.search("Expires: (.*)Z", text)[1]).replace(tzinfo=UTC)
        assert timedelta(days=100) < expires - datetime.now(UTC) < timedelta(days=365)
    assert "Contact: mailto:" in text


@pytest.mark.parametrize("address", ["/", "/articles/", "/faq/", "/help-now/", "/about/", "/topics/", "/a-z/"])
def test_each_page_has_one_canonical_address_and_data_about_the_site(reader, address):
    page = reader.get(address + "?utm_source=x").content.decode()
    assert re.findall('<link rel="canonical" href="(.*?)">', page) == [f"http://testserver{address}"]
    assert {"WebSite", "Organization"} <= set(graph(reader, address))


def test_an_example_is_an_organization_and_a_clinic_a_clinic(reader):
    assert graph(reader, "/")["Organization"]["@id"].endswith("/#clinic")
    row = ClinicProfile.the_one()
    row.site_state, row.name = "open", "Quiet Harbour"
    write_profile(row)
    clinic = graph(reader, "/")["MedicalClinic"]
    assert clinic["name"] == "Quiet Harbour" and clinic["telephone"] and clinic["address"]


def test_a_further_page_is_an_address_of_its_own(reader):
    for _number in range(13):
        make_article()
    page = reader.get("/articles/?page=2").content.decode()
    assert '<link rel="canonical" href="http://testserver/articles/?page=2">' in page


def test_an_unreviewed_article_names_no_reviewer_and_no_review(reader):
    article = make_article(body=f"<p>Words [@{make_source().key}].</p>")
    data = graph(reader, article.get_absolute_url())
    page = data["MedicalWebPage"]
    assert not {"reviewedBy", "lastReviewed", "citation"} & set(page)
    assert page["datePublished"] and page["dateModified"]
    assert data["BreadcrumbList"]["itemListElement"][0]["name"] == "Home"


def test_the_questions_are_given_as_such(reader):
    page = graph(reader, "/faq/")["FAQPage"]
    assert len(page["mainEntity"]) == 15
    assert all(question["acceptedAnswer"]["text"] for question in page["mainEntity"])


def test_a_preview_carries_nothing_for_search_engines(editor):
    article = make_article(publish=False)
    page = editor.get(f"/admin/articles/article/{article.pk}/preview/").content.decode()
    assert "application/ld+json" not in page and "og:title" not in page
