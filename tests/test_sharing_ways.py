"""Passing a page on: plain links, private ones first, nothing of anybody else's loaded."""

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from articles import publishing
from tests.factories import make_article

pytestmark = pytest.mark.django_db

HOSTILE = 'Rest & <sleep> ]]> "quoted"'
NETWORKS = ("wa.me", "t.me", "www.facebook.com", "x.com", "bsky.app", "www.linkedin.com")


def share_of(reader, article) -> BeautifulSoup:
    return BeautifulSoup(reader.get(article.get_absolute_url()).content, "html.parser").select_one("[data-share]")


def test_private_ways_come_before_networks(reader):
    box = str(share_of(reader, make_article()))
    places = [box.index(words) for words in ("Copy the link", "mailto:", "Print as a leaflet", "QR code", "wa.me")]
    assert places == sorted(places)


def test_every_network_is_a_plain_link_without_referrer_or_opener(reader):
    article = make_article(title=HOSTILE)
    links = share_of(reader, article).select('a[href^="https://"]')
    assert [urlsplit(link["href"]).hostname for link in links] == list(NETWORKS)
    for link in links:
        assert set(link["rel"]) == {"noopener", "noreferrer"} and "target" not in link.attrs
        values = " ".join(value for one in parse_qs(urlsplit(link["href"]).query).values() for value in one)
        assert f"http://testserver{article.get_absolute_url()}" in values


def test_a_hostile_title_stays_whole_in_mail_and_messages(reader):
    box = share_of(reader, make_article(title=HOSTILE))
    mail = box.select_one('a[href^="mailto:"]')["href"]
    assert parse_qs(urlsplit(mail).query)["subject"] == [HOSTILE]
    assert HOSTILE in parse_qs(urlsplit(box.select_one('a[href*="wa.me"]')["href"]).query)["text"][0]


def test_nothing_in_it_is_loaded_from_elsewhere_and_the_code_only_when_seen(reader):
    box = share_of(reader, make_article())
    (picture,) = box.select("img, script, iframe, link")
    assert picture["src"].endswith("/qr.svg") and picture["loading"] == "lazy" and picture["width"]


def test_the_code_is_a_drawing_that_runs_nothing(reader):
    article = make_article()
    response = reader.get(f"{article.get_absolute_url()}qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"svg", "path"}


def test_what_is_not_public_has_no_code(reader):
    draft, gone = make_article(publish=False), make_article()
    publishing.withdraw(gone, publishing.MACHINE, reason="It was wrong.")
    for article in (draft, gone):
        assert reader.get(f"{article.get_absolute_url()}qr.svg").status_code == 404


def test_each_section_has_a_link_with_a_name_beside_its_heading(reader):
    article = make_article(
        body="<h2>Before & after</h2><p>Words.</p><h3>Food</h3><p>Words.</p><h4>Tea</h4><p>Words.</p>"
    )
    page = BeautifulSoup(reader.get(article.get_absolute_url()).content, "html.parser")
    links = page.select("a.section-link")
    assert [link["aria-label"] for link in links] == [
        "Link to the section “Before & after”",
        "Link to the section “Food”",
    ]
    for link in links:
        assert page.find(id=link["href"][1:]).name in ("h2", "h3")
        assert not link.find_parent(re.compile("^h[1-6]$"))
