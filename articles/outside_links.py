"""Links from our live pages to other sites: noted when a page is checked, looked at by the worker in its own time."""

from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from articles.content import Content
from articles.models import Article, LiveCheck, OutsideLink
from articles.probing import Answer, probe
from articles.rendering import structure
from articles.rendering.citations import source_links
from clinic.profile import get_profile
from jobs.work import stopping

State = OutsideLink.State
LONGEST = 600
AT_ONCE = 20
BUDGET = timedelta(seconds=30)
CLAIMED = timedelta(minutes=15)
BELIEVED_AFTER = 3  # looks in a row, a day apart: a site may be down for a night
AGAIN = {
    "fine": timedelta(days=30),
    "unsure": timedelta(days=7),
    "dead": timedelta(days=1),
    "failed": timedelta(days=1),
    "no_network": timedelta(hours=6),
}


def addresses_in(content: Content) -> list[str]:
    """Every address of another site that the page leads to, each once."""
    found = {}
    for html in (content.body, *content.facts.values()):
        found |= dict.fromkeys(structure.addresses_in(html), True)
    for source in content.sources:
        found |= {link["url"]: True for link in source_links(source)}
    return [url for url in (one.partition("#")[0] for one in found) if is_outside(url)]


def is_outside(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= LONGEST and not url.startswith(settings.SITE_URL)


def note_links(article: Article) -> int:
    """Write down where the live page leads. Returns how many of these links lead nowhere, as far as is known."""
    urls = addresses_in(Content.from_json(article.live.content))
    OutsideLink.objects.bulk_create([OutsideLink(url=url) for url in urls], ignore_conflicts=True)
    article.outside_links.set(OutsideLink.objects.filter(url__in=urls))
    return len(dead_among(urls))


def dead_among(urls: Collection[str]) -> list[OutsideLink]:
    return list(OutsideLink.objects.filter(url__in=urls, state=State.DEAD)) if urls else []


def looks_outside() -> bool:
    """Whether this site asks other sites at all: the example site, and one that was told so, does not."""
    return settings.CHECK_OUTSIDE_LINKS and not get_profile().is_demo


def look(now: datetime) -> int:
    """Ask some of the links that are due. Returns how many were asked; each by one worker only."""
    if not looks_outside():
        return 0
    OutsideLink.objects.filter(articles=None, due_at__lte=now).delete()
    done, until = 0, monotonic() + BUDGET.total_seconds()
    for link in OutsideLink.objects.filter(due_at__lte=now).order_by("due_at")[:AT_ONCE]:
        if stopping.is_set() or monotonic() >= until:
            break
        if OutsideLink.objects.filter(pk=link.pk, due_at=link.due_at).update(due_at=now + CLAIMED):
            answer = probe(link.url)
            keep(link, answer, now)
            done += 1
            if answer.state == "no_network":
                break  # the others would say the same
    return done


def keep(link: OutsideLink, answer: Answer, now: datetime) -> None:
    """Write an answer down, and count it on the pages that lead there."""
    failures = 0 if answer.state in ("fine", "unsure") else link.failures + (answer.state != "no_network")
    state = answer.state
    if state in ("dead", "failed"):
        state = State.DEAD if failures >= BELIEVED_AFTER else State.UNSURE
    values = {"state": state, "detail": answer.detail[:60], "failures": min(failures, 1000), "checked_at": now}
    OutsideLink.objects.filter(pk=link.pk).update(due_at=now + AGAIN[answer.state], **values)
    if (state == State.DEAD) != (link.state == State.DEAD):
        count_dead(link)


def count_dead(link: OutsideLink) -> None:
    for check in LiveCheck.objects.filter(article__outside_links=link).select_related("article"):
        number = check.article.outside_links.filter(state=State.DEAD).count()
        LiveCheck.objects.filter(pk=check.pk).update(dead_links=number)
