"""“How this page was made”: who wrote it, what it rests on, and what the clinic gains by it."""

import pytest
from bs4 import BeautifulSoup

from articles.models import Author
from clinic.models import ClinicProfile
from clinic.profile import save_profile
from tests.factories import make_article, make_source, treatment_facts

pytestmark = pytest.mark.django_db


def made(reader, article) -> str:
    page = BeautifulSoup(reader.get(article.get_absolute_url()).content.decode(), "html.parser")
    return " ".join(page.select_one(".made").get_text(" ", strip=True).split())


def test_the_author_stands_there_with_interests(reader):
    author = Author.objects.create(
        name="A. Writer", slug="a-writer", credentials="editor", disclosure="Owns no shares."
    )
    assert "A. Writer , editor. Interests: Owns no shares." in made(reader, make_article(author=author.pk))
    assert "website team" in made(reader, make_article())


def test_sources_are_counted_by_kind(reader):
    for key, kind in (("a1", "trial"), ("a2", "trial"), ("a3", "review")):
        make_source(key=key, kind=kind)
    words = made(reader, make_article(body="<p>Words [@a1; @a2; @a3].</p>"))
    assert "Randomized trial: 2; Review of several studies: 1." in words
    assert "What it rests on" not in made(reader, make_article())


def test_a_page_about_treatment_says_what_the_clinic_gains(reader):
    profile = ClinicProfile.the_one()
    profile.products = "Ketamine drips"
    save_profile(profile, None)
    treatment = made(reader, make_article(kind="treatment", facts=treatment_facts()))
    assert "offers treatment of this kind and is paid for it" in treatment
    assert "What is approved, and what is not" in treatment
    assert "is paid for it" not in made(reader, make_article())
