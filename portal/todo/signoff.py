"""Tasks about clinical sign-off."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import SignoffRequest
from clinic.models import Clinician
from clinic.roles import OWNER, has_role
from portal.todo.task import Link, Task

SHOWN, LOOKED_AT = 5, 500
STATE = SignoffRequest.State


def signoff_tasks(user) -> tuple[Task | None, Task | None]:
    """What waits for this person's signature, and (for editors) what clinicians have sent back or still have."""
    signs, edits = user.has_perm("articles.sign_revision"), user.has_perm("articles.change_article")
    if not (signs or edits):
        return None, None
    back = Q(state=STATE.RETURNED, revision=F("article__draft"))
    rows = SignoffRequest.objects.filter(back | Q(state=STATE.OPEN)).order_by("-state", "asked_at")
    rows = list(rows.values("state", "article_id", "article__title", "clinician__name", "clinician__user")[:LOOKED_AT])
    own = [row for row in rows if row["state"] == STATE.OPEN and row["clinician__user"] == user.pk]
    return pages_to_sign(len(own)) if signs and own else None, waiting_elsewhere(rows) if edits and rows else None


def pages_to_sign(number: int) -> Task:
    title = ngettext("%(number)d page waits for your check", "%(number)d pages wait for your check", number)
    return Task("sign", title % {"number": number}, "", reverse("articles:signoff_waiting"), tone="due")


def waiting_elsewhere(rows: list[dict]) -> Task:
    returned = _("%(title)s: %(who)s has returned it with notes")
    waits = _("%(title)s: waits for %(who)s")
    links = tuple(
        Link(
            (returned if row["state"] == STATE.RETURNED else waits)
            % {"title": row["article__title"], "who": row["clinician__name"]},
            reverse("articles:send_for_review", args=[row["article_id"]]),
        )
        for row in rows[:SHOWN]
    )
    tone = "due" if any(row["state"] == STATE.RETURNED for row in rows) else ""
    return Task("signoff", _("Clinical sign-off"), "", reverse("articles:signoff_waiting"), links, tone)


def nobody_signs(user, signers: dict[str, int] | None) -> Task | None:
    """For owners. `signers`: how many may sign, where that is counted already."""
    if not has_role(user, OWNER):
        return None
    if Clinician.objects.signing().exists() if signers is None else signers:
        return None
    detail = _(
        "Until the register has a clinician with a confirmed address, every page says “Not clinically reviewed”."
    )
    return Task("register", _("Nobody can sign pages yet"), detail, reverse("admin:clinic_clinician_changelist"))
