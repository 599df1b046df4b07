"""Searching: words in every form, ranked alike everywhere, only what is public, and nothing typed can break it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.findable import index_what_differs
from search.finding import search
from search.index import Document, put, rebuild, remove
from search.models import Entry, Synonyms
from search.words import stem, stems_of
from tests.factories import make_article, make_content

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def index(ref: str, title: str = "", **changes) -> None:
    words = {"summary": "", "body": "", "keywords": (), "topics": ()} | changes
    put(Document(ref=ref, kind="article", language="en-us", url=f"/{ref}/", title=title or ref, **words))


def found(text: str, **options) -> list[str]:
    return [hit.url.strip("/") for hit in search(text, "en-us", **options).hits]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("infusions", "One infusion a week"),
        ("BLADDER", "The bladder"),
        ("anaesthetic", "An anesthetic"),
        ("anesthetic", "An anaesthetic"),
        ("naive", "A naïve question"),
        ("naïve", "A naive question"),
        ("counselling", "Counseling helps"),
        ("hospitalised", "Nobody was hospitalized"),
        ("ketam", "Ketamine"),
        ("doctor's", "Ask your doctor"),
        ("doctor’s letter", "The letter of your doctors"),
        ("who should not have it", "Who should not have it?"),
    ],
)
def test_a_word_is_found_in_its_other_forms(typed, written):
    index("right", title=written)
    index("wrong", title="Something else")
    assert found(typed)[0] == "right"


def test_title_comes_before_keywords_before_summary_before_body():
    index("in-body", body="About sleep.")
    index("in-summary", summary="About sleep.")
    index("in-keywords", keywords=("sleep",))
    index("in-title", title="Sleep and rest")
    assert found("sleep") == ["in-title", "in-keywords", "in-summary", "in-body"]


def test_a_page_past_its_review_date_sinks():
    index("fresh", body="Sleep.", review_by=date.today() + timedelta(days=1))
    index("late", body="Sleep, sleep and sleep.", review_by=date.today() - timedelta(days=1))
    assert found("sleep") == ["fresh", "late"]


def test_with_few_hits_for_all_words_those_for_some_are_shown_and_said_to_be():
    index("one", title="Bladder")
    results = search("bladder xylophone", "en-us")
    assert [hit.url for hit in results.hits] == ["/one/"]
    assert results.partly


def test_a_slip_of_the_finger_is_mended_from_the_indexs_own_words():
    index("one", title="Depression")
    results = search("depresion", "en-us")
    assert (results.suggestion, results.mended, len(results.hits)) == ("depression", True, 1)


def test_a_word_that_stands_only_in_a_body_is_not_called_a_slip():
    index("one", title="Bladders", body="The ladder.")
    assert search("ladder", "en-us").suggestion == ""


@pytest.mark.parametrize(("typed", "words"), [("jab", "Infusion"), ("side effects", "Risks"), ("risk", "Side effects")])
def test_editors_synonyms_are_found(typed, words):
    Synonyms.objects.create(words="jab, drip, infusion")
    Synonyms.objects.create(words="side effects, risks")
    index("right", title=words)
    index("wrong", title="Effects on the side of a hill" if typed == "risk" else "Other words")
    assert found(typed)[0] == "right"


def test_a_topic_narrows_it():
    index("one", title="Sleep", topics=("rest",))
    index("two", title="Sleep")
    assert found("sleep", topic="rest") == ["one"]
    assert found("sleep", topic="none") == []


def test_an_older_page_of_the_topic_is_found_among_many_newer_ones_of_others():
    index("right", title="Sleep", topics=("nights",))
    for number in range(170):
        index(f"other-{number}", title="Sleep", topics=("days",))
    assert found("sleep", topic="nights") == ["right"]
    assert len(found("sleep", topic="days")) == 20


def test_an_older_page_with_all_words_but_one_goes_before_newer_ones_with_one():
    index("right", body="Ketamine can help when nights are long.")
    for number in range(120):
        index(f"other-{number}", body=("Ketamine", "Help", "Nights", "Long")[number % 4])
    assert found("ketamine help long nights zebra")[0] == "right"


def test_another_language_is_another_site():
    put(Document(ref="fr", kind="article", language="fr", url="/fr/", title="Sleep"))
    assert found("sleep") == []


def test_what_matches_is_marked_and_html_stays_text():
    index("one", title="Sleep <b>well</b>", body="First words. Then <script>sleep</script> comes & goes.")
    (hit,) = search("sleep", "en-us").hits
    assert [piece.text for piece in hit.title if piece.matches] == ["Sleep"]
    assert "".join(piece.text for piece in hit.passage) == "Then <script>sleep</script> comes & goes."


def test_a_long_sentence_is_cut_around_what_matches():
    index("one", title="x", body="word " * 300 + "sleep " + "word " * 300)
    (hit,) = search("sleep", "en-us").hits
    passage = "".join(piece.text for piece in hit.passage)
    assert "sleep" in passage and len(passage) < 300


def test_an_article_is_found_from_publishing_until_it_is_taken_down():
    article = make_article(title="Restful sleep", publish=False)
    assert found("restful") == []
    publishing.publish(article, article.draft, publishing.MACHINE)
    assert found("restful") == [f"articles/{article.slug}"]
    publishing.save_draft(article, make_content(title="Zebras"), publishing.MACHINE, base=article.draft)
    assert found("zebras") == []
    publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.")
    assert found("restful") == []


def test_an_entry_comes_and_goes_with_its_transaction():
    article = make_article(title="Restful sleep")
    try:
        with transaction.atomic():
            publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.")
            assert found("restful") == []
            raise RuntimeError
    except RuntimeError:
        assert found("restful") == [f"articles/{article.slug}"]


def test_rebuilding_brings_back_what_is_public_and_drops_the_rest():
    article = make_article(title="Restful sleep")
    make_article(title="Restful draft", publish=False)
    Entry.objects.all().delete()
    index("article:999", title="Restful ghost")
    rebuild()
    assert found("restful")[0] == f"articles/{article.slug}"
    assert not Entry.objects.filter(title__in=["Restful draft", "Restful ghost"]).exists()
    assert Entry.objects.filter(kind="answer").count() == 15


def test_the_worker_mends_an_index_that_came_apart():
    article = make_article(title="Restful sleep")
    remove(f"article:{article.pk}")
    index("article:999", title="Restful ghost")
    assert index_what_differs() == 2
    assert found("restful") == [f"articles/{article.slug}"]
    assert index_what_differs() == 0


HOSTILE = [
    '"',
    "'",
    "*",
    "(",
    ")",
    "NEAR(",
    "a OR",
    "-a",
    ":",
    "a:*",
    "\\",
    "%",
    "_",
    "\x00",
    "\ud800",
    "🙂",
    "' ; DROP TABLE x",
    "&&|!",
    "<->",
]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=12).map(" ".join))
def test_nothing_that_is_typed_breaks_it(text):
    assert search(text, "en-us").hits == []  # nothing is indexed here


@given(st.text(max_size=60))
def test_stems_are_letters_and_digits_only(text):
    assert all(word.isalnum() for word in stems_of(text, "en-us"))
    assert all(stem(word, "en-us") for word in stems_of(text, "en-us"))


@pytest.mark.slow
@settings(deadline=None, max_examples=3_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=30).map("".join)))
def test_three_thousand_hostile_questions_end_in_no_error(text):
    assert isinstance(search(text, "en-us", topic=text[:40]).hits, list)
