"""Sessions of staff: how long they last, what their owner sees of them, and how they end."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from clinic.models import StaffSession, User
from clinic.record import record
from portal import held_words
from portal.browsers import family_and_system
from portal.middleware import is_staff_path

STARTED = "staff_started_at"  # in the session itself: it survives a new session key, which a password change brings
NOTED_EVERY = timedelta(minutes=1)  # "last used" is this exact; a write for each request would be too many
BY_ITSELF = "by-itself"  # in the address of a page that loads again without anybody: it keeps no session alive
LARGEST = 10**18  # a number that every database takes


class SessionLimitMiddleware:
    """Ends a session that is too old or was left alone, before any staff page answers; notes the use of the others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_staff_path(request.path_info) and request.user.is_authenticated:
            now = timezone.now()
            row = row_of(request, now)
            if has_ended(row, now):
                person = request.user.pk
                logout(request)
                held_words.remember_whose(request, person)
                messages.info(request, _("You were signed out because this session was old or had not been used."))
            elif now - row.last_used_at >= NOTED_EVERY and not (request.method == "GET" and BY_ITSELF in request.GET):
                StaffSession.objects.filter(pk=row.pk).update(last_used_at=now)
            key = request.session.session_key
            response = self.get_response(request)
            # A new password gives the session a new key, and its row went with the old one. Without a row at once,
            # nothing that ends the sessions of an account would find it.
            if request.session.session_key != key and request.user.is_authenticated:
                row_of(request, timezone.now())
            return response
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Comes after the check of the form's token: only what our own page sent is kept."""
        if is_staff_path(request.path_info) and not request.user.is_authenticated:
            return held_words.sign_in_again(request)
        return None


def begin_session(request) -> None:
    """Starts the clock of a session. To be called once somebody is signed in."""
    request.session.pop(held_words.ENDED_FOR, None)
    row_of(request, timezone.now())


def row_of(request, now: datetime) -> StaffSession:
    """The row of the request's session, made where it is missing: a password change gives the session a new key."""
    browser, system = family_and_system(request)
    started = request.session.setdefault(STARTED, now.timestamp())
    return StaffSession.objects.get_or_create(
        session_id=request.session.session_key,
        defaults={
            "user": request.user,
            "started_at": datetime.fromtimestamp(started, UTC),
            "last_used_at": now,
            "browser": browser,
            "system": system,
        },
    )[0]


def has_ended(row: StaffSession, now: datetime) -> bool:
    return now - row.started_at >= settings.STAFF_SESSION_LIMIT or now - row.last_used_at >= settings.STAFF_IDLE_LIMIT


def end_sessions(user: User, *, keep: str = "") -> int:
    """Ends the sessions of an account, all but the one with the key `keep`; returns how many."""
    return end(user.staff_sessions.exclude(session_id=keep))


def end(rows) -> int:
    keys = list(rows.values_list("session_id", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def end_old_sessions(now: datetime) -> int:
    """Deletes what no request has been let in with for long.

    Not at once: as long as the row is there, a form that comes too late is known for whose it is, and kept.
    """
    ended = now - settings.STAFF_KNOWN_AFTER_END
    old = Q(started_at__lte=ended - settings.STAFF_SESSION_LIMIT) | Q(
        last_used_at__lte=ended - settings.STAFF_IDLE_LIMIT
    )
    return end(StaffSession.objects.filter(old)) + Session.objects.filter(expire_date__lt=now).delete()[0]


@require_safe
@login_required
def my_sessions(request):
    now = timezone.now()
    rows = [row for row in request.user.staff_sessions.all() if not has_ended(row, now)]
    here = request.session.session_key
    return render(request, "account/sessions.html", {"rows": rows, "here": here, "others": len(rows) > 1})


@require_POST
@login_required
def end_one_session(request, number: int):
    row = get_object_or_404(request.user.staff_sessions, pk=min(number, LARGEST))
    if row.session_id == request.session.session_key:
        return redirect("account_logout")
    end_and_record(request, request.user.staff_sessions.filter(pk=row.pk))
    return redirect("my_sessions")


@require_POST
@login_required
def end_other_sessions(request):
    end_and_record(request, request.user.staff_sessions.exclude(session_id=request.session.session_key))
    return redirect("my_sessions")


def end_and_record(request, rows) -> None:
    with transaction.atomic():
        if number := end(rows):
            record(request.user, "end session", request.user, str(number))
    text = ngettext("%(number)d session has ended.", "%(number)d sessions have ended.", number)
    messages.success(request, text % {"number": number})


urlpatterns = [
    path("sessions/", my_sessions, name="my_sessions"),
    path("sessions/others/end/", end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:number>/end/", end_one_session, name="end_one_session"),
]
