"""The page behind a writer's secret link. Never stored by a cache, never listed, and its address is in no log."""

from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.profile import get_profile
from comments import contacts, guards, private, shield
from comments.answering import about
from comments.busy import keeps_words
from comments.forms import EditForm
from comments.models import Comment, Reason, Status, Tier
from comments.opening import next_reading
from comments.posting import Draft
from comments.refusals import look
from comments.sending import needs_help
from comments.timing import usual_wait
from comments.trail import AlreadyDecided
from comments.triage import Triage

WHAT_TO_CHANGE = {
    Reason.PERSONAL_DETAILS: _("Leave out names, dates, places and numbers, and send it again."),
    Reason.MEDICAL_ADVICE: _("Tell what is true for everybody, or ask your own clinician about yourself."),
    Reason.DOSES_OR_SUPPLY: _("Leave out amounts, use at home and where to get a medicine."),
    Reason.OWN_RESULT: _("Write about something else than what a treatment did for you or somebody you know."),
    Reason.UNKIND: _("Say the same without hurting anybody. Disagreeing is welcome."),
    Reason.PROMOTION: _("Leave out what is for sale, and who sells it."),
    Reason.OFF_TOPIC: _("Look for an article that it fits, and send it there."),
    Reason.UNSAFE: _(
        "Leave out what could put somebody in danger. If it is about yourself, please talk to somebody today."
    ),
}


def private_page(view):
    @keeps_words
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        comment = private.find(token)
        if comment is None:
            return render(request, "comments/private_gone.html", status=404)
        return view(request, comment)

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        response = answer(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "strict-origin"  # the address is the secret, also before our own server's log
        return response

    return never_cache(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def page(request: HttpRequest, comment: Comment) -> HttpResponse:
    if request.method != "POST":
        return show(request, comment)
    if guards.is_too_large(request) or not guards.comes_from_our_pages(request):
        return show(request, comment, status=403, refused=True, words=request.POST.get("text", ""))
    if "erase" in request.POST:
        erased = private.erase(comment)
        backups = {"backup_days": settings.BACKUP_KEEP_DAYS}
        return render(request, "comments/private_erased.html", {"erased": erased} | backups)
    if "withdraw" in request.POST:
        private.withdraw(comment)
        comment.refresh_from_db()
        if private.find(private.token_from(comment.access_salt)) is None:
            return render(request, "comments/private_erased.html", {"erased": False})
        return show(request, comment, done=withdrawn_in_words(comment))
    return edit(request, comment)


def withdrawn_in_words(comment: Comment) -> str:
    days = days_withdrawn(comment)
    return ngettext(
        "It is withdrawn. Its words are erased in %(days)d day, or now if you erase it.",
        "It is withdrawn. Its words are erased in %(days)d days, or now if you erase it.",
        days,
    ) % {"days": days}


def days_withdrawn(comment: Comment) -> int:
    return get_profile().kept.days("withdrawn", comment.submitted_at)


def edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = EditForm(request.POST)
    if not private.may_edit(comment):
        return show(request, comment, status=409, words=request.POST.get("text", ""))
    if not form.is_valid():
        return show(request, comment, form=form, status=422)
    draft = Draft(form.cleaned_data["name"], comment.email, form.cleaned_data["text"])
    if seconds := private.seconds_until_edit(comment, timezone.now()):
        seen = look(draft.text, name=draft.name)
        if seen is None or seen.tier != Tier.HIGH:  # distress comes first: it is stored whatever the limit
            return too_many(request, comment, form, seconds, seen)
    else:
        seen = draft.triage()
    if shield.is_needed(seen) and not shield_passed(request, draft):
        found = shield.look_at(draft, seen)
        return show(request, comment, form=form, found=found)
    try:
        private.edit(comment, name=draft.name, text=draft.text, seen=seen)
    except AlreadyDecided:
        comment.refresh_from_db()
        return show(request, comment, status=409, words=draft.text)
    comment.refresh_from_db()
    return show(request, comment, done=_("Your changes are saved. Nobody can see them yet."), **about(seen))


def too_many(request: HttpRequest, comment: Comment, form: EditForm, seconds: int, seen: Triage | None) -> HttpResponse:
    """The form again with the words in it, and when they can be saved."""
    shown = {"help_first": needs_help(seen, form.cleaned_data["text"]), "minutes": -(-seconds // 60)}
    response = show(request, comment, form=form, status=429, **shown)
    response["Retry-After"] = str(seconds)
    return response


def shield_passed(request: HttpRequest, draft: Draft) -> bool:
    shown = shield.read(request.POST.get("shield", ""))
    return bool(shown and "as_it_is" in request.POST and shield.was_shown_for(draft, shown[1]))


def show(request: HttpRequest, comment: Comment, *, status: int = 200, form=None, **more) -> HttpResponse:
    may_edit = private.may_edit(comment)
    if form is None and may_edit:
        form = EditForm(initial={"name": comment.name, "text": comment.text})
    context = {
        "comment": comment,
        "text": (contacts.opened(comment) or comment).text,
        "article": comment.article,
        "form": form if may_edit else None,
        "is_high": comment.tier == Tier.HIGH,
        "is_public": Comment.objects.published().filter(pk=comment.pk).exists(),
        "what_to_change": WHAT_TO_CHANGE.get(comment.decision_reason, ""),
        "next_reading": next_reading(timezone.now()),
        "usual_wait": usual_wait() if comment.status == Status.PENDING else "",
        "address": request.path,
        "days_withdrawn": days_withdrawn(comment),
        "backup_days": settings.BACKUP_KEEP_DAYS,
    }
    return render(request, "comments/private.html", context | more, status=status)


@require_safe
@private_page
def export(request: HttpRequest, comment: Comment) -> HttpResponse:
    response = JsonResponse(private.export(comment), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-comment.json"'
    return response
