"""Review dates act: the owner of an article is reminded 60, 30 and 0 days before, each once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article, ReviewReminder
from clinic.models import User
from clinic.profile import get_profile
from clinic.roles import EDITOR
from jobs.mail import queue_mail

DAYS_BEFORE = (60, 30, 0)


def remind(now: datetime) -> int:
    """Mail what is due at `now`, one mail to a person for all her articles; returns how many reminders were due.

    After downtime only the latest step is sent: nobody needs “in 60 days” and “in 30 days” at once.
    """
    today = timezone.localdate(now)
    soon = Article.objects.published(now).filter(next_review_on__lte=today + timedelta(days=max(DAYS_BEFORE)))
    due: dict[User, list[Article]] = {}
    with transaction.atomic():
        claimed = [article for article in soon.select_related("owner") if claim(article, today)]
        editors = list(active_editors()) if any(not looks_after(article.owner) for article in claimed) else []
        for article in claimed:
            for person in [article.owner] if looks_after(article.owner) else editors:
                due.setdefault(person, []).append(article)
        for person, articles in due.items():
            mail(person, articles, today)
    return len(claimed)


def claim(article: Article, today) -> bool:
    """Whether this process is the one to send the step that has come."""
    left = (article.next_review_on - today).days
    step = min(days for days in DAYS_BEFORE if left <= days)
    _row, made = ReviewReminder.objects.get_or_create(article=article, due_on=article.next_review_on, days=step)
    return made


def looks_after(owner: User | None) -> bool:
    return owner is not None and owner.is_active and owner.is_staff


def active_editors():
    """Those who hear of articles without an owner."""
    return User.objects.filter(Q(groups__name=EDITOR), is_active=True, is_staff=True).distinct()


def mail(person: User, articles: list[Article], today) -> None:
    lines = [f"- {article}: {in_words(article, today)}\n  {desk_address(article)}" for article in articles]
    told = {"clinic": get_profile().name, "list": "\n".join(lines)}
    body = _(
        "These pages of %(clinic)s are to be looked at again. Read them beside their sources, set the next date, and "
        "send them to a clinician.\n\n%(list)s\n\nPast its date a page says publicly that its check is overdue.\n"
    )
    queue_mail(to=person.email, subject=_("%(clinic)s: reviews due") % told, body=body % told)


def in_words(article: Article, today) -> str:
    day = date_format(article.next_review_on, "F j, Y")
    return (_("due on %s") if article.next_review_on >= today else _("overdue since %s")) % day


def desk_address(article: Article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
