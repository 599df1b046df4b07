"""What somebody reads after sending. Status 200 and no redirect, so that nothing of it stays in the history."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinic.presets import COUNTRIES
from clinic.profile import get_profile
from comments import guards, private, urgent
from comments.due import KEEP_TAKEN_BACK
from comments.models import MAX_URGENT_TEXT, Comment, Tier
from comments.opening import away_at, clinic_is_open, next_reading, somebody_reads
from comments.posting import Draft, is_its_sender
from comments.timing import usual_wait
from comments.triage import Triage


def answer(
    request: HttpRequest, comment: Comment, draft: Draft, seen: Triage, *, address: str, now: datetime
) -> HttpResponse:
    context = {"article": comment.article, "next_reading": next_reading(now), "away": away_at(now)}
    if seen.tier == Tier.HIGH:
        return render(request, "comments/sent_urgent.html", context | _urgent(comment, draft, now))
    mine = is_its_sender(comment, draft, address, now)
    return render(request, "comments/sent.html", context | about(seen) | _about_sending(comment, mine))


def _urgent(comment: Comment, draft: Draft, now: datetime) -> dict:
    return {
        "words": draft.text,
        "cut": len(draft.text) >= MAX_URGENT_TEXT,
        "token": urgent.take_back_token(comment),
        "is_clinic_open": clinic_is_open(now),
        "somebody_reads": somebody_reads(now),
        "take_back_within": urgent.TOKEN_HOLDS.days,
        "hours_kept": int(KEEP_TAKEN_BACK.total_seconds() // 3600),
    }


def about(seen: Triage) -> dict:
    """What stands first on a page about words, by what the screens saw in them."""
    screens = seen.screens()
    return {
        "emergency": "emergency" in screens or "safeguarding" in screens,
        "side_effect": "side_effect" in screens,
        "help_first": seen.tier == Tier.MEDIUM,
        "reporting": COUNTRIES[get_profile().country].reporting,
    }


def _about_sending(comment: Comment, mine: bool) -> dict:
    return {
        "private_address": private.address_of(comment) if mine else "",
        "confirm": bool(mine and comment.email and not comment.email_confirmed_at),
        "usual_wait": usual_wait(),
    }


@never_cache
@require_http_methods(["POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Deletes an urgent message for its writer, who has nothing but the signed token of her answer page."""
    if guards.is_too_large(request) or not guards.comes_from_our_pages(request):
        return render(request, "comments/taken_back.html", {"refused": True}, status=403)
    comment = urgent.find_by_token(request.POST.get("token", ""))
    if comment is None:
        return render(request, "comments/taken_back.html", {"refused": True}, status=404)
    urgent.take_back(comment)
    hours = int(KEEP_TAKEN_BACK.total_seconds() // 3600)
    return render(request, "comments/taken_back.html", {"hours_kept": hours})
