"""Asking clinicians: one mail a month at most, with one link that steps through everything that waits."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.comparing import compare, words_changed
from articles.content import Content
from articles.models import Article, Revision, Signature, SignoffLink, SignoffRequest
from articles.rendering import WORDS_A_MINUTE, count_words
from clinic.models import Clinician
from clinic.profile import get_profile
from clinic.record import record
from jobs.mail import queue_mail

LIFETIME = timedelta(days=35)
BETWEEN_MAILS = timedelta(days=30)
KEPT = timedelta(days=365)  # an expired link can offer a fresh one for so long


def waiting_for(clinician: Clinician) -> QuerySet[SignoffRequest]:
    rows = SignoffRequest.objects.filter(clinician=clinician, state=SignoffRequest.State.OPEN)
    return rows.select_related("article", "revision", "clinician")


def signed_before(article: Article, revision: Revision) -> Revision | None:
    """The newest other version that somebody signed: what a clinician compares with."""
    signature = article.signatures.exclude(revision=revision).select_related("revision").first()
    return signature.revision if signature else None


def count_minutes(asked: SignoffRequest) -> None:
    """Keep with the request how long it takes about, so that lists do not compare whole texts."""
    minutes = minutes_for(asked.revision, signed_before(asked.article, asked.revision))
    SignoffRequest.objects.filter(pk=asked.pk).update(minutes=minutes)


def all_signed_before(requests: Iterable[SignoffRequest]) -> dict[int, Revision]:
    """The same for many requests in two questions, by the request's number."""
    asked = list(requests)
    signatures = Signature.objects.filter(article__in=[one.article_id for one in asked])
    signed: dict[int, list[int]] = {}
    for article, revision in signatures.values_list("article_id", "revision_id"):
        signed.setdefault(article, []).append(revision)
    others = {one.pk: [pk for pk in signed.get(one.article_id, ()) if pk != one.revision_id] for one in asked}
    newest = {number: found[0] for number, found in others.items() if found}
    revisions = Revision.objects.in_bulk(newest.values())  # whole texts: only those that are compared
    return {number: revisions[pk] for number, pk in newest.items()}


def minutes_for(revision: Revision, before: Revision | None) -> int:
    """About how long it takes: the whole page the first time, the words that changed since `before` after that."""
    content = Content.from_json(revision.content)
    words = words_changed(compare(Content.from_json(before.content), content)) if before else count_words(content)
    return max(1, round(words / WORDS_A_MINUTE))


def pages_and_minutes(requests: Sequence[SignoffRequest]) -> str:
    """“3 pages, about 9 minutes”."""
    uncounted = [asked for asked in requests if asked.minutes is None]
    minutes = sum(asked.minutes or 0 for asked in requests)
    if uncounted:
        before = all_signed_before(uncounted)
        texts = Revision.objects.in_bulk([asked.revision_id for asked in uncounted])
        minutes += sum(minutes_for(texts[asked.revision_id], before.get(asked.pk)) for asked in uncounted)
    pages = ngettext("%d page", "%d pages", len(requests)) % len(requests)
    return _("%(pages)s, about %(minutes)s") % {
        "pages": pages,
        "minutes": ngettext("%d minute", "%d minutes", minutes) % minutes,
    }


def mail_due(now: datetime) -> int:
    """Mail every clinician for whom something waits and who had no mail for a month. Returns how many."""
    rested = Q(mailed_at=None) | Q(mailed_at__lte=now - BETWEEN_MAILS)
    open_ones = Q(requests__state=SignoffRequest.State.OPEN)
    due = Clinician.objects.signing().filter(rested & open_ones).distinct()
    return sum(mail_one(clinician, now) for clinician in due)


def mail_one(clinician: Clinician, now: datetime) -> bool:
    with transaction.atomic():
        # Whoever moves the date sends the mail; a second scheduler updates no row.
        if not Clinician.objects.filter(pk=clinician.pk, mailed_at=clinician.mailed_at).update(mailed_at=now):
            return False
        requests = list(waiting_for(clinician))
        if not requests:
            transaction.set_rollback(True)
            return False
        mail_about(clinician, requests, now)
        record(None, "ask clinician", clinician, pages_and_minutes(requests))
    return True


def mail_about(clinician: Clinician, requests: Sequence[SignoffRequest], now: datetime, dedupe_key: str = "") -> None:
    told = {"clinic": get_profile().name, "name": clinician.name, "amount": pages_and_minutes(requests)}
    useful_until = None
    if clinician.user_id:
        told["address"] = settings.SITE_URL + reverse("articles:signoff_waiting")
        how = _("Sign in and read:")
    else:
        told["address"] = make_link(clinician, requests, now)
        useful_until = now + LIFETIME
        how = _("This link is for you alone and works for 35 days. Opening it changes nothing:")
    body = _(
        "Dear %(name)s,\n\nthese pages of %(clinic)s wait for your check: %(amount)s. What you signed before is not "
        "shown again; you see what has changed.\n\n"
    )
    body = body % told + f"{how}\n{told['address']}\n"
    subject = _("%(clinic)s: %(amount)s to check") % told
    queue_mail(to=clinician.email, subject=subject, body=body, dedupe_key=dedupe_key, useful_until=useful_until)


def make_link(clinician: Clinician, requests: Sequence[SignoffRequest], now: datetime) -> str:
    """A new link as a whole address. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    link = SignoffLink.objects.create(
        clinician=clinician, digest=digest_of(token), email=clinician.email, made_at=now, expires_at=now + LIFETIME
    )
    link.requests.set(requests)
    return settings.SITE_URL + reverse("articles:signoff_link", args=[token])


def digest_of(token: str) -> str:
    return salted_hmac("articles.asking", token, algorithm="sha256").hexdigest()


def link_behind(token: str) -> SignoffLink | None:
    """The link, working or not, while its clinician is in the register at the same address and has no account."""
    links = SignoffLink.objects.select_related("clinician").filter(digest=digest_of(token))
    link = links.filter(clinician__in=Clinician.objects.signing().filter(user=None)).first()
    return link if link and link.email == link.clinician.email else None


def mail_fresh_link(link: SignoffLink) -> bool:
    """For a link that is too old: another one to the proven address, once a day. False when nothing waits."""
    now = timezone.now()
    clinician = link.clinician
    requests = list(waiting_for(clinician))
    if not requests:
        return False
    with transaction.atomic():
        key = f"sign-off:{clinician.pk}:{timezone.localdate(now)}"
        mail_about(clinician, requests, now, dedupe_key=key)
        record(None, "mail fresh sign-off link", clinician)
    return True


def delete_old_links(now: datetime) -> int:
    return SignoffLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]
