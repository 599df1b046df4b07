"""Who publishes, takes down, decides, changes roles, or takes something out of the house stands in the record: one line
each, by the account that did it, through the address where it is done.

Sign-ins: test_sign_in_record. Erasures: test_erase_person. The whole site: test_site_moves. Signatures:
test_signoff_verbs.
"""

import pytest
from django.contrib.auth.models import Group

from clinic.models import Record
from tests.factories import make_article, make_topic
from tests.test_articles_publishing import ADD, change, form_data
from tests.test_record_personal import decide, withdraw

pytestmark = pytest.mark.django_db
WORDS = "Version 12 was wrong."


def publish(editor, people):
    editor.post(ADD, form_data(topic=make_topic().pk, _publish="1"))


def publish_again(editor, people):
    article = make_article()
    editor.post(change(article), form_data(article, body="<p>Changed words.</p>", _publish="1"))


def take_down(moderator, people):
    withdraw(moderator, people, WORDS)


def reject(moderator, people):
    decide(moderator, people, WORDS)


def change_roles(owner, people):
    person = people["editor"]
    fields = {"email": person.email, "display_name": "Editor", "is_active": "on"}
    owner.post(f"/admin/clinic/user/{person.pk}/change/", fields | {"groups": [Group.objects.get(name="Moderator").pk]})


def take_a_list(owner, people):
    owner.post("/admin/lists/", {"list": "numbers"})


def take_the_report(owner, people):
    owner.post("/admin/comments/decision/export/")


STEPS = {
    "publish": (publish, "editor", "publish article"),
    "publish again": (publish_again, "editor", "publish article"),
    "take down": (take_down, "moderator", "withdraw article"),
    "decide": (reject, "moderator", "reject comment"),
    "roles": (change_roles, "owner", "change staff account"),
    "list": (take_a_list, "owner", "take a list along"),
    "report": (take_the_report, "owner", "export report on comments"),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_step_is_one_line_by_who_took_it(name, people, request):
    step, role, action = STEPS[name]
    step(request.getfixturevalue(role), people)
    assert Record.objects.filter(action=action, actor=people[role]).count() == 1


def test_the_line_about_roles_says_which(owner, people):
    change_roles(owner, people)
    assert Record.objects.get(action="change staff account").note == "Moderator"
