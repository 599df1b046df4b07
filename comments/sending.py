"""Taking a comment: guards, limits, screens, the page "check before you send", and the answer.

Whatever speaks against a comment, its words come back with the answer.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from articles.models import Article
from articles.reading import Withdrawn, get_public_article
from comments import guards, shield
from comments.answering import answer
from comments.forms import CommentForm, plain_text
from comments.models import MAX_URGENT_TEXT, Tier
from comments.network import client_address, seconds_to_wait
from comments.opening import Closed, next_reading, why_closed
from comments.posting import Draft, TooMany, find_sent, submit
from comments.refusals import look, needs_help_first
from comments.triage import Triage


@never_cache
def create(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        if guards.is_too_large(request):
            raise RequestDataTooBig
        words = request.POST.get("text", "")
    except RequestDataTooBig:
        return refuse(request, 413)
    try:
        return _create(request, slug, words)
    except (OperationalError, InterfaceError):
        return refuse(request, 503, words=words, retry_after=30)


@dataclass(frozen=True)
class Sent:
    """One form that has come in: what it holds, and when and from where it came."""

    request: HttpRequest
    article: Article
    form: CommentForm
    words: str
    address: str
    now: datetime

    @property
    def draft(self) -> Draft:
        """What the form holds so far. A field that is missing or wrong is empty; a text that is too long is cut."""
        clean = self.form.cleaned_data
        return Draft(
            name=clean.get("name", ""),
            email=clean.get("email", ""),
            text=clean.get("text") or plain_text(self.words)[:MAX_URGENT_TEXT],
            parent=clean.get("parent"),
        )


def _create(request: HttpRequest, slug: str, words: str) -> HttpResponse:
    if not guards.comes_from_our_pages(request):
        return refuse(request, 403, words=words)
    try:
        article, now = get_public_article(slug), timezone.now()
    except Http404:
        return refuse(request, 404, closed=Closed.NOT_FOUND, words=words)
    except Withdrawn:
        return refuse(request, 410, closed=Closed.WITHDRAWN, words=words)
    if closed := why_closed(article, now):
        return refuse(request, 409, article, closed=closed, words=words)
    form = CommentForm(request.POST, article=article)
    whole = form.is_valid()
    sent = Sent(request, article, form, words, client_address(request), now)
    seconds = seconds_to_wait(sent.address, now)  # asked before the screens: a flood must not cost them
    if seconds or not whole:
        return _not_taken_unless_urgent(sent, seconds)
    seen = sent.draft.triage()
    return _check_first(sent, seen) or _take(sent, seen)


def _not_taken_unless_urgent(sent: Sent, seconds: int) -> HttpResponse:
    """Distress comes first: neither a limit nor a missing name nor too long a text keeps it from being stored."""
    draft = sent.draft
    if not sent.form.errors and (twin := find_sent(sent.article, draft)):
        seen = Triage(twin.findings, twin.tier, twin.queue)
        return answer(sent.request, twin, draft, seen, address=sent.address, now=sent.now)
    seen = look(draft.text, name=draft.name)
    if seen and seen.tier == Tier.HIGH and draft.text:
        return _take(sent, seen)
    return write(sent, 429 if seconds else 422, seconds=seconds, help_first=needs_help(seen, draft.text))


def needs_help(seen: Triage | None, text: str) -> bool:
    return bool(text) and (seen is None or seen.tier != Tier.NONE or "emergency" in seen.screens())


def _check_first(sent: Sent, seen: Triage) -> HttpResponse | None:
    """The identity shield, unless its page was shown for just these words and they were sent all the same."""
    if not shield.is_needed(seen):
        return None
    shown = shield.read(sent.request.POST.get("shield", ""))
    if shown and "as_it_is" in sent.request.POST and shield.was_shown_for(sent.draft, shown[1]):
        return None
    found = shield.look_at(sent.draft, seen, shown[0] if shown else "")
    context = {"article": sent.article, "found": found, "draft": sent.draft, "form": sent.form}
    return render(sent.request, "comments/check.html", context)


def _take(sent: Sent, seen: Triage) -> HttpResponse:
    draft = sent.draft
    shown = shield.read(sent.request.POST.get("shield", ""))
    try:
        comment = submit(
            sent.article,
            draft,
            address=sent.address,
            now=sent.now,
            seen=seen,
            submission=shown[0] if shown else None,
        )
    except TooMany as limit:
        return write(sent, 429, seconds=limit.seconds, help_first=needs_help(seen, draft.text))
    return answer(sent.request, comment, draft, seen, address=sent.address, now=sent.now)


def write(sent: Sent, status: int, *, seconds: int = 0, help_first: bool = False) -> HttpResponse:
    """The form again, with its errors and the words."""
    context = {"article": sent.article, "form": sent.form, "minutes": -(-seconds // 60), "help_first": help_first}
    response = render(sent.request, "comments/write.html", context, status=status)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def refuse(request, status, article=None, *, closed=None, words="", retry_after=None) -> HttpResponse:
    """A page that says why nothing is taken, with the words to copy."""
    context = {
        "article": article,
        "status": status,
        "closed": closed,
        "words": plain_text(words),
        "help_first": needs_help_first(words),
        "next_reading": next_reading(timezone.now()) if closed in (Closed.HOURS, Closed.AWAY) else None,
    }
    response = render(request, "comments/refused.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
