"""Waivers: a clinician lets a blocking finding stand in one passage, with a reason, until that passage changes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.checking import Checked, passages
from articles.content import Content
from articles.models import Article, Waiver
from articles.signing import Signer
from articles.steps import WrongState
from clinic.record import record


def waive(article: Article, found: Checked, signer: Signer, *, reason: str) -> Waiver:
    """Let `found` stand in its passage. Raises WrongState without a reason, or for a finding that blocks nothing."""
    signer.require()
    if not reason.strip():
        raise WrongState(_("Say why these words may stand."))
    if not found.waivable:
        raise WrongState(_("This finding has to be mended, or keeps nothing from publication."))
    with transaction.atomic():
        waiver = Waiver.objects.create(
            article=article,
            check_name=found.mark.check,
            field=found.mark.field,
            quote=found.mark.quote,
            passage=found.mark.passage,
            reason=reason.strip(),
            clinician=signer.clinician,
        )
        record(signer.account, "waive finding", article, f"{signer.clinician.name}: {found.mark.check}")
    return waiver


def end_waivers(article: Article, content: Content, now: datetime) -> int:
    """End those whose passage is not in `content`, which goes live: the same words later need a new decision."""
    there = passages(content)
    gone = [row.pk for row in article.waivers.filter(ended_at=None) if row.passage not in there]
    return article.waivers.filter(pk__in=gone).update(ended_at=now) if gone else 0
