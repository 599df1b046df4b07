"""Merging two topics or two sources: choose the other one, choose which stays, see what happens, do it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import duplicates
from articles.models import FormerSource, FormerTopic, Source, Topic
from articles.steps import WrongState

SHOWN = 20
STAYS = [("this", gettext_lazy("this one")), ("other", gettext_lazy("the other one"))]


class MergeForm(forms.Form):
    stays = forms.ChoiceField(
        label=gettext_lazy("Which stays"), choices=STAYS, initial="this", widget=forms.RadioSelect
    )

    def __init__(self, *args, row: models.Model, **kwargs):
        """`row` is the one that the page belongs to: an entry cannot be merged with itself, so it is not offered."""
        super().__init__(*args, **kwargs)
        self.row = row


class TopicMergeForm(MergeForm):
    other = forms.ModelChoiceField(
        label=gettext_lazy("The other topic"),
        queryset=Topic.objects.all(),
        empty_label=gettext_lazy("Choose a topic"),
        error_messages={"required": gettext_lazy("Choose the other topic.")},
    )
    field_order = ["other", "stays"]

    def __init__(self, *args, row: Topic, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        # Topics of two languages have different readers, and cannot become one either.
        self.fields["other"].queryset = Topic.objects.filter(language=row.language).exclude(pk=row.pk)


class SourceMergeForm(MergeForm):
    other = forms.ModelChoiceField(
        label=gettext_lazy("The key of the other source"),
        queryset=Source.objects.all(),
        to_field_name="key",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off", "data-pick": "source"}),
        help_text=gettext_lazy("For example: han2016. While you type, sources are offered by title, author or key."),
        error_messages={
            "required": gettext_lazy("Write the key of the other source."),
            "invalid_choice": gettext_lazy("No source has this key."),
        },
    )
    field_order = ["other", "stays"]


class Mergeable:
    """For a ModelAdmin: its page “Merge with another”, behind the permission to change such rows."""

    merge_form: type[MergeForm]
    change_form_template = "admin/articles/merge/change_form.html"

    def get_urls(self):
        name = f"articles_{self.opts.model_name}_merge"
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]

    def merge_view(self, request, pk: int):
        """GET chooses and shows what would happen; POST merges."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        form = self.merge_form(request.POST if request.method == "POST" else request.GET or None, row=row)
        pair = self.pair_of(row, form) if form.is_bound and form.is_valid() else None
        if request.method == "POST" and pair and self.merge(request, form, *pair):
            return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_change", args=[pair[1].pk]))
        context = {
            "title": _("Merge with another"),
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "form": form,
            "pair": pair if form.is_valid() else None,
            "uses": list(pair[0].articles.order_by("title").values("pk", "title")[: SHOWN + 1]) if pair else [],
            "likely": self.likely(row),
        }
        return render(request, "admin/articles/merge/merge.html", context, status=422 if form.errors else 200)

    def pair_of(self, row, form) -> tuple | None:
        """(what goes, what stays); None with an error in the form where the two cannot become one."""
        other = form.cleaned_data["other"]
        gone, kept = (other, row) if form.cleaned_data["stays"] == "this" else (row, other)
        try:
            self.refuse(gone, kept)
        except WrongState as error:
            form.add_error("other", str(error))
            return None
        return gone, kept

    def merge(self, request, form, gone, kept) -> bool:
        try:
            self.join(gone, kept, request.user)
        except WrongState as error:
            form.add_error("other", str(error))
            return False
        messages.success(request, _("Merged. What led to the other leads here from now on."))
        return True


class MergeableTopics(Mergeable):
    merge_form = TopicMergeForm

    def refuse(self, gone, kept):
        duplicates.refuse_joining_topics(gone, kept)

    def join(self, gone, kept, by):
        duplicates.join_topics(gone, kept, by)

    def likely(self, row: Topic) -> list[tuple[str, str]]:
        """Topics with the same words in their title."""
        words = [word for word in row.title.split() if len(word) > 3]
        same = Q(title__iexact=row.title)
        for word in words:
            same |= Q(title__icontains=word)
        others = Topic.objects.filter(same, language=row.language).exclude(pk=row.pk)
        return [(str(other.pk), other.title) for other in others[:SHOWN]]


class MergeableSources(Mergeable):
    merge_form = SourceMergeForm

    def refuse(self, gone, kept):
        duplicates.refuse_joining_sources(gone, kept)

    def join(self, gone, kept, by):
        duplicates.join_sources(gone, kept, by)

    def likely(self, row: Source) -> list[tuple[str, str]]:
        """Sources that are found at the same place, or have the same title."""
        same = Q(title__iexact=row.title)
        for name in ("doi", "pmid", "pmcid", "url"):
            if value := getattr(row, name):
                same |= Q(**{f"{name}__iexact": value})
        others = Source.objects.filter(same).exclude(pk=row.pk)
        return [(other.key, str(other)) for other in others[:SHOWN]]


def refuse_former_key(key: str) -> None:
    """Raises ValidationError where the key was that of a source that became part of another."""
    if former := FormerSource.objects.filter(key=key).select_related("source").first():
        text = _("This key belonged to a source that is part of “%(key)s” now. Choose another one.")
        raise forms.ValidationError(text % {"key": former.source.key})


def refuse_former_address(language: str, slug: str) -> None:
    """The same for the address of a topic."""
    if former := FormerTopic.objects.filter(language=language, slug=slug).select_related("topic").first():
        text = _("This address leads to “%(topic)s” since two topics were merged. Choose another one.")
        raise forms.ValidationError(text % {"topic": former.topic})
