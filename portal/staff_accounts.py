"""What owners do with a colleague's account, beside its fields. Views, list actions and commands call these."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.models import StaffLink, User
from clinic.profile import get_profile
from clinic.record import record
from clinic.roles import OWNER
from jobs.mail import queue_mail
from portal.staff_links import invite, mail_password_link, make_link, void_links
from portal.staff_sessions import end_sessions


def of_the_demo() -> QuerySet[User]:
    """The example accounts that can still sign in: their passwords stand in a file."""
    return User.objects.filter(is_active=True, email__endswith="@example.org", display_name__startswith="Demo ")


def real_owners() -> QuerySet[User]:
    """Who may decide about the site, the demo's own account apart."""
    able = User.objects.filter(Q(groups__name=OWNER) | Q(is_superuser=True), is_active=True, is_staff=True)
    return able.exclude(pk__in=of_the_demo().values("pk")).distinct()


def send_password_link(user: User, by: User) -> None:
    """Sends the link with which somebody chooses a password: an invitation, until there is one."""
    if not user.has_usable_password():
        invite(user, by)
        return
    with transaction.atomic():
        mail_password_link(user)
        record(by, "mail password link", user)


def reset_second_factor(user: User, by: User) -> None:
    """Takes a colleague's lost second factor away, ends the sessions and tells that colleague."""
    told = {
        "clinic": get_profile().name,
        "owner": by.display_name,
        "address": settings.SITE_URL + reverse("admin:index"),
    }
    body = _(
        "%(owner)s has removed the second step from your staff account at %(clinic)s. You have been signed out "
        "everywhere. Sign in with your password and set up a new second step:\n"
        "%(address)s\n\n"
        "If you did not ask for this, tell another owner of the site now.\n"
    )
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        record(by, "remove second factor", user)
        queue_mail(to=user.email, subject=_("%(clinic)s: second step removed") % told, body=body % told)


def shut_out(user: User) -> None:
    """After an account was switched off: no session and no link may outlive that."""
    with transaction.atomic():
        end_sessions(user)
        void_links(user)


def recover(user: User, *, make_owner: bool) -> str:
    """For somebody with a shell on the server: a link that opens the account again, whatever was lost.

    The account is switched on. Password and second factor stay as they are until the link is used.
    """
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True, is_staff=True)
        if make_owner:
            user.groups.add(Group.objects.get(name=OWNER))
        record(None, "recover staff account", user, "made an owner" if make_owner else "")
        return make_link(user, StaffLink.Purpose.RECOVERY)
