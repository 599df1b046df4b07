"""A time may end in a full stop of its own ("9 a.m."), so that no sentence ends with one: it would have two."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles import publishing
from clinic.models import ClinicProfile
from clinic.profile import save_profile
from tests.factories import make_article, make_content

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SENTENCE = re.compile(r"{% blocktranslate ([^%]*)%}(.*?){% endblocktranslate %}(.?)", re.DOTALL)
# A variable that holds a time in words: by its format, by a filter of the comments, the hours, a bare moment.
TIME = re.compile(r"(\w+)=[\w.]+(?:\|(?:date|time):\"[^\"]*P\"|\|not_before|\|starting|hours_text|\.made\b)")


def doubled(template: str) -> list[str]:
    """The sentences of a template that end with a time and a full stop."""
    found = []
    for named, words, after in SENTENCE.findall(template):
        times = TIME.findall(named)
        found += [words for name in times if re.search(rf"{{{{ {name} }}}}\.", words + after)]
    return found


def test_no_sentence_ends_with_a_time():
    found = {str(path.relative_to(TEMPLATES)): doubled(path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert len(found) > 100 and not {path: sentences for path, sentences in found.items() if sentences}


@pytest.mark.parametrize("how", ['|date:"F j, P"', "|starting", ".hours_text"])
def test_the_check_sees_a_sentence_that_does(how):
    assert doubled("{% blocktranslate with when=row.at" + how + " %}It ends at {{ when }}.{% endblocktranslate %}")


@pytest.mark.django_db
def test_what_is_planned_is_told_with_one_full_stop(editor, people):
    article = make_article()
    publishing.save_draft(article, make_content(title="Later words"), people["editor"], base=article.draft)
    publishing.schedule(article, article.draft, timezone.now() + timedelta(days=1), people["editor"])
    page = editor.get(f"/admin/articles/article/{article.pk}/unpublish/").content.decode()
    assert re.search(r"On \w+ \d+, \d{4}, [^,]+, version 2 still goes public by itself\.\s*<a", page)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/about/comment-rules/", None])
def test_the_hours_of_reading_are_told_with_one_full_stop(reader, address):
    profile = ClinicProfile.the_one()
    profile.moderation_hours = "Monday-Friday 9:00-17:00"
    save_profile(profile, None)
    page = reader.get(address or make_article().get_absolute_url()).content.decode()
    assert "9 a.m. to 5 p.m.; outside these hours nobody sees them." in page and ".m.." not in page
