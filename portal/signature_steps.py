"""What an owner does next towards the signatures that opening the site asks for, and where."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, Signature, SignoffRequest
from clinic.models import Clinician


def next_step(unsigned: list[Article]) -> tuple[str, str]:
    """What has to be done next for the first signature that is missing, and where."""
    if not Clinician.objects.signing().exists():
        register = reverse("admin:clinic_clinician_changelist")
        return _("Enter a clinician in the register, who confirms the address we mail to."), register
    changed = [page for page in unsigned if page.draft_id != page.live_id]
    drafts = Signature.objects.filter(article=OuterRef("pk"), digest=OuterRef("draft__digest"))
    if changed and (signed := Article.objects.filter(Exists(drafts), pk__in=[page.pk for page in changed]).first()):
        edit = reverse("admin:articles_article_change", args=[signed.pk])
        return _("Publish “%s”: its newest draft is signed.") % signed.title, edit
    asked = SignoffRequest.objects.filter(state=SignoffRequest.State.OPEN, article__in=unsigned)
    waiting = set(asked.values_list("article_id", flat=True))
    if left := [page for page in unsigned if page.pk not in waiting]:
        return send(left[0]), reverse("articles:send_for_review", args=[left[0].pk])
    return _("A clinician has been asked."), reverse("articles:signoff_waiting")


def send(page: Article) -> str:
    said = _("Send “%s” for review.") % page.title
    if page.draft_id == page.live_id:
        return said
    return f"{said} " + _("Its newest draft is what they read: publish that once it is signed.")
