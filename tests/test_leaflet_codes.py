"""`/l/<code>/`: what a printed leaflet's code says of the version on the paper."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from articles import corrections, publishing
from articles.codes import LETTERS, new_code, read_code
from articles.leaflets import leaflet_of
from articles.models import Article, Publication
from tests.factories import make_article, make_content

pytestmark = pytest.mark.django_db


def code_of(article) -> str:
    return article.publications.first().code


def rewrite(article, **changes):
    article.refresh_from_db()
    values = {"topics": tuple(article.topics.values_list("pk", flat=True))} | changes
    revision = publishing.save_draft(article, make_content(**values), publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)
    return revision


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_leaflet_of_todays_version_is_current(reader):
    article = make_article(title="A quiet night")
    response = reader.get(f"/l/{code_of(article)}/")
    page = words(response)
    assert response.status_code == 200
    assert "version 1" in page and "It is still current." in page and "A quiet night" in page
    assert "Look here again after May 22, 2027" in page
    assert article.get_absolute_url() in page


def test_a_shared_leaflet_shows_its_title_and_stays_out_of_search_engines(reader):
    article = make_article(title="A quiet night")
    page = words(reader.get(f"/l/{code_of(article)}/"))
    assert '<meta property="og:title" content="A quiet night">' in page
    assert 'property="og:description" content="Whether a printed leaflet still holds' in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_leaflet_says_what_changed_since(reader):
    article = make_article()
    code = code_of(article)
    rewrite(article, body="<h2>Before the day</h2><p>Write all your questions down.</p>", change_note="One word more.")
    page = words(reader.get(f"/l/{code}/"))
    assert "has changed since" in page and "One word more." in page and "underlined words are new" in page
    assert "<ins>" in page
    assert "version 2" in words(reader.get(f"/l/{code_of(article)}/"))


def test_a_change_of_nothing_clinical_is_told_as_such(reader):
    article = make_article()
    code = code_of(article)
    rewrite(article, next_review_on="2028-01-01")
    page = words(reader.get(f"/l/{code}/"))
    assert "still the same" in page and "Every passage that differs" not in page


def test_a_correction_since_is_told_and_one_before_is_not(reader):
    article = make_article(body="<h2>When</h2><p>It takes ten minutes.</p>")
    first = code_of(article)
    content = make_content(
        topics=tuple(article.topics.values_list("pk", flat=True)), body="<h2>When</h2><p>An hour.</p>"
    )
    revision = publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
    corrections.correct_now(article, revision, publishing.MACHINE, note="It takes an hour, not ten minutes.")
    assert "It takes an hour, not ten minutes." in words(reader.get(f"/l/{first}/"))
    assert "ten minutes" not in words(reader.get(f"/l/{code_of(article)}/"))


def test_a_withdrawn_leaflet_says_so_and_shows_none_of_its_words(reader):
    article, other = (
        make_article(title="Old advice", body="<h2>Wrong</h2><p>Wrong words.</p>"),
        make_article(title="New"),
    )
    publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.", replacement=other)
    page = words(reader.get(f"/l/{code_of(article)}/"))
    assert "This leaflet is withdrawn" in page and "It was wrong." in page and other.get_absolute_url() in page
    assert "Wrong words" not in page


def test_an_article_at_its_end_withdraws_its_leaflets_while_the_worker_is_silent(reader):
    article = make_article(expire_at=datetime.now(UTC) - timedelta(minutes=1), expire_reason="The offer has ended.")
    page = words(reader.get(f"/l/{code_of(article)}/"))
    assert "This leaflet is withdrawn" in page and "The offer has ended." in page


def test_an_overdue_check_is_said(reader):
    article = make_article(next_review_on="2027-05-22")
    with time_machine.travel("2027-06-01T12:00:00Z", tick=False):
        page = words(reader.get(f"/l/{code_of(article)}/"))
    assert "should have been checked again by May 22, 2027" in page and "Look here again" not in page


@pytest.mark.parametrize("change", [str.upper, lambda code: f"{code[:4]}-{code[4:]}"])
def test_a_code_may_be_typed_as_people_type(reader, change):
    assert reader.get(f"/l/{change(code_of(make_article()))}/").status_code == 200


def test_an_unknown_code_is_answered_in_words_and_not_stored(reader):
    response = reader.get("/l/zzzzzzzz/")
    assert response.status_code == 404 and "We do not know this leaflet" in words(response)
    assert reader.get("/l/%00/").status_code == 404


def test_no_search_engine_keeps_it_and_the_sitemap_does_not_name_it(reader):
    address = f"/l/{code_of(make_article())}/"
    assert reader.get(address).headers["X-Robots-Tag"] == "noindex"
    assert "/l/" not in reader.get("/sitemap.xml").content.decode()


def test_publishing_again_what_is_live_keeps_the_code():
    article = make_article()
    code = code_of(article)
    publishing.publish(article, article.live, publishing.MACHINE)
    assert code_of(article) == code and Publication.objects.filter(article=article).count() == 1


def test_a_publication_that_has_no_code_yet_gets_one():
    article = make_article()
    article.publications.update(code=None)
    assert leaflet_of(article)["code"] == code_of(article) is not None


def test_a_site_that_moved_prints_its_new_address(reader, settings):
    article = make_article()
    settings.SITE_URL = "https://new.example.org"
    page = reader.get(article.get_absolute_url()).content.decode()
    assert f"new.example.org/l/{code_of(article)}" in page
    assert "testserver/l/" not in page and Article.objects.get(pk=article.pk).page["leaflet"]["code"] == code_of(
        article
    )


def test_codes_hold_no_letters_that_look_alike():
    code = new_code()
    assert len(code) == 8 and set(code) <= set(LETTERS) and not set("ilou") & set(LETTERS)


@given(st.text(alphabet=LETTERS, min_size=8, max_size=8), st.booleans())
def test_misread_digits_make_the_same_code(code, upper):
    misread = code.replace("1", "l").replace("0", "O")
    assert read_code(misread.upper() if upper else misread) == code
