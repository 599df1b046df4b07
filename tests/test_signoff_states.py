"""The three public states of review, in every place at once, and what moves them: the clinical words alone."""

import dataclasses
import json
import re
from datetime import date

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.content import Badge, Content
from articles.models import Article, Author, Image, Signature, Source
from articles.review import FEW, MANY, reviews_of
from clinic.models import Clinician
from tests.factories import make_article, make_clinician, make_image, make_source, make_topic, treatment_facts
from tests.signoff_factories import publish, save, sign, signed_article

pytestmark = pytest.mark.django_db

STATES = {"reviewed": r"Reviewed by Dr", "changed": r"changed since", "unreviewed": r"Not clinically reviewed"}


def shown_in(reader, article) -> dict[str, str]:
    """The state that each place shows: page, list, feed, structured data."""
    page = reader.get(article.get_absolute_url()).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    rows = data if isinstance(data, list) else data.get("@graph", [data])
    medical = next(row for row in rows if row.get("@type") == "MedicalWebPage")
    words = {
        "trust line": re.search(r'trust__review trust__review--\w+">.*?</p>', page, re.S)[0],
        "how it was made": page[page.index('id="made"') :],
        "list": part_about(article, reader.get("/articles/").content.decode(), "<article"),
        "feed": part_about(article, reader.get("/feeds/articles/").content.decode(), "<entry"),
    }
    found = {place: state_in(text) for place, text in words.items()}
    return found | {"data": "reviewed" if "reviewedBy" in medical and "lastReviewed" in medical else "not reviewed"}


def part_about(article, text: str, start: str) -> str:
    return next(part for part in text.split(start) if article.get_absolute_url() in part)


def state_in(text: str) -> str:
    return next(state for state in ("changed", "unreviewed", "reviewed") if re.search(STATES[state], text))


def assert_state(reader, article, state: str):
    places = ("trust line", "how it was made", "list", "feed")
    expected = dict.fromkeys(places, state) | {"data": state if state == "reviewed" else "not reviewed"}
    assert shown_in(reader, article) == expected


def test_an_article_that_nobody_signed_says_so_everywhere(reader):
    assert_state(reader, make_article(), "unreviewed")


def test_a_signed_article_names_the_clinician_and_the_day(reader, people):
    with time_machine.travel("2026-11-20 15:00Z"):
        article = signed_article(people["clinician"])
    assert_state(reader, article, "reviewed")
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "Reviewed by Dr. Example" in page and "psychiatrist on November 20, 2026" in page
    assert "https://board.example.org/" in page and "Interests:" in page


def test_a_signed_draft_says_nothing_about_other_words_that_are_public(reader, people):
    article = make_article()
    sign(article, people["clinician"], save(article, summary="Quite different words."))
    assert_state(reader, article, "unreviewed")
    page = reader.get(f"{article.get_absolute_url()}changes/").content.decode()
    assert "Quite different words." not in page


def test_publishing_the_signed_draft_makes_the_badge_appear(reader, people):
    article = make_article()
    revision = save(article, summary="Better words.")
    sign(article, people["clinician"], revision)
    publishing.publish(article, revision, publishing.MACHINE)
    assert_state(reader, article, "reviewed")


def whole_article(user) -> Article:
    """Signed, with something of every kind that a signature covers."""
    image, source, target = make_image(), make_source(), make_article()
    return signed_article(
        user,
        kind="treatment",
        facts=treatment_facts(),
        key_points=("One point.",),
        badges=(Badge("benefit", "limited"),),
        image=image.key,
        body=f'<p>About this many [@{source.key}].</p><p><a href="{target.get_absolute_url()}">There</a></p>'
        f'<img src="/admin/picture/{image.key}/" alt="A hall">',
    )


def other_source(article, word):
    Source.objects.filter(articles=article).update(note=f"Note {word}")
    return {}


def other_alt(article, word):
    return {"body": Content.from_json(article.live.content).body.replace('alt="A hall"', f'alt="Hall {word}"')}


def other_library_alt(article, word):
    Image.objects.filter(articles=article).update(alt=f"Scene {word}")
    return {}


def other_target(article, word):
    target = make_article()
    body = Content.from_json(article.live.content).body
    return {"body": re.sub(r'href="/articles/[^"]+"', f'href="{target.get_absolute_url()}"', body)}


def other_definition(article, word):
    return {"facts": treatment_facts() | {"risks": f"<p>A risk is {word}.</p>"}}


