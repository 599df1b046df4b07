"""Ready for languages: no interface string escapes the catalogs, and the style sheets know no left and right."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.models import Article, Author
from clinic.models import ClinicProfile
from clinic.profile import write_profile
from comments.models import Status
from comments.opening import Closed, why_closed
from search.models import Synonyms
from tests.addresses import fill, public_routes
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article, make_content, make_image, make_source, make_topic, treatment_facts
from tests.pseudo_locale import outside, speak_pseudo, untranslated

pytestmark = pytest.mark.django_db

GREEK = "Ύπνος και ηρεμία"
NOT_PAGES = ("feed", ".xml", ".txt", ".svg", "media/", "healthz", "readyz", "suggest", "export", "delete", "preview/")


@pytest.fixture
def world(monkeypatch, db):
    """One of everything that readers see, in Greek letters: so that a Latin word on a page is the interface's."""
    speak_pseudo(monkeypatch, settings.LANGUAGE_CODE)
    profile = ClinicProfile.the_one()
    for field in profile._meta.fields:
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices and not field.validators[1:]:
            setattr(profile, field.name, GREEK)
    profile.email, profile.opening_hours, profile.moderation_hours = "a@example.org", "Mon-Fri 9:00-17:00", "always"
    profile.kept_for = "spam 3"
    today = timezone.localdate()
    profile.closed_holidays, profile.closed_days = (
        "",
        f"{today} {today} {GREEK}\n{today} {today + timedelta(9)} {GREEK}",
    )
    profile.country, profile.own_help_lines = "US", f"{GREEK} | 988 | {GREEK}"
    profile.phone = profile.after_hours_phone = profile.emergency_number = "911"
    write_profile(profile)
    author = Author.objects.create(name=GREEK, slug="x", credentials=GREEK, biography=GREEK, disclosure=GREEK)
    topic, image = make_topic(title=GREEK, introduction=GREEK), make_image(alt=GREEK, title=GREEK)
    source = make_source(title=GREEK, authors=GREEK, journal=GREEK, note=GREEK, people=7)
    words = {"title": GREEK, "summary": GREEK, "topics": (topic,), "author": author.pk, "image": image.key}
    body = f"<h2>{GREEK}</h2><p>{GREEK} [@{source.key}].</p>"
    facts = dict.fromkeys(treatment_facts(), f"<p>{GREEK}</p>")
    article = make_article(slug="shown", body=body, facts=facts, key_points=(GREEK,), change_note=GREEK, **words)
    make_article(slug="gone", body=body, **words)
    publishing.withdraw(article.__class__.objects.get(slug="gone"), publishing.MACHINE, reason=GREEK)
    comment = make_comment(article=article, status=Status.APPROVED, name=GREEK, text=GREEK)
    make_reply(comment, status=Status.APPROVED, name=GREEK, text=GREEK)
    Synonyms.objects.create(words=f"{GREEK}, Νύχτα")
    return {"article": article, "author": author, "topic": topic, "image": image, "comment": comment}


def pages(world) -> list[str]:
    routes = [route for route in public_routes() if not any(part in route for part in NOT_PAGES)]
    return ["/" + fill(route, world) for route in routes] + [
        "/articles/gone/",
        "/nowhere/",
        "/l/zzzzzzzz/",
        "/search/?q=x1",
    ]


def test_no_interface_string_is_left_untranslated_on_any_public_page(world):
    left = {}
    for address in pages(world):
        html = Client().get(address).content.decode()
        assert "⟦" in html, address
        if found := untranslated(html, questions=address in ("/", "/faq/")):
            left[address] = found
    assert not left


def test_the_test_itself_finds_what_was_forgotten():
    html = '<p>⟦Read ⟦more⟧ here⟧ Forgotten</p><img alt="Lost"><p>⟦See <a>this</a>⟧</p>'
    assert untranslated(html) == ["Forgotten", "Lost"]
    assert outside(GREEK) == []


PHYSICAL = re.compile(
    r"\b(margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right)\b"
    r"|(?<![-\w])(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)|border-(top|bottom)-(left|right)-radius"
)
SHORTHAND = re.compile(r"(?<![-\w])(?:margin|padding|inset):\s*([^;]+);")
SHEETS = ("tokens.css", "site.css", "print.css", "signoff.css", "accounts.css")


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_says_start_and_end_and_never_left_and_right(name):
    sheet = re.sub(r"/\*.*?\*/|@(top|bottom)-(left|right)", "", (settings.BASE_DIR / "static/css" / name).read_text())
    assert not PHYSICAL.search(sheet)
    values = [re.findall(r"[^\s(]+(?:\([^)]*\))?", found[1]) for found in SHORTHAND.finditer(sheet)]
    assert [four for four in values if len(four) == 4 and four[1] != four[3]] == []


def test_a_page_says_in_which_direction_it_is_read(reader, db, monkeypatch):
    page = reader.get("/about/").content.decode()
    assert '<html lang="en-us">' in page
    monkeypatch.setattr("django.utils.translation.get_language_bidi", lambda: True)
    assert '<html lang="en-us" dir="rtl">' in reader.get("/about/").content.decode()


def test_a_language_without_claim_rules_is_not_published():
    article = make_article(publish=False)
    revision = publishing.save_draft(article, make_content(language="de"), publishing.MACHINE, base=article.draft)
    with pytest.raises(publishing.NotReady, match="no rules yet for claims in this language"):
        publishing.publish(article, revision, publishing.MACHINE)


@pytest.mark.parametrize(
    ("language", "reason"), [("de", Closed.ARTICLE), ("en", None), ("en-gb", None), ("", Closed.ARTICLE)]
)
def test_a_language_without_screens_has_comments_closed(language, reason):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(language=language)
    article.refresh_from_db()
    assert why_closed(article, timezone.now()) == reason
