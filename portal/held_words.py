"""Words that staff typed into a form whose session had ended meanwhile: kept until the same person is back.

The browser sends a form into a session that is too old. Nothing of it may be carried out, and nothing of it may be
lost: it waits in the (now anonymous) session of this browser, for an hour, and is offered to the person whose session
it was, on the same page, once she has signed in again. Nobody else is shown it. The same happens to a form that was
open in another tab meanwhile and carries a token from before.
"""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

HELD = "held_words"
ENDED_FOR = "ended_for"  # in the anonymous session: whose session ended in this browser
DESK = "/admin/"
UNHELD = ("/admin/comments/erasure/",)  # about whom it was is kept nowhere, not in a session either
KEPT_SECONDS = 3600
MOST_PAGES = 5  # the newest tabs of one browser
MOST_CHARACTERS = 400_000  # an article of the greatest length is a fourth of this
SHOWN_FROM = 12  # shorter values are ticks, choices and buttons: sent again, but nothing to read
SECRETS = ("csrfmiddlewaretoken", "password", "code", "token")
DISCARD = "_discard_held_words"


def may_hold(request) -> bool:
    """Whether the request carries words for the desk, from a page of our own."""
    if request.method != "POST" or not request.path_info.startswith(DESK):
        return False
    if request.path_info.startswith(UNHELD):
        return False
    if request.headers.get("Accept") == "application/json" or request.headers.get("Sec-Fetch-Dest") == "iframe":
        return False  # sent by a page that stays open with its words, which would be offered where nobody looks
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") in (settings.SITE_URL, f"{request.scheme}://{request.get_host()}")


def hold(request, person: int) -> bool:
    """Keeps the form's words for the account `person`. False when there are none, or more than we keep."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name.lower() for secret in SECRETS)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > MOST_CHARACTERS:
        return False
    page = {"path": request.get_full_path(), "person": person, "fields": fields, "files": bool(request.FILES)}
    pages = [kept for kept in request.session.get(HELD, []) if kept["path"] != page["path"]]
    request.session[HELD] = [*pages, page][-MOST_PAGES:]
    return True


def remember_whose(request, person: int) -> None:
    """After a session has ended: whom the words of this browser's other tabs belong to."""
    request.session[ENDED_FOR] = person
    request.session.set_expiry(KEPT_SECONDS)  # signing in sets the session's own


def after_csrf_failure(request):
    """A form with a token from before the last sign-in or sign-out; leads to where it is offered again, or None."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return sign_in_again(request)
    return redirect(request.get_full_path()) if may_hold(request) and hold(request, user.pk) else None


def sign_in_again(request):
    """Holds the words of a form whose session has ended, and leads to signing in. None when there are none."""
    person = request.session.get(ENDED_FOR) if hasattr(request, "session") else None
    if person is None or not may_hold(request) or not hold(request, person):
        return None
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def offer(request):
    """On the page that the words were for: offers to send them again. None when nothing waits for this person here."""
    path = request.get_full_path()
    pages = request.session.get(HELD, [])
    page = next((kept for kept in pages if kept["path"] == path and kept["person"] == request.user.pk), None)
    if page is None:
        return None
    if request.method == "POST":  # sent again, or anew, or let go: in each case its wait is over
        request.session[HELD] = [kept for kept in pages if kept is not page]
        return redirect(path) if DISCARD in request.POST else None
    shown = [(label_of(name), value) for name, value in page["fields"] if len(value) >= SHOWN_FROM]
    context = {"page": page, "shown": shown, "discard": DISCARD, "title": _("Your words are still here")}
    return render(request, "admin/held_words.html", context)


def label_of(name: str) -> str:
    return name.strip("_").replace("_", " ").replace("-", " ").capitalize()
