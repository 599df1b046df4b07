"""A row of every model that a move carries: what `make_world` leaves out."""

from datetime import timedelta

from django.utils import timezone

from articles.models import (
    Correction,
    FormerSource,
    FormerTopic,
    LiveCheck,
    OutsideLink,
    PassageNote,
    Redirect,
    ReviewReminder,
    SharePicture,
    SignoffRequest,
    Waiver,
)
from clinic.models import ClinicProfile
from clinic.profile import save_profile
from comments.models import ApprovedTextVersion, Erasure, MailWishes, RetentionDay
from portal.models import Imported, OldAddress, Opening
from tests.signoff_factories import sign

NOW = timezone.now()


def add_the_rest(world: dict, people: dict) -> None:
    article = world["article"]
    sign(article, people["clinician"], article.live)
    of_articles(article, SignoffRequest.objects.latest("pk"), people["editor"])
    FormerTopic.objects.create(number=77, language="en-us", slug="old", title="Old", topic=world["topic"])
    FormerSource.objects.create(key="old2001", title="Old", source=world["source"])
    OutsideLink.objects.create(url="https://example.org/", detail="200", checked_at=NOW)
    ApprovedTextVersion.objects.create(text=world["approvedtext"], number=1, words="Thank you.", made_by_name="Dana")
    Erasure.objects.create(digest="a" * 64, kind="erased", at=NOW)
    MailWishes.objects.create(user=people["moderator"], normal="never", digest_hour=9)
    RetentionDay.objects.create(day=NOW.date(), at=NOW, words=3, addresses=2, networks=1)
    Imported.objects.create(site="https://old.example.org", kind="post", number=7, article=article, left_out=["a film"])
    OldAddress.objects.create(address="/2014/05/old-post", article=article)
    opening = Opening.the_one()
    opening.crisis_lead = "Dr. Example"
    opening.save()
    opening.safety_articles.add(article)
    of_the_clinic()


def of_articles(article, request: SignoffRequest, by) -> None:
    live = {"article": article, "revision": article.live}
    Redirect.objects.create(language="en-us", slug="was-here", article=article, created_by=by)
    PassageNote.objects.create(request=request, field="body", passage="Words", text="Which?")
    Correction.objects.create(**live, note="A number was wrong.", by=by)
    Waiver.objects.create(
        article=article,
        check_name="claims",
        field="body",
        quote="Words",
        passage="Words",
        reason="Known.",
        clinician=request.clinician,
    )
    LiveCheck.objects.update_or_create(article=article, defaults=live | {"checked_at": NOW})
    ReviewReminder.objects.create(article=article, due_on=NOW.date(), days=30)
    SharePicture.objects.update_or_create(article=article, defaults={"clinic": "Example", "wanted": "a" * 32})


def of_the_clinic() -> None:
    """What an owner has set up: closed days, a notice, times to keep that were shortened and lengthened again."""
    row, today = ClinicProfile.the_one(), timezone.localdate()
    row.country, row.closed_holidays = "UK", "good-friday easter-monday"
    row.closed_days = f"{today + timedelta(days=3)} {today + timedelta(days=4)} Course"
    row.banner, row.banner_until = "The phone is out of order.", NOW + timedelta(days=2)
    row.kept_for = f"spam 3\nemail 1\nspam 2 {NOW.isoformat()}"
    save_profile(row, None)
