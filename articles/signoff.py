"""Clinical sign-off: verbs taking (object, by whom, …). A signature is bound to one revision's clinical content.

Each checks who acts, runs in a transaction and leaves a record. Nothing here publishes.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.asking import count_minutes
from articles.models import Article, PassageNote, Revision, Signature, SignoffLink, SignoffRequest
from articles.signing import Signer, wrote
from articles.steps import WrongState, person, require
from clinic.models import Clinician
from clinic.record import record
from pagecache.generations import forget, forget_site

State = SignoffRequest.State


@dataclass(frozen=True)
class Note:
    """What the clinician says about one passage."""

    field: str
    passage: str
    text: str


def send_for_review(
    article: Article, revision: Revision, clinician: Clinician, by, *, note: str = ""
) -> SignoffRequest:
    """Ask `clinician` to sign `revision`. An older open request to the same person is replaced.

    Raises PermissionDenied, and WrongState for somebody who may not sign, or who wrote the text.
    """
    require(by, "articles.change_article")
    return ask(article, revision, clinician, by, note)


def ask(article: Article, revision: Revision, clinician: Clinician, by, note: str) -> SignoffRequest:
    if revision.article_id != article.pk:
        raise WrongState(_("This revision belongs to another article."))
    if not Clinician.objects.signing().filter(pk=clinician.pk).exists():
        raise WrongState(_("%s cannot sign: not in the register, or the address is not proven.") % clinician.name)
    if wrote(clinician, revision):
        raise WrongState(_("%s wrote this version. Whoever wrote a text does not sign it.") % clinician.name)
    if Signature.objects.filter(revision=revision, clinician=clinician).exists():
        raise WrongState(_("%s has signed this version already.") % clinician.name)
    with transaction.atomic():
        older = SignoffRequest.objects.filter(article=article, clinician=clinician, state=State.OPEN)
        # A link in somebody's mail leads on to the version that replaces the one it was sent about.
        links = list(SignoffLink.objects.filter(requests__in=older, used_at=None).distinct())
        older.update(state=State.SUPERSEDED, answered_at=timezone.now())
        asked = SignoffRequest.objects.create(
            article=article, revision=revision, clinician=clinician, asked_by=person(by), note=note.strip()
        )
        count_minutes(asked)
        for link in links:
            link.requests.add(asked)
        record(person(by), "send for review", article, clinician.name)
    return asked


def take_back(asked: SignoffRequest, by) -> None:
    """An editor no longer needs this answer."""
    require(by, "articles.change_article")
    with transaction.atomic():
        close(asked, State.TAKEN_BACK, None)
        record(person(by), "take back request for review", asked.article, asked.clinician.name)


def sign(asked: SignoffRequest, signer: Signer) -> Signature:
    """The clinician vouches for the revision that was asked about. Raises PermissionDenied, or WrongState."""
    allow(asked, signer)
    revision, clinician = asked.revision, signer.clinician
    if wrote(clinician, revision):
        raise WrongState(_("You wrote this version. Somebody else has to sign it."))
    with transaction.atomic():
        close(asked, State.SIGNED, signer)
        signature = Signature.objects.create(
            article=asked.article,
            revision=revision,
            digest=revision.digest,
            clinician=clinician,
            name=clinician.name,
            credential=clinician.credential,
            account=signer.account,
            signed_on=timezone.localdate(),
        )
        for other in SignoffRequest.objects.filter(article=asked.article, state=State.OPEN).select_related("revision"):
            count_minutes(other)  # whoever reads after a signature reads what has changed since
        record(signer.account, "sign revision", asked.article, f"{clinician.name}: version {revision.number}")
        forget(f"article:{asked.article_id}")
        forget_site()  # the badge stands in lists and feeds too
    return signature


def return_with_notes(asked: SignoffRequest, signer: Signer, *, notes: list[Note], answer: str = "") -> None:
    """Send the revision back to the editors with words about the whole or about passages; one of them is needed."""
    allow(asked, signer)
    notes = [note for note in notes if note.text.strip()]
    if not notes and not answer.strip():
        raise WrongState(_("Say what should change: for the whole page, or beside a passage."))
    with transaction.atomic():
        close(asked, State.RETURNED, signer, answer.strip())
        PassageNote.objects.bulk_create(
            PassageNote(request=asked, field=note.field, passage=note.passage, text=note.text.strip()) for note in notes
        )
        record(signer.account, "return revision", asked.article, f"{signer.clinician.name}: {len(notes)} notes")


def allow(asked: SignoffRequest, signer: Signer) -> None:
    """Raises PermissionDenied unless the request is this signer's, and the link (if any) is about it."""
    signer.require()
    if asked.clinician_id != signer.clinician.pk:
        raise PermissionDenied(_("Another clinician was asked."))
    if signer.link is not None and not signer.link.requests.filter(pk=asked.pk).exists():
        raise PermissionDenied(_("This link is about other pages."))


def close(asked: SignoffRequest, state: str, signer: Signer | None, answer: str = "") -> None:
    """Answer a request once, however many try; a link whose last page this was is used up."""
    now = timezone.now()
    open_one = SignoffRequest.objects.filter(pk=asked.pk, state=State.OPEN)
    if not open_one.update(state=state, answered_at=now, answer=answer):
        raise WrongState(_("This request is not open any more."))
    if signer and signer.link and not signer.link.requests.filter(state=State.OPEN).exists():
        SignoffLink.objects.filter(pk=signer.link.pk, used_at=None).update(used_at=now)
    asked.refresh_from_db()
