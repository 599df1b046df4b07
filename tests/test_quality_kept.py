"""What the checks found in words that nobody changed is kept in memory, and can only be what they would find now."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import gettext, override

from articles import quality
from articles.content import SourceCopy
from articles.models import Source
from articles.quality import run_checks, whole_run
from articles.quality.findings import Finding
from tests.factories import make_article, make_source
from tests.quality_data import page


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The texts of what the one check there is was asked about."""
    texts: list[str] = []

    def check(content):
        texts.append(content.body)
        return [Finding("summary", 0, 0, "doses", False, "Page", "Then.")]

    monkeypatch.setattr(quality, "all_checks", lambda: {"doses": check})
    return texts


def test_the_same_words_are_checked_once_and_others_by_themselves(asked):
    for words in ("One.", "One.", "Two.", "One."):
        assert len(run_checks(page(words))) == 1
    assert asked == ["<p>One.</p>", "<p>Two.</p>"]


def test_who_changes_the_answer_changes_nobody_elses(asked):
    run_checks(page("One.")).clear()
    assert len(run_checks(page("One."))) == 1


def test_a_source_grows_old_with_the_days():
    copy = SourceCopy("old", "A trial", "trial", checked_on=timezone.localdate().isoformat())
    words = page("In one trial it helped [@old].", sources=(copy,))
    old = {finding.check for finding in run_checks(words)}
    with time_machine.travel(timezone.now() + timedelta(days=3000)):
        assert {finding.check for finding in run_checks(words)} - old == {"sources-stale"}


def test_findings_are_told_in_the_language_of_whoever_reads(asked):
    run_checks(page("One."))
    with override("de"):
        expected = gettext("Page")
        assert [finding.message for finding in run_checks(page("One."))] == [expected]
    assert len(asked) == 2


def test_what_a_check_that_failed_once_would_have_found_is_found_the_next_time(monkeypatch):
    failing = [ValueError("away")]

    def check(content):
        if failing:
            raise failing[0]
        return []

    monkeypatch.setattr(quality, "all_checks", lambda: {"doses": check})
    assert [finding.check for finding in run_checks(page("One."))] == ["check-failed"]
    failing.clear()
    assert run_checks(page("One.")) == []


@pytest.mark.django_db
def test_the_page_of_an_unchanged_draft_tells_of_a_source_that_was_retracted_since(editor):
    source = make_source()
    article = make_article(publish=False, body=f"<p>Words [@{source.key}].</p>")
    where = f"/admin/articles/article/{article.pk}/change/"
    before = editor.get(where).content.decode()
    Source.objects.filter(pk=source.pk).update(retracted_on=timezone.localdate())
    after = editor.get(where).content.decode()
    said = "This source has been retracted or is under a warning"
    assert said not in before and said in after


def test_only_so_many_are_kept():
    assert whole_run.cache_info().maxsize == 64
