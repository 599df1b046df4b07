"""The desk's page “Opening the site”: what is missing, and where each thing is done."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import starter_leaving
from articles.models import Article
from clinic.profile import get_profile
from clinic.record import record
from comments.examples import remove_examples
from faq import links
from faq.questions import get_questions
from portal import answer_links, opening
from portal.models import Opening


class FactsForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = [
            *("crisis_lead", "may_advertise", "may_publish_results"),
            *("answered_by", "answered_on", "safety_articles"),
        ]
        widgets = {
            "safety_articles": forms.CheckboxSelectMultiple,
            "answered_on": forms.DateInput(attrs={"type": "date"}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("may_advertise", "may_publish_results")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.instance.safety_articles.values_list("pk", flat=True)
        pages = Article.objects.filter(
            pk__in=[*Article.objects.published().values_list("pk", flat=True)[:200], *chosen]
        )
        self.fields["safety_articles"].queryset = pages.order_by("title")

    def save(self, commit=True):
        if {"may_advertise", "may_publish_results", "answered_by", "answered_on"} & set(self.changed_data):
            self.instance.answered_for = get_profile().country
        return super().save(commit)


def answers_that_lead_nowhere() -> list[tuple[str, str]]:
    """Answers of the FAQ with a link to something that no reader can open: (question, path)."""
    linked = [(one.question, path) for one in get_questions() for path in sorted(links.paths_in(one.html))]
    public = answer_links.public_paths({path for _question, path in linked})
    now = timezone.now()
    return [(question, path) for question, path in linked if not links.is_open(path, public, now)]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """GET shows what is missing, POST takes one step, named by the button."""
    if not request.user.has_perm("clinic.open_site"):
        raise PermissionDenied
    row = Opening.the_one() if request.method == "POST" else Opening.as_it_is()
    form = FactsForm(request.POST if "facts" in request.POST else None, instance=row)
    if request.method == "POST" and (answer := take_step(request, form)):
        return answer
    profile, left = get_profile(), opening.missing()
    context = admin.site.each_context(request) | {
        "title": _("Opening the site"),
        "missing": left,
        "state": profile.site_state,
        "form": form,
        "row": row,
        "mail_goes_out": opening.mail_goes_out(),
        "another_clock": opening.another_clock(profile.country),
        "zone": opening.ZONES[profile.country][0],
        "now": timezone.now(),
        "second_step_left": any(one.name == "second_factor" for one in left),
        "has_pages": form.fields["safety_articles"].queryset.exists(),
        "dead_answers": answers_that_lead_nowhere(),
        "articles_page": reverse("admin:articles_article_changelist"),
        "has_examples": any(one.name == "examples" for one in left),
        "starter": starter_leaving.untouched().count() if profile.site_state != opening.STATE.OPEN else 0,
        "starter_is_public": starter_leaving.untouched().published().exists(),
    }
    return render(request, "admin/opening.html", context, status=422 if request.method == "POST" else 200)


def take_step(request, form: FactsForm):
    """Carries out what the pressed button says; None where the page comes back with its errors."""
    if "facts" in request.POST:
        if not form.is_valid():
            return None
        form.save()
        record(request.user, "write down facts for opening")
        messages.success(request, _("Written down."))
        return redirect("opening")
    try:
        messages.success(request, step(request))
    except opening.NotYet as error:
        messages.error(request, str(error))
        return None
    return redirect("opening")


def step(request) -> str:
    by, sent = request.user, request.POST
    if "state" in sent:
        opening.change_state(by, sent["state"])
        return _("Done. Every page shows it within a second.")
    if "called" in sent:
        if "each" not in sent:
            raise opening.NotYet(_("Tick that you have called each number yourself."))
        opening.note_called(by)
        return _("Written down. You are asked again in six months.")
    if "test_mail" in sent:
        opening.send_test_mail(by)
        return _("It is on its way to %s. Enter its code below.") % by.email
    if "code" in sent:
        opening.confirm_mail(by, sent["code"])
        return _("Mail arrives.")
    if "starter" in sent:
        return let_go_of_starter(by, sent["starter"])
    if "remove_examples" in sent:
        return _("%d example comments were removed.") % remove_examples(by)
    raise opening.NotYet(_("Nothing was chosen."))


def let_go_of_starter(by, wish: str) -> str:
    opening.require(by)
    if get_profile().site_state == opening.STATE.OPEN:
        raise opening.NotYet(_("The site is open. Take its articles down one by one, with a reason that readers see."))
    if wish == "drafts":
        return _("%d articles are drafts now.") % starter_leaving.make_drafts(by)
    if wish == "remove":
        remove_examples(by)  # comments cannot outlive their article
        return _("%d articles were removed, and the example comments.") % starter_leaving.remove(by)
    raise opening.NotYet(_("Nothing was chosen."))


urlpatterns = [path("admin/opening/", admin.site.admin_view(page), name="opening")]
