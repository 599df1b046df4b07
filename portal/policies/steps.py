"""What an owner does with a policy: write a draft, put it in force on a day, take it back before that day."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality import run_checks
from articles.sanitising import clean
from clinic.models import User
from clinic.record import record
from pagecache.generations import COPIES, forget
from portal.policies.copy import write_copy
from portal.policies.models import INTERNAL, PolicyVersion

MAY_WRITE = "portal.change_policyversion"
FURTHEST = timedelta(days=366)


class Refused(Exception):
    """The step is not taken; the message says why, and what to do."""


def require(by: User) -> None:
    if not by.has_perm(MAY_WRITE):
        raise PermissionDenied


def draft_of(policy: str, language: str) -> PolicyVersion | None:
    return PolicyVersion.objects.drafts().filter(policy=policy, language=language).first()


def name_of_page(policy: str) -> str:
    """By which stored pages know that they show this policy."""
    return f"policy:{policy}"


def save_draft(policy: str, language: str, by: User, *, text: str, note: str, in_force_on: date | None, seen: str):
    """Keeps a draft; `seen` is the moment of the draft that was looked at, "" for none. Returns it.

    Raises Refused where somebody has written another one meanwhile, sanitising.TooLong.
    """
    require(by)
    words = {
        "text": clean(text),
        "note": note,
        "in_force_on": in_force_on,
        "written_by": by.display_name,
        "changed_at": timezone.now(),
    }
    with transaction.atomic():
        old = draft_of(policy, language)
        if (old.changed_at.isoformat() if old else "") != seen:
            raise Refused(_("Somebody has changed the draft meanwhile. Below are your words; save them again to keep."))
        if old is None:
            made = PolicyVersion(policy=policy, language=language, **words)
            try:
                with transaction.atomic():
                    made.save()
            except IntegrityError as error:
                raise Refused(_("Somebody has begun a draft at the same moment. Save yours again.")) from error
        else:
            if not PolicyVersion.objects.drafts().filter(pk=old.pk, changed_at=old.changed_at).update(**words):
                raise Refused(_("Somebody has changed the draft at the same moment. Save yours again."))
            made = PolicyVersion.objects.get(pk=old.pk)
        record(by, "write policy draft", made, policy)
    return made


def put_in_force(draft: PolicyVersion, by: User) -> PolicyVersion:
    """Gives a draft its number; it holds from its day. Raises Refused with what stands against it."""
    require(by)
    last = PolicyVersion.objects.published().filter(policy=draft.policy, language=draft.language)
    newest = last.order_by("-number").first()
    check(draft, newest)
    given = {
        "number": (newest.number if newest else 0) + 1,
        "published_by": by.display_name,
        "published_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            same = PolicyVersion.objects.drafts().filter(pk=draft.pk, changed_at=draft.changed_at)
            if not same.update(**given):
                raise Refused(_("Somebody has changed the draft meanwhile. Read it again first."))
            settle(draft, by, "put policy in force", f"version {given['number']} from {draft.in_force_on}")
    except IntegrityError as error:
        raise Refused(_("Somebody has put another version in force at the same moment. Look again.")) from error
    return PolicyVersion.objects.get(pk=draft.pk)


def check(draft: PolicyVersion, newest: PolicyVersion | None) -> None:
    """Raises Refused where a draft is not whole, its day does not fit, or its words could not stand in an article."""
    if not draft.text:
        raise Refused(_("There is no text yet."))
    if draft.in_force_on is None:
        raise Refused(_("Choose the day from which it holds."))
    today = timezone.localdate()
    if draft.in_force_on < today:
        raise Refused(_("Its day is over. Nobody can have known of it then: choose today or a later day."))
    if draft.in_force_on > today + FURTHEST:
        raise Refused(_("This is more than a year ahead. Check the year."))
    if newest and draft.in_force_on < newest.in_force_on:
        raise Refused(
            _("The version before it holds from a later day. Take that one back first, or choose a later day.")
        )
    if newest and not draft.note:
        raise Refused(_("Say what has changed. Readers see it beside the date."))
    if draft.policy not in INTERNAL and (stops := findings(draft)):
        raise Refused(" ".join(stops))


def findings(draft: PolicyVersion) -> list[str]:
    """What the checks of articles would not let through: a policy is no way round them."""
    content = Content(title="", summary=draft.note, body=draft.text, language=draft.language)
    return [f"“{one.quote}”: {one.message} {one.fix}" for one in run_checks(content) if one.blocking]


def take_back(version: PolicyVersion, by: User) -> None:
    """Makes a draft again of a version whose day has not come. Raises Refused."""
    require(by)
    if version.number is None or version.holds_by_now:
        raise Refused(_("It is in force. Write a new version instead: this one stays as it was."))
    if draft_of(version.policy, version.language):
        raise Refused(_("There is a draft already. Throw it away first."))
    same = PolicyVersion.objects.filter(policy=version.policy, language=version.language)
    if same.aggregate(last=Max("number"))["last"] != version.number:
        raise Refused(_("A later version waits as well. Take that one back first."))
    changes = {"number": None, "published_by": "", "published_at": None, "changed_at": timezone.now()}
    try:
        with transaction.atomic():
            if not same.filter(pk=version.pk, in_force_on__gt=timezone.localdate()).update(**changes):
                raise Refused(_("It is in force by now. Write a new version instead."))
            settle(version, by, "take policy back", f"version {version.number}")
    except IntegrityError as error:
        raise Refused(_("Somebody has begun a draft at the same moment. Throw it away first.")) from error


def throw_away(draft: PolicyVersion, by: User, seen: str) -> None:
    """Deletes the draft that was looked at (`seen` as in save_draft). Raises Refused for anything else."""
    require(by)
    if draft.number is not None:
        raise Refused(_("Only a draft can be thrown away."))
    with transaction.atomic():
        same = PolicyVersion.objects.drafts().filter(pk=draft.pk, changed_at=draft.changed_at)
        if draft.changed_at.isoformat() != seen or not same.exists():
            raise Refused(_("Somebody has changed the draft meanwhile. Read it before you throw it away."))
        record(by, "throw policy draft away", draft, draft.policy)
        same.delete()


def settle(version: PolicyVersion, by: User, action: str, note: str) -> None:
    """The end of a step that changes what readers see. The copy comes last: without it, nothing has changed."""
    record(by, action, version, f"{version.policy}, {note}")
    forget(name_of_page(version.policy), COPIES)
    write_copy()