CHANGES = {
    "title": lambda article, word: {"title": f"About {word}"},
    "summary": lambda article, word: {"summary": f"In short: {word}."},
    "key points": lambda article, word: {"key_points": ("One point.", f"And {word}.")},
    "number": lambda article, word: {"body": Content.from_json(article.live.content).body.replace("this", "that")},
    "kind": lambda article, word: {"kind": "guide"},
    "badge": lambda article, word: {"badges": (Badge("benefit", "strong"),)},
    "lead picture": lambda article, word: {"image": make_image().key},
    "definition": other_definition,
    "source": other_source,
    "alt text": other_alt,
    "alt text in the library": other_library_alt,
    "link target": other_target,
}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True), word=st.sampled_from("xyz")
)
def test_any_clinical_change_ends_state_one_everywhere_and_restoring_brings_it_back(names, word, reader, people):
    Signature.objects.all().delete()
    article = whole_article(people["clinician"])
    signed = Content.from_json(article.live.content)
    for name in names:
        publish(article, **CHANGES[name](article, word))
        article.refresh_from_db()
    assert_state(reader, article, "changed")
    # What was signed comes back as a whole, the rows it copied included.
    Source.objects.filter(key=signed.sources[0].key).update(note=signed.sources[0].note)
    Image.objects.filter(key=signed.image).update(alt=signed.images[0].alt)
    publish(article, **{item.name: getattr(signed, item.name) for item in dataclasses.fields(Content)})
    assert_state(reader, article, "reviewed")


@pytest.mark.parametrize("name", CHANGES)
def test_each_clinical_change_by_itself_ends_state_one(name, reader, people):
    article = whole_article(people["clinician"])
    publish(article, **CHANGES[name](article, "x"))
    assert_state(reader, article, "changed")


def test_what_no_signature_covers_moves_no_badge(reader, people):
    article = signed_article(people["clinician"])
    publish(
        article, keywords=("word",), change_note="Spelling.", next_review_on="2028-01-01", topics=(make_topic().pk,)
    )
    assert_state(reader, article, "reviewed")


def test_see_what_lists_the_words_that_changed(reader, people):
    article = signed_article(people["clinician"], body="<p>About six people.</p>")
    publish(article, body="<p>About five people.</p>", keywords=("unseen",))
    page = reader.get(article.get_absolute_url()).content.decode()
    assert f'(<a href="{article.get_absolute_url()}changes/">see what</a>)' in page
    changes = reader.get(f"{article.get_absolute_url()}changes/").content.decode()
    assert "six" in changes and "five" in changes and "unseen" not in changes


def test_see_what_cites_sources_by_the_numbers_that_readers_know(reader, people):
    first, second = make_source(key="first2020"), make_source(key="second2021")
    article = signed_article(people["clinician"], body=f"<p>About six [@{first.key}; @{second.key}].</p>")
    publish(article, body=f"<p>About five [@{first.key}; @{second.key}].</p>")
    changes = reader.get(f"{article.get_absolute_url()}changes/").content.decode()
    assert "[1][2]" in changes and "@first2020" not in changes


def test_new_rules_sanitiser_and_templates_move_no_badge(reader, people, monkeypatch):
    """A later version finds more, cleans more and shows it otherwise: what was signed is still what is live."""
    article = signed_article(people["clinician"], body="<p>Words <sub>low</sub>.</p>")
    monkeypatch.setattr("articles.checking.run_checks", lambda content: 1 / 0)
    monkeypatch.setattr("articles.rendering.harmless", lambda html: html.replace("<sub>", "").replace("</sub>", ""))
    monkeypatch.setattr("articles.rendering.WORDS_A_MINUTE", 1)
    monkeypatch.setattr("articles.content.CLINICAL_V1", ("title",))
    publishing.refresh_projection(article)
    assert_state(reader, article, "reviewed")


def test_a_clinician_who_leaves_keeps_what_was_signed(reader, people):
    article = signed_article(people["clinician"])
    Clinician.objects.update(is_active=False)
    assert_state(reader, article, "reviewed")


def test_the_only_clinician_who_wrote_it_is_said_to_be_alone(reader, people):
    author = Author.objects.create(name="Dr. Example", slug="dr-example", user=people["clinician"])
    make_clinician(name="Dr. Example", user=people["clinician"])
    article = make_article(author=author.pk)
    words = "Written by Dr. Example, psychiatrist; not checked by a second clinician"
    for place in (article.get_absolute_url(), "/articles/", "/feeds/articles/"):
        assert words in reader.get(place).content.decode()
    make_clinician()
    assert_state(reader, article, "unreviewed")


def test_a_page_past_its_date_says_so_in_plain_words_from_the_day_after(reader, people):
    article = signed_article(people["clinician"], next_review_on="2027-05-22")
    words = "This page should have been checked again by May 22, 2027."
    for day, said in ((date(2027, 5, 22), False), (date(2027, 5, 23), True)):
        with time_machine.travel(timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))):
            assert (words in reader.get(article.get_absolute_url()).content.decode()) is said


@pytest.mark.servers
def test_many_articles_are_told_alike_however_many_are_asked_for_at_once(people):
    signed, changed, plain = signed_article(people["clinician"]), signed_article(people["clinician"]), make_article()
    publish(changed, summary="Other words")
    asked = [signed.pk, changed.pk, plain.pk]
    found = reviews_of(asked)
    assert [found[number]["state"] for number in asked] == ["reviewed", "changed", "unreviewed"]
    for more in (FEW, MANY, MANY + 1):
        assert reviews_of([*asked, *range(10**6, 10**6 + more - 3)]) == found
