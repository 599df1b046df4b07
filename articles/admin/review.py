"""Beside the editor's page: send a draft to a clinician, and correct a public page at once."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import corrections, signoff
from articles.asking import BETWEEN_MAILS
from articles.comparing import compare
from articles.content import Content
from articles.models import Article
from articles.publishing import NotReady, WrongState
from clinic.models import Clinician
from clinic.personal import refuse_personal

ROWS = {"rows": 3, "class": "vLargeTextField"}


class SendForm(forms.Form):
    clinician = forms.ModelChoiceField(
        label=gettext_lazy("Clinician"),
        queryset=Clinician.objects.none(),
        empty_label=gettext_lazy("Choose a clinician"),
        help_text=gettext_lazy("Those of the owner’s register who may sign. Whoever wrote the text may not sign it."),
    )
    note = forms.CharField(
        label=gettext_lazy("What to look at"), required=False, max_length=300, widget=forms.Textarea(attrs=ROWS)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = Clinician.objects.signing()


class CorrectForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What was wrong, and what is right"),
        max_length=600,
        validators=[refuse_personal],
        widget=forms.Textarea(attrs=ROWS),
        help_text=gettext_lazy("Readers see these words on the page and in the list of corrections."),
        error_messages={"required": gettext_lazy("Say what was wrong and what is right. Readers see these words.")},
    )


def desk():
    return admin.site.get_model_admin(Article)


def waits_for(clinician: Clinician) -> str:
    """Said after sending, with when and how that person hears of it."""
    said = _("It waits for %s now.") % clinician.name
    if clinician.user_id:
        return f"{said} " + _("They find it on the desk.")
    rests_until = clinician.mailed_at and clinician.mailed_at + BETWEEN_MAILS
    if rests_until and rests_until > timezone.now():
        day = date_format(timezone.localtime(rests_until), "DATE_FORMAT")
        return f"{said} " + _("The link of their last mail shows it; the next mail goes out on %s.") % day
    return f"{said} " + _("A mail with a link goes out within ten minutes.")


def send_view(request, pk: int):
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    article = desk().find(request, pk)
    form = SendForm(request.POST or None)
    if request.method == "POST" and article.draft is None:
        form.add_error(None, _("Nothing is written yet."))
    elif request.method == "POST" and form.is_valid():
        try:
            signoff.send_for_review(article, article.draft, by=request.user, **form.cleaned_data)
            messages.success(request, waits_for(form.cleaned_data["clinician"]))
            return desk().back_to(article)
        except WrongState as error:
            form.add_error("clinician", str(error))
    rows = article.signoff_requests.select_related("clinician", "revision").prefetch_related("notes")
    context = desk().page(
        request, article, step=_("Send for review"), form=form, requests=rows.order_by("-asked_at")[:20]
    )
    return render(request, "admin/articles/signoff/send.html", context)


def correct_view(request, pk: int):
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = desk().find(request, pk)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.correct_now(article, article.draft, request.user, **form.cleaned_data)
            messages.success(request, _("Readers see the corrected page and your note now."))
            # Back on the desk, as after every step: a reader's page can say nothing to one person alone.
            return desk().back_to(article)
        except WrongState as error:
            form.add_error(None, str(error))
        except NotReady as error:
            for problem in error.problems:
                form.add_error(None, problem.message)
    context = desk().page(
        request,
        article,
        step=_("Correct now"),
        form=form,
        differences=differences_of(article),
        public=article.is_public,
    )
    return render(request, "admin/articles/signoff/correct.html", context)


def differences_of(article: Article) -> list:
    if article.live is None or not article.has_newer_draft:
        return []
    return compare(Content.from_json(article.live.content), Content.from_json(article.draft.content))
