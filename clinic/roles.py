"""Who may do what. A migration makes the groups; their permissions follow this table after every migrate."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import router

OWNER = "Owner"
CLINICIAN = "Clinician"
EDITOR = "Editor"
MODERATOR = "Moderator"
ROLES = (OWNER, CLINICIAN, EDITOR, MODERATOR)

EVERYBODY = ("articles.view_article", "articles.take_down_article", "portal.view_policyversion")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    OWNER: (
        *EVERYBODY,
        "clinic.view_user",
        "clinic.add_user",
        "clinic.change_user",
        "clinic.view_clinicprofile",
        "clinic.change_clinicprofile",
        "clinic.open_site",
        "clinic.view_record",
        "clinic.view_clinician",
        "clinic.add_clinician",
        "clinic.change_clinician",
        "comments.view_approvedtext",
        "comments.add_approvedtext",
        "comments.change_approvedtext",
        "comments.view_decision",
        "comments.answer_person",
        "jobs.view_outboxmail",
        "jobs.change_outboxmail",
        "portal.move_in",
        "portal.change_policyversion",
    ),
    CLINICIAN: (
        *EVERYBODY,
        "articles.preview_article",
        "articles.view_revision",
        "articles.sign_revision",
        "comments.view_comment",
        "comments.view_report",
        "comments.view_feedback",
        "comments.reply_as_staff",
    ),
    EDITOR: (
        *EVERYBODY,
        "articles.add_article",
        "articles.change_article",
        "articles.publish_article",
        "articles.preview_article",
        "articles.view_revision",
        *(
            f"articles.{verb}_{model}"
            for model in ("topic", "source", "image", "author", "term")
            for verb in ("view", "add", "change")
        ),
        "search.view_synonyms",
        "search.add_synonyms",
        "search.change_synonyms",
        "search.view_miss",
        "comments.view_feedback",
    ),
    MODERATOR: (
        *EVERYBODY,
        "comments.view_comment",
        "comments.view_report",
        "comments.view_feedback",
        "comments.moderate_comment",
        "comments.reply_as_staff",
    ),
}


def has_role(user, *roles: str) -> bool:
    """Whether an active member of staff holds one of the roles. A superuser holds all of them."""
    if not (user.is_active and user.is_staff):
        return False
    if user.is_superuser:
        return True
    if not hasattr(user, "_role_names"):
        user._role_names = set(user.groups.values_list("name", flat=True))
    return not user._role_names.isdisjoint(roles)


def sync_permissions(using: str = "default", apps=installed_apps) -> None:
    """Gives each role's group exactly the permissions of the table that exist by now."""
    for label in sorted({name.split(".")[0] for names in PERMISSIONS.values() for name in names}):
        # Django makes them in each app's own post_migrate, which may come after ours.
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([found[name] for name in names if name in found])


def sync_after_migrate(sender, using, **kwargs):
    if router.allow_migrate_model(using, Group):
        sync_permissions(using)
