"""The register of clinicians: saving an entry, and proving its address by a mailed link."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.models import AddressLink, Clinician, User
from clinic.profile import get_profile
from clinic.record import record
from jobs.mail import delete_unsent, queue_mail
from pagecache.generations import forget_site

LIFETIME = timedelta(days=7)


def save_clinician(clinician: Clinician, by: User) -> None:
    """Store an entry. An address that is new has to be proven (again), and nothing is signed until it is."""
    adding = clinician.pk is None
    require_owner(by, "clinic.add_clinician" if adding else "clinic.change_clinician")
    before = None if adding else Clinician.objects.get(pk=clinician.pk)
    moved = before is None or before.email.lower() != clinician.email.lower()
    with transaction.atomic():
        if moved:
            clinician.verified_at = None
        clinician.save()
        record(by, "add clinician" if adding else "change clinician", clinician)
        forget_site()  # registration and interests stand beside signatures
        if moved:
            mail_address_link(clinician)


def ask_again(clinician: Clinician, by: User) -> None:
    """Mail another link to an address that is not proven yet."""
    require_owner(by, "clinic.change_clinician")
    with transaction.atomic():
        mail_address_link(clinician)
        record(by, "mail address link", clinician)


def require_owner(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(_("Your role does not allow this step."))


def mail_address_link(clinician: Clinician) -> None:
    """Only the newest link works."""
    token = secrets.token_urlsafe(32)
    clinician.address_links.all().delete()
    delete_unsent(key_of(clinician))
    expires = timezone.now() + LIFETIME
    AddressLink.objects.create(clinician=clinician, email=clinician.email, digest=digest_of(token), expires_at=expires)
    told = {
        "clinic": get_profile().name,
        "name": clinician.name,
        "address": settings.SITE_URL + reverse("clinician_address", args=[token]),
    }
    body = _(
        "%(clinic)s has entered %(name)s in its register of clinicians who check what its website says.\n\n"
        "If that is you, open this address within seven days and confirm that this mail reached you:\n"
        "%(address)s\n\n"
        "From then on we send at most one mail a month, when pages wait for you. If this is not for you, do nothing.\n"
    )
    subject = _("%(clinic)s: confirm your address") % told
    queue_mail(
        to=clinician.email,
        subject=subject,
        body=body % told,
        dedupe_key=f"{key_of(clinician)}{secrets.token_hex(8)}",
        useful_until=expires,
    )


def key_of(clinician: Clinician) -> str:
    return f"portal.clinician_address:{clinician.pk}:"


def digest_of(token: str) -> str:
    return salted_hmac("portal.clinician_register", token, algorithm="sha256").hexdigest()


def working_link(token: str, now: datetime) -> AddressLink | None:
    """The link behind a token, while it works: in time, the entry active, and the address still the same."""
    links = AddressLink.objects.select_related("clinician").filter(expires_at__gt=now, clinician__is_active=True)
    link = links.filter(digest=digest_of(token)).first()
    return link if link and link.email == link.clinician.email else None


def prove_address(link: AddressLink) -> bool:
    """Note that the mail arrived; False when somebody has used the link meanwhile."""
    with transaction.atomic():
        if not AddressLink.objects.filter(pk=link.pk).delete()[0]:
            return False
        Clinician.objects.filter(pk=link.clinician_id, email=link.email).update(verified_at=timezone.now())
        forget_site()  # an author who was the only clinician may not be that any more
        record(None, "prove clinician’s address", link.clinician)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def clinician_address(request, token: str):
    """GET asks and changes nothing, for mail scanners open links too; POST confirms."""
    link = working_link(token, timezone.now())
    if link is None or (request.method == "POST" and not prove_address(link)):
        return render(request, "account/clinician_address.html", {"dead": True}, status=410)
    context = {"clinician": link.clinician, "done": request.method == "POST"}
    return render(request, "account/clinician_address.html", context)


def delete_old_links(now: datetime) -> int:
    return AddressLink.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()[0]


urlpatterns = [path("clinician/<str:token>/", clinician_address, name="clinician_address")]
