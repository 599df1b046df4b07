"""The policies on the staff desk: owners write them, everybody who works here reads what holds."""

from csp.decorators import csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Media

from articles.admin.fields import INLINE, WITH_EDITOR, Day, Html
from clinic import languages
from portal.models import Opening
from portal.policies import steps
from portal.policies.copy import readable
from portal.policies.models import INTERNAL, LONGEST_NOTE, Policy, PolicyVersion
from portal.policies.pages import PAGES, differences_between

WRITTEN = INLINE | {
    "Heading": {"levels": [3, 4]},
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
LARGEST = 2**31 - 1


class DraftForm(forms.Form):
    text = Html(
        WRITTEN,
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("They stand on the page below what the software says about itself."),
    )
    note = forms.CharField(
        label=gettext_lazy("What has changed"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("One sentence for readers, from the second version on."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    in_force_on = Day(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("The page changes by itself at the beginning of that day."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if "<img" in text:
            raise ValidationError(_("Pictures have no place here. Take them out."))
        return text


def languages_to_write_in(policy: str) -> list[str]:
    """A procedure for staff is written once."""
    return languages.public_languages()[:1] if policy in INTERNAL else languages.public_languages()


def complain(form: DraftForm, error: Exception) -> None:
    form.full_clean()
    form.add_error(None, str(error))


@admin.register(PolicyVersion)
class PolicyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.all_view), name="portal_policyversion_changelist"),
            path("of/<slug:policy>/", view(self.one_view), name="portal_policyversion_one"),
            path("<int:number>/", view(self.version_view), name="portal_policyversion_version"),
        ]

    def page(self, request, template: str, *, status: int = 200, **context):
        context |= self.admin_site.each_context(request) | {"opts": self.opts}
        context["may_write"] = request.user.has_perm(steps.MAY_WRITE)
        return render(request, f"admin/policies/{template}.html", context, status=status)

    def for_readers(self, request, *methods: str):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return None if request.method in methods else HttpResponseNotAllowed(methods)

    def all_view(self, request):
        """Each policy, what holds and what is being written."""
        if refused := self.for_readers(request, "GET", "HEAD"):
            return refused
        rows: dict[str, list[PolicyVersion]] = {policy: [] for policy in Policy.values}
        for row in PolicyVersion.objects.filter(language=languages.public_languages()[0]).defer("text"):
            rows.setdefault(row.policy, []).append(row)
        listed = [{"policy": policy, "internal": policy in INTERNAL, **states(rows[policy])} for policy in Policy]
        return self.page(request, "all", title=_("Policies"), policies=listed)

    @method_decorator(csp_update(WITH_EDITOR))
    def one_view(self, request, policy: str):
        if refused := self.for_readers(request, "GET", "HEAD", "POST"):
            return refused
        if policy not in Policy.values:
            raise Http404
        language = request.GET.get("language", "")
        if language not in languages_to_write_in(policy):
            language = languages.public_languages()[0]
        if request.method == "POST":
            steps.require(request.user)
            return self.take_step(request, policy, language)
        return self.show(request, policy, language, self.form_for(steps.draft_of(policy, language)))

    def form_for(self, draft: PolicyVersion | None) -> DraftForm:
        if draft is None:
            return DraftForm(initial={"in_force_on": timezone.localdate()})  # most hold at once
        initial = {name: getattr(draft, name) for name in ("text", "note", "in_force_on")}
        return DraftForm(initial=initial | {"seen": draft.changed_at.isoformat()})

    def take_step(self, request, policy: str, language: str):
        """What the pressed button says. Where it is refused, the page comes back with what was typed."""
        form, refused = DraftForm(request.POST), False
        try:
            said = self.step(request, policy, language, form)
        except steps.Refused as error:
            complain(form, error)
            refused = True
        else:
            if said:
                messages.success(request, said)
                return redirect(request.get_full_path())
        if "save" not in request.POST and "publish" not in request.POST:
            errors = form.non_field_errors()
            form = self.form_for(steps.draft_of(policy, language))
            messages.error(request, " ".join(errors) or _("Nothing was chosen."))
        elif refused and (draft := steps.draft_of(policy, language)):
            form.data = form.data.copy()
            form.data["seen"] = draft.changed_at.isoformat()  # whoever saves again has been told of it
        return self.show(request, policy, language, form, status=422)

    def step(self, request, policy: str, language: str, form: DraftForm) -> str:
        """Carries a step out and says so; "" where the form has errors. Raises steps.Refused."""
        by = request.user
        if "take_back" in request.POST:
            steps.take_back(self.named(request, policy, language), by)
            return _("It is a draft again.")
        if "throw_away" in request.POST:
            if draft := steps.draft_of(policy, language):
                steps.throw_away(draft, by, request.POST.get("seen", ""))
            return _("The draft is gone.")
        if not {"save", "publish"} & set(request.POST) or not form.is_valid():
            return ""
        draft = steps.save_draft(policy, language, by, **form.cleaned_data)
        if "publish" not in request.POST:
            return _("The draft is saved. Readers see no change.")
        made = steps.put_in_force(draft, by)
        day = date_format(made.in_force_on, "DATE_FORMAT")
        return _("Version %(number)d holds from %(day)s.") % {"number": made.number, "day": day}

    def named(self, request, policy: str, language: str) -> PolicyVersion:
        number = request.POST["take_back"]
        rows = PolicyVersion.objects.published().filter(policy=policy, language=language)
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise Http404
        return get_object_or_404(rows, number=int(number))

    def show(self, request, policy: str, language: str, form: DraftForm, status: int = 200):
        rows = list(PolicyVersion.objects.filter(policy=policy, language=language).order_by("-number"))
        state = states(rows)
        holds = state["holds"]
        media = Media.from_media(self.media + form.media, nonce=request.csp_nonce)
        return self.page(
            request,
            "one",
            status=status,
            title=Policy(policy).label,
            policy=policy,
            internal=policy in INTERNAL,
            address=reverse(PAGES[policy]) if policy in PAGES else "",
            language=language,
            others=[one for one in languages_to_write_in(policy) if one != language],
            lead=Opening.as_it_is().crisis_lead if policy == Policy.CRISIS else "",
            text=readable(holds.text) if holds else "",
            versions=[row for row in rows if row.number],
            form=form,
            media=media if request.user.has_perm(steps.MAY_WRITE) else "",
            **state,
        )

    def version_view(self, request, number: int):
        """One version, or the draft, with what it changes."""
        if refused := self.for_readers(request, "GET", "HEAD"):
            return refused
        rows = PolicyVersion.objects.all()
        if not request.user.has_perm(steps.MAY_WRITE):
            rows = rows.in_force()
        row = get_object_or_404(rows, pk=min(number, LARGEST))
        before = PolicyVersion.objects.published().filter(policy=row.policy, language=row.language)
        before = (before.filter(number__lt=row.number) if row.number else before).order_by("-number").first()
        differences = differences_between(before, row)
        title = _("Version %d") % row.number if row.number else _("Draft")
        context = {"row": row, "text": readable(row.text), "before": before, "differences": differences}
        return self.page(request, "version", title=title, policy=row.policy, label=row.get_policy_display(), **context)


def states(rows: list[PolicyVersion]) -> dict:
    """Of the versions of one policy: what holds, what comes next, and the draft."""
    today = timezone.localdate()
    decided = sorted((row for row in rows if row.number), key=lambda row: row.number)
    return {
        "holds": next((row for row in reversed(decided) if row.in_force_on <= today), None),
        "coming": [row for row in decided if row.in_force_on > today],
        "draft": next((row for row in rows if row.number is None), None),
    }
