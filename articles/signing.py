"""Who signs: an entry of the register, proven by a staff account or by a mailed link."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import Content
from articles.models import Author, Revision, SignoffLink
from clinic.models import Clinician, User


@dataclass(frozen=True)
class Signer:
    """A clinician who acts now. Exactly one of `account` and `link` says how we know."""

    clinician: Clinician
    account: User | None = None
    link: SignoffLink | None = None

    def require(self) -> None:
        """Raises PermissionDenied unless this person may sign at this moment."""
        clinician = Clinician.objects.signing().filter(pk=self.clinician.pk).first()
        if clinician is None or not (self.by_account(clinician) or self.by_link(clinician)):
            raise PermissionDenied(_("Only clinicians in the clinic’s register may sign."))

    def by_account(self, clinician: Clinician) -> bool:
        account = self.account
        return account is not None and clinician.user_id == account.pk and account.has_perm("articles.sign_revision")

    def by_link(self, clinician: Clinician) -> bool:
        """Whoever has an account signs in: a mailed link is for those who have none."""
        if self.link is None or clinician.user_id is not None:
            return False
        links = SignoffLink.objects.filter(pk=self.link.pk, clinician=clinician, email=clinician.email, used_at=None)
        return links.filter(expires_at__gt=timezone.now()).exists()


def signer_with_account(user: User) -> Signer | None:
    """The register's entry of a member of staff, while it may sign."""
    clinician = Clinician.objects.signing().filter(user=user).first()
    return Signer(clinician, account=user) if clinician and user.has_perm("articles.sign_revision") else None


def wrote(clinician: Clinician, revision: Revision) -> bool:
    """Whether the clinician is an author of `revision`: named on the page, or who typed what no one has signed yet."""
    content = Content.from_json(revision.content)
    author = Author.objects.filter(pk=content.author).first() if content.author else None
    if author and author.name.strip().casefold() == clinician.name.strip().casefold():
        return True
    if clinician.user_id is None:
        return False
    signed = revision.article.signatures.filter(revision__number__lt=revision.number).order_by("-revision__number")
    since = signed.values_list("revision__number", flat=True).first() or 0
    typed = Revision.objects.filter(article=revision.article_id, number__gt=since, number__lte=revision.number)
    return (author is not None and author.user_id == clinician.user_id) or typed.filter(
        created_by=clinician.user_id
    ).exists()
