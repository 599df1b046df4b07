"""Numbers that no column of a database can hold are answered as any number that stands in no row."""

import pytest

from articles.models import Topic
from tests.factories import make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

HUGE = ["9" * 300, "-" + "9" * 300, str(2**63)]


def test_a_topic_with_such_a_number_is_refused_and_the_words_come_back(editor):
    for number in HUGE:
        answer = editor.post("/admin/articles/article/add/", {"title": "Sleep in winter", "topics": [number]})
        assert answer.status_code == 422
        assert "Sleep in winter" in answer.text
        assert f"“{str(number)[:80]}” is no topic of ours" in answer.text


def test_an_account_with_such_a_role_is_refused(owner):
    fields = {"email": "new@example.org", "display_name": "New", "groups": [HUGE[0]]}
    answer = owner.post("/admin/clinic/user/add/", fields)
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.text


def test_those_that_exist_are_found_beside_them(db):
    topic = make_topic()
    assert list(Topic.objects.filter(pk__in=[2**70, topic.pk])) == [topic]
    assert list(Topic.objects.exclude(pk__in=[2**70])) == [topic]
    assert not Topic.objects.filter(pk__in=[2**70])
