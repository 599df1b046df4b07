"""The list of articles and an article's history: what is live, what is newer, who did what."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article, Revision
from clinic.record import record
from tests.factories import make_article, make_content, make_source

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def cells(page: str) -> dict[str, str]:
    return dict(re.findall(r'<td[^>]* class="field-(\w+)[^"]*">(?:<[^>]+>)*([^<]*)', page))


def test_live_state_and_newer_draft_with_its_age_and_author_stand_side_by_side(editor, people):
    article = make_article()
    publishing.save_draft(article, make_content(), people["editor"], base=article.draft)
    Revision.objects.filter(pk=article.draft_id).update(created_at=timezone.now() - timedelta(hours=5))
    shown = cells(editor.get(LIST).content.decode())
    assert (shown["state"], shown["newer_draft"], shown["draft_by"]) == ("Public", "version 2", "Editor")
    assert shown["draft_age"].replace("\xa0", " ") == "5 hours"


def test_the_list_takes_few_queries_with_ten_thousand_articles(editor, people):
    article = make_article()
    columns = {"live": article.live, "draft": article.draft, "status": "published", "published_at": timezone.now()}
    Article.objects.bulk_create(Article(slug=f"many-{n}", title=f"Many {n}", **columns) for n in range(10_000))
    with CaptureQueriesContext(connection) as captured:
        assert editor.get(LIST).status_code == 200
    assert len(captured) <= 15


def test_an_article_with_fifty_versions_and_five_thousand_sources_opens_with_few_queries(editor):
    article = make_article()
    for number in range(50):
        publishing.save_draft(article, make_content(title=f"Title {number}"), publishing.MACHINE, base=article.draft)
    source = make_source()
    fields = {"title": "Many", "kind": "trial", "checked_on": source.checked_on}
    type(source).objects.bulk_create(type(source)(key=f"many{n}", **fields) for n in range(5_000))
    editor.get("/admin/")  # the first page of a session also writes down that it has begun
    for page in ("change", "history", "share", "preview"):
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(f"{LIST}{article.pk}/{page}/").status_code == 200
        assert len(captured) <= 15, (page, len(captured))


def test_the_history_says_in_words_what_each_person_did(editor, clinician, people):
    article = make_article(publish=False)
    publishing.publish(article, article.draft, people["editor"], note="Agreed on Monday")
    record(people["clinician"], "sign revision", article)
    record(people["clinician"], "some later step", article)
    publishing.withdraw(article, people["moderator"], reason="A number was wrong")
    for client in (editor, clinician):
        page = client.get(f"{LIST}{article.pk}/history/").content.decode()
        for words in ("Saved", "Published", "Agreed on Monday", "Signed", "Some later step", "Taken down"):
            assert words in page
        assert page.index("Taken down") < page.index("Agreed on Monday") < page.index("Saved")


def test_the_history_tells_planned_moments_as_people_write_them(editor, people):
    article = make_article(publish=False)
    moment = timezone.now().replace(year=timezone.now().year + 1, month=5, day=4, hour=15, minute=30)
    publishing.schedule(article, article.draft, moment, people["editor"])
    record(people["editor"], "plan expiry", article, "no moment at all")
    page = editor.get(f"{LIST}{article.pk}/history/").content.decode()
    assert f"for May 4, {moment.year}, 11:30 a.m." in page and moment.isoformat()[:16] not in page
    assert "no moment at all" in page


def test_the_history_of_one_article_tells_nothing_of_another(editor):
    one, other = make_article(publish=False), make_article(publish=False)
    record(None, "publish article", other, "Of the other")
    assert "Of the other" not in editor.get(f"{LIST}{one.pk}/history/").content.decode()
