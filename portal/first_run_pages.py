"""The pages of the first run: the code, then five questions, each a page of its own. They work without JavaScript."""

from dataclasses import fields

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal import first_run
from portal.first_run_forms import STEPS, CodeForm

HELD = "first_run"  # in the session: the code's number and what was answered, without a password
LIMITS = {"first_code": "5/5m/ip,20/5m/key"}
ROUTE = "first_run"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request):
    """Asks for the code, and takes it once."""
    must_be_offered()
    if may_answer(request):
        return redirect("first_run_step", 1)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if not ratelimit.consume(request, app="portal", action="first_code", config=LIMITS, key="site"):
            form.add_error("code", _("Too many tries. Please wait five minutes."))
            status = 429
        elif form.is_valid():
            if number := first_run.use_code(form.cleaned_data["code"]):
                request.session.cycle_key()
                request.session[HELD] = {"number": number, "answers": {}}
                return redirect("first_run_step", 1)
            form.add_error("code", _("This is not the code, or it is too old, or it was used. See below for another."))
    return render(request, "account/first_run_code.html", {"form": form}, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request, number: int):
    """One question. What was typed comes back with an error, and when somebody goes back to it."""
    must_be_offered()
    if not 1 <= number <= len(STEPS):
        raise Http404
    if not may_answer(request):
        if HELD in request.session:
            messages.warning(request, _("Two hours are over. Enter another code; nothing was changed."))
            del request.session[HELD]
        return redirect(ROUTE)
    answers = request.session[HELD]["answers"]
    if (missing := first_missing(answers)) < number:
        return redirect("first_run_step", missing)
    form = form_of(number, answers, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if number == len(STEPS):
            return finish(request, form)
        answers |= form.cleaned_data
        request.session[HELD] |= {"answers": answers, "done": max(number, request.session[HELD].get("done", 0))}
        request.session.modified = True
        return redirect("first_run_step", number + 1)
    return render(
        request,
        "account/first_run_step.html",
        {"form": form, "number": number, "titles": [title for title, _form in STEPS], "title": STEPS[number - 1][0]},
        status=422 if form.is_bound else 200,
    )


def must_be_offered() -> None:
    if not first_run.is_offered():
        raise Http404


def may_answer(request) -> bool:
    held = request.session.get(HELD)
    return bool(held) and first_run.may_answer(held["number"])


def first_missing(answers: dict) -> int:
    """The first question without an answer; the last one is answered by finishing."""
    for place, (_title, form) in enumerate(STEPS[:-1], start=1):
        if not set(form.base_fields) <= set(answers):
            return place
    return len(STEPS)


def form_of(number: int, answers: dict, data):
    more = {"email": answers["duty_email"]} if number == len(STEPS) else {}
    known = {name: value for name, value in answers.items() if name in STEPS[number - 1][1].base_fields}
    return STEPS[number - 1][1](data, initial=known or None, **more)


def finish(request, form):
    held = request.session[HELD]
    answers = first_run.Answers(**{field.name: held["answers"][field.name] for field in fields(first_run.Answers)})
    given = form.cleaned_data
    try:
        owner = first_run.finish(
            held["number"], answers, display_name=given["display_name"], password=given["password1"]
        )
    except first_run.TooLate:
        raise Http404 from None
    if request.user.is_authenticated:  # perhaps as the demo's owner
        get_adapter().logout(request)
    request.session.flush()
    record_authentication(request, owner, method="password")
    messages.success(request, _("This is your site now. Until it opens, readers see that it is being prepared."))
    return perform_login(request, Login(user=owner, redirect_url=reverse("opening")))


urlpatterns = [
    path("first-run/", code_page, name=ROUTE),
    path("first-run/<int:number>/", step_page, name="first_run_step"),
]
