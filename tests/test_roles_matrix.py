"""The full matrix of roles: contract.md, "Roles". A change of clinic/roles.py has to be said here too."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command

from clinic.models import User
from clinic.roles import CLINICIAN, EDITOR, MODERATOR, OWNER, PERMISSIONS, ROLES, has_role, sync_permissions

LIBRARY = [
    f"articles.{verb}_{model}"
    for verb in ("view", "add", "change")
    for model in ("author", "image", "source", "term", "topic")
]
# o owner, c clinician, e editor, m moderator
MATRIX = {
    "articles.view_article": "ocem",
    "articles.take_down_article": "ocem",
    "articles.add_article": "e",
    "articles.change_article": "e",
    "articles.publish_article": "e",
    "articles.preview_article": "ce",
    "articles.view_revision": "ce",
    "articles.sign_revision": "c",
    **dict.fromkeys(LIBRARY, "e"),
    "search.view_synonyms": "e",
    "search.add_synonyms": "e",
    "search.change_synonyms": "e",
    "search.view_miss": "e",
    "comments.view_comment": "cm",
    "comments.view_report": "cm",
    "comments.view_feedback": "cem",
    "comments.moderate_comment": "m",
    "comments.reply_as_staff": "cm",
    "comments.view_approvedtext": "o",
    "comments.add_approvedtext": "o",
    "comments.change_approvedtext": "o",
    "comments.view_decision": "o",
    "comments.answer_person": "o",
    "clinic.view_user": "o",
    "clinic.add_user": "o",
    "clinic.change_user": "o",
    "clinic.view_clinicprofile": "o",
    "clinic.change_clinicprofile": "o",
    "clinic.open_site": "o",
    "clinic.view_record": "o",
    "clinic.view_clinician": "o",
    "clinic.add_clinician": "o",
    "clinic.change_clinician": "o",
    "jobs.view_outboxmail": "o",
    "jobs.change_outboxmail": "o",
    "portal.move_in": "o",
    "portal.view_policyversion": "ocem",
    "portal.change_policyversion": "o",
}
LETTERS = {OWNER: "o", CLINICIAN: "c", EDITOR: "e", MODERATOR: "m"}


def names(group: Group) -> set[str]:
    return {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.select_related("content_type")}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_matrix_says_and_nothing_else(db, role):
    expected = {name for name, letters in MATRIX.items() if LETTERS[role] in letters}
    assert names(Group.objects.get(name=role)) == expected


def test_every_permission_named_in_the_table_exists(db):
    existing = {
        f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")
    }
    assert {name for listed in PERMISSIONS.values() for name in listed} <= existing


def test_no_role_deletes_anything(db):
    assert not Permission.objects.filter(group__isnull=False, codename__startswith="delete_").exists()


@pytest.mark.django_db
def test_a_permission_given_by_hand_goes_with_the_next_migrate():
    group = Group.objects.get(name=EDITOR)
    group.permissions.add(Permission.objects.get(codename="open_site"))
    call_command("migrate", "clinic", verbosity=0)
    assert "clinic.open_site" not in names(group)


def test_a_group_that_was_lost_comes_back(db):
    Group.objects.filter(name=EDITOR).delete()
    sync_permissions()
    assert "articles.publish_article" in names(Group.objects.get(name=EDITOR))


def test_one_account_may_hold_several_roles(people):
    people["editor"].groups.add(Group.objects.get(name=CLINICIAN))
    user = User.objects.get(pk=people["editor"].pk)
    assert has_role(user, CLINICIAN)
    assert has_role(user, MODERATOR, EDITOR)
    assert not has_role(user, OWNER)
    assert user.has_perms(["articles.publish_article", "articles.sign_revision"])


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_a_role_means_nothing_on_an_account_that_is_switched_off(people, change):
    User.objects.filter(pk=people["owner"].pk).update(**change)
    assert not has_role(User.objects.get(pk=people["owner"].pk), OWNER)


def test_a_stranger_has_no_role():
    assert not has_role(AnonymousUser(), *ROLES)
