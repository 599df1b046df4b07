"""From the example to a real site that is open: what is missing, and the steps an owner takes.

demo → setup → open (safety.md, “Site states”). Opening is refused until nothing is missing; each missing thing says
where it is mended. Nothing here can be switched off.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from articles.models import Signature
from clinic import demo
from clinic.models import ClinicProfile, User
from clinic.profile import Profile, get_profile, save_profile
from clinic.record import record
from comments.models import Comment
from jobs.mail import queue_mail
from jobs.models import Heartbeat
from pagecache.generations import forget_site
from portal import signature_steps
from portal.backup import schedule
from portal.models import Opening
from portal.policies.models import Policy, PolicyVersion
from portal.staff_accounts import of_the_demo

CALL_AGAIN = timedelta(days=182)  # help lines move; every number is called twice a year
CODE_HOLDS = timedelta(hours=24)
BACKUP_HOLDS = timedelta(days=8)
SALT = "portal.opening.mail"
EXAMPLE = "Example text."
CONTACT = ("name", "phone", "email", "address")
FACTS = ("who_we_treat", "products", "price", "referral", "fasting_rules", "driving_rules", "complaints")
STATE = ClinicProfile.SiteState


class NotYet(Exception):
    """The step is refused; the message says why."""


@dataclass(frozen=True)
class Missing:
    """One thing that stands between the site and its opening, and where it is mended."""

    name: str
    title: str
    detail: str
    address: str


def missing(now=None) -> list[Missing]:
    """Everything that keeps the site from opening; empty when nothing does."""
    now = now or timezone.now()
    row, profile = what_is_written(), get_profile()
    found = [
        contact(profile),
        service(profile),
        help_lines(row, profile, timezone.localdate(now)),
        crisis(row),
        mail(row),
        backup(now),
        safety_pages(row),
        answers(row, profile),
        examples(row.has_examples),
        demo_accounts(row.has_demo_accounts),
        second_factor(),
    ]
    return [one for one in found if one]


def what_is_written() -> Opening:
    """The row, with what else the database knows: procedure, examples, demo accounts. One query for the start page."""
    facts = {
        "has_procedure": PolicyVersion.objects.in_force().filter(policy=Policy.CRISIS),
        "has_examples": Comment.objects.filter(is_example=True),
        "has_demo_accounts": of_the_demo(),
    }
    found = Opening.objects.annotate(**{name: Exists(rows) for name, rows in facts.items()}).first()
    if found is None:
        found = Opening.as_it_is()
        for name, rows in facts.items():
            setattr(found, name, rows.exists())
    return found


def profile_page() -> str:
    return reverse("admin:clinic_clinicprofile_changelist")  # which makes the row where there is none yet


def contact(profile: Profile) -> Missing | None:
    left = [name for name in CONTACT if not getattr(profile, name) or getattr(profile, name) == demo.PROFILE[name]]
    if not left:
        return None
    names = ", ".join(str(ClinicProfile._meta.get_field(name).verbose_name) for name in left)
    return Missing("contact", _("Your own contact data"), _("Still the example’s: %s.") % names, profile_page())


def service(profile: Profile) -> Missing | None:
    """A fact left empty is not shown, and a reader would have to guess; an example’s is not true."""
    left = [name for name in (*FACTS, "after_hours_phone") if is_example(name, getattr(profile, name))]
    if not left:
        return None
    names = ", ".join(str(ClinicProfile._meta.get_field(name).verbose_name) for name in left)
    return Missing("service", _("Facts about your service"), _("Empty, or the example’s: %s.") % names, profile_page())


def is_example(name: str, words: str) -> bool:
    same = name == "after_hours_phone" and words == demo.PROFILE[name]
    return not words.strip() or words.startswith(EXAMPLE) or same


def help_lines(row: Opening, profile: Profile, today: date) -> Missing | None:
    title, address = _("Help lines, each called by you"), reverse("opening") + "#lines"
    if row.lines_called_on is None:
        return Missing("lines", title, _("Nobody has called them yet. A wrong number here can cost a life."), address)
    if row.lines_called != lines_digest(profile):
        return Missing("lines", title, _("A number has changed since they were called."), address)
    if today - row.lines_called_on > CALL_AGAIN:
        return Missing("lines", title, _("They were last called more than six months ago."), address)
    return None


def lines_digest(profile: Profile) -> str:
    numbers = [profile.emergency_number, *(f"{line.name} {line.number}" for line in profile.help_lines)]
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()


def crisis(row: Opening) -> Missing | None:
    title = _("A lead and a written procedure for crises")
    if not row.crisis_lead.strip():
        detail = _("Name who leads when somebody may be in danger.")
        return Missing("crisis", title, detail, reverse("opening") + "#facts")
    if not row.has_procedure:
        detail = _("Write down what is done when somebody may be in danger, and put it in force.")
        return Missing("crisis", title, detail, reverse("admin:portal_policyversion_one", args=[Policy.CRISIS]))
    return None


def mail(row: Opening) -> Missing | None:
    address = reverse("opening") + "#mail"
    if not mail_goes_out():
        detail = _("Mail is written to files and goes nowhere. Set EMAIL_URL on the server.")
        return Missing("mail", _("Mail that arrives"), detail, address)
    if row.mail_proven != mail_digest():
        detail = _("Send yourself a test mail and enter the code that arrives.")
        return Missing("mail", _("Mail that arrives"), detail, address)
    return None


def mail_goes_out() -> bool:
    return not settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend", "dummy.EmailBackend"))


def mail_digest() -> str:
    """The way that mail takes: another server has to be proven anew."""
    way = (settings.EMAIL_BACKEND, getattr(settings, "EMAIL_HOST", ""), settings.DEFAULT_FROM_EMAIL)
    return hashlib.sha256(repr(way).encode()).hexdigest()


def backup(now) -> Missing | None:
    seen = Heartbeat.objects.filter(name=schedule.CHECKED).values_list("at", flat=True).first()
    if seen and now - seen <= BACKUP_HOLDS:
        return None
    detail = _("None of the last eight days has been made and read back. On the server: make backup.")
    return Missing("backup", _("A backup that was checked"), detail, reverse("opening") + "#backup")


def safety_pages(row: Opening) -> Missing | None:
    title = _("A clinician’s signature on the safety pages")
    signed = Signature.objects.filter(article=OuterRef("pk"), digest=OuterRef("live__digest"))
    pages = list(row.safety_articles.select_related("live").annotate(is_signed=Exists(signed)))
    if not pages:
        return Missing("signature", title, _("Choose which pages these are."), reverse("opening") + "#facts")
    unsigned = [page for page in pages if not (page.is_public and page.is_signed)]
    if not unsigned:
        return None
    detail = _("Not signed as they stand: %s.") % ", ".join(page.title for page in unsigned)
    step, address = signature_steps.next_step(unsigned)
    return Missing("signature", title, f"{detail} {step}", address)


def answers(row: Opening, profile: Profile) -> Missing | None:
    title, address = _("Two questions of law, answered for your country"), reverse("opening") + "#facts"
    if not all((row.may_advertise.strip(), row.may_publish_results.strip(), row.answered_by.strip(), row.answered_on)):
        detail = _("May you advertise prescription medicines here, and publish results that people report?")
        return Missing("answers", title, detail, address)
    if row.answered_for != profile.country:
        return Missing("answers", title, _("The clinic’s country has changed since they were answered."), address)
    return None


def examples(are_here: bool) -> Missing | None:
    if not are_here:
        return None
    detail = _("Made-up comments may not stand on a real site.")
    return Missing("examples", _("Example comments are still here"), detail, reverse("opening") + "#examples")


def demo_accounts(are_here: bool) -> Missing | None:
    if not are_here:
        return None
    detail = _("Their passwords stand in a file. Make your own accounts, then switch those of the demo off.")
    return Missing("accounts", _("Accounts of the demo"), detail, reverse("admin:clinic_user_changelist"))


def second_factor() -> Missing | None:
    if settings.STAFF_SECOND_FACTOR == "required":
        return None
    detail = _("A password alone opens the desk. Set STAFF_SECOND_FACTOR=required on the server.")
    address = reverse("opening") + "#second-step"
    return Missing("second_factor", _("A second step for every account"), detail, address)


ZONES = {"UK": ("Europe/London",), "IE": ("Europe/Dublin", "Europe/London"), "AU": ("Australia/",), "CA": ("America/",)}
ZONES["US"] = ("America/", "Pacific/", "US/")


def another_clock(country: str) -> str:
    """The time zone in which this site reads hours, where no clock of the country shows it; "" where it fits."""
    return "" if settings.TIME_ZONE.startswith(ZONES.get(country, "")) else settings.TIME_ZONE


# The steps.


def require(by: User) -> None:
    if not by.has_perm("clinic.open_site"):
        raise PermissionDenied


def change_state(by: User, wanted: str) -> None:
    """demo → setup → open, and back from open to setup. Raises NotYet with everything that is missing."""
    require(by)
    state = get_profile().site_state
    if (state, wanted) not in {(STATE.DEMO, STATE.SETUP), (STATE.SETUP, STATE.OPEN), (STATE.OPEN, STATE.SETUP)}:
        raise NotYet(_("That is not the next step from here."))
    if wanted == STATE.OPEN and (left := missing()):
        raise NotYet(_("Not yet: %s.") % "; ".join(one.title for one in left))
    with transaction.atomic():
        row = ClinicProfile.the_one()
        row.site_state = wanted
        save_profile(row, by)
        record(by, f"site state {wanted}", row)
        forget_site()


def note_called(by: User) -> None:
    """The owner has called every number that readers are shown, today."""
    require(by)
    Opening.the_one()
    changes = {"lines_called_on": timezone.localdate(), "lines_called": lines_digest(get_profile())}
    with transaction.atomic():
        Opening.objects.update(**changes)
        record(by, "call help lines")


def send_test_mail(by: User) -> None:
    """Writes a code to the owner's own address; the worker sends it like any other mail."""
    require(by)
    code = "".join(secrets.choice("0123456789") for _place in range(6))
    Opening.the_one()
    body = _("The code is %(code)s. Enter it on the staff desk under “Opening the site”, within a day.") % {
        "code": code
    }
    with transaction.atomic():
        Opening.objects.update(mail_code=sealed(code), mail_asked_at=timezone.now())
        queue_mail(to=by.email, subject=_("Test mail of %(clinic)s") % {"clinic": get_profile().name}, body=body)
        record(by, "send test mail")


def confirm_mail(by: User, code: str) -> None:
    """Raises NotYet where the code is not the one that was sent. A wrong one uses it up: six digits can be guessed."""
    require(by)
    row = Opening.the_one()
    fresh = row.mail_asked_at and timezone.now() - row.mail_asked_at <= CODE_HOLDS
    right = bool(row.mail_code and fresh) and constant_time_compare(sealed("".join(code.split())), row.mail_code)
    with transaction.atomic():
        proven = {"mail_proven_at": timezone.now(), "mail_proven": mail_digest()} if right else {}
        Opening.objects.filter(mail_code=row.mail_code).update(mail_code="", **proven)
        record(by, "confirm test mail" if right else "wrong code of test mail")
    if not right:
        raise NotYet(_("That is not the code, or it is too old. Send another test mail."))


def sealed(code: str) -> str:
    return salted_hmac(SALT, code, algorithm="sha256").hexdigest()
