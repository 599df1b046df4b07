"""From the example to somebody's own site: five questions in the browser, behind a code that only the server shows.

The code works once, within a day, and only while the site has no owner but the demo's. Whoever has entered it answers
in that browser within two hours.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles import starter_leaving
from clinic import demo
from clinic.models import ClinicProfile, User
from clinic.profile import get_profile, save_profile
from clinic.record import record
from clinic.roles import EDITOR, MODERATOR, OWNER
from comments.examples import remove_examples
from pagecache.generations import forget_site
from portal.models import FirstCode
from portal.staff_accounts import of_the_demo, real_owners, shut_out

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on a screen
CODE_HOLDS, ANSWERS_WITHIN = timedelta(hours=24), timedelta(hours=2)
KEEP, DRAFTS, REMOVE = "keep", "drafts", "remove"
# One person alone must be able to write, publish and read comments; only clinicians sign.
FIRST_ROLES = (OWNER, EDITOR, MODERATOR)
STATE = ClinicProfile.SiteState


class TooLate(Exception):
    """Somebody else has answered, or the site has an owner by now."""


@dataclass(frozen=True)
class Answers:
    name: str
    country: str
    phone: str
    after_hours_phone: str
    email: str
    duty_email: str
    starter: str
    examples: str


def is_offered() -> bool:
    return get_profile().site_state != STATE.OPEN and not real_owners().exists()


def new_code() -> str:
    """A code of eight letters and digits (39 bits), in place of any from before; "" where the site has an owner."""
    if not is_offered():
        return ""
    code = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(2))
    with transaction.atomic():
        FirstCode.objects.filter(finished_at=None).delete()  # a used one as well: it may be a stranger’s
        FirstCode.objects.create(digest=digest_of(code), expires_at=timezone.now() + CODE_HOLDS)
    return code


def digest_of(code: str) -> str:
    plain = "".join(code.lower().replace("-", " ").split())
    return salted_hmac("portal.first_run", plain, algorithm="sha256").hexdigest()


def use_code(code: str) -> int | None:
    """The number of the right code's row, which is used up by this; None for a wrong, late or used one."""
    now = timezone.now()
    rows = FirstCode.objects.filter(digest=digest_of(code), used_at=None, expires_at__gt=now)
    number = rows.values_list("pk", flat=True).first()
    if number is None or not FirstCode.objects.filter(pk=number, used_at=None).update(used_at=now):
        return None
    record(None, "use code of first run")
    return number


def may_answer(number, now: datetime | None = None) -> bool:
    """Whether the browser that holds this row's number may still answer."""
    since = (now or timezone.now()) - ANSWERS_WITHIN
    return FirstCode.objects.filter(pk=number, used_at__gt=since, finished_at=None).exists()


def finish(number: int, answers: Answers, *, display_name: str, password: str) -> User:
    """Makes it their site, all or nothing: the owner's account, the profile, the state “setup”; the demo's accounts are
    switched off. Raises TooLate."""
    with transaction.atomic():
        if not FirstCode.objects.filter(pk=number, finished_at=None).update(finished_at=timezone.now()):
            raise TooLate
        if not is_offered():
            raise TooLate
        owner = User.objects.create_user(answers.duty_email, password, display_name=display_name)
        owner.groups.set(Group.objects.filter(name__in=FIRST_ROLES))
        let_go_of_the_example(answers, owner)
        for account in of_the_demo():
            User.objects.filter(pk=account.pk).update(is_active=False)
            shut_out(account)
        record(owner, "make the site one’s own", owner)
        write_down(answers, owner)  # last: it writes a file, which no transaction takes back
    (settings.DATA_DIR / "demo-accounts.txt").unlink(missing_ok=True)
    return owner


def let_go_of_the_example(answers: Answers, owner: User) -> None:
    if answers.examples == REMOVE or answers.starter == REMOVE:  # comments cannot outlive their article
        remove_examples(owner)
    if answers.starter == DRAFTS:
        starter_leaving.make_drafts(owner)
    elif answers.starter == REMOVE:
        starter_leaving.remove(owner)


def write_down(answers: Answers, owner: User) -> None:
    row = ClinicProfile.the_one()
    for name in ("name", "country", "phone", "after_hours_phone", "email"):
        setattr(row, name, getattr(answers, name))
    if row.tagline == demo.PROFILE["tagline"]:
        row.tagline = _("Plain, sourced information about ketamine treatment for depression, from %(name)s.") % {
            "name": answers.name
        }
    row.site_state = STATE.SETUP
    forget_site()
    save_profile(row, owner)  # the very last: it writes a file
