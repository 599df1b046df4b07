"""Approved texts on the desk, for owners: a title and words, whose older versions stay."""

from django import forms
from django.contrib import admin
from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from comments import approved_texts
from comments.forms import plain_text
from comments.models import MAX_TEXT, ApprovedText


class ApprovedTextForm(forms.ModelForm):
    words = forms.CharField(
        label=gettext_lazy("Words"),
        help_text=gettext_lazy(
            "Moderators put them into a reply and may add to them. Write what is true for everybody, and nothing that "
            "says or denies that somebody is or was a patient."
        ),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "maxlength": None}),
        error_messages={
            "required": gettext_lazy("Write the words that moderators may use."),
            "max_length": gettext_lazy("Shorten the words to 5,000 characters."),
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = ApprovedText
        fields = ("title", "words", "is_offered")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = approved_texts.newest(self.instance) if self.instance.pk else None
        self.initial["words"] = self.newest.words if self.newest else ""
        self.initial["seen"] = self.newest.number if self.newest else 0

    def clean_words(self):
        words = plain_text(self.cleaned_data["words"])
        try:
            approved_texts.check(words)
        except approved_texts.NotApprovable as problem:
            raise forms.ValidationError(str(problem)) from problem
        return words

    def clean(self):
        data = super().clean()
        if self.newest and self.newest.number != data.get("seen"):
            self.add_error("words", str(approved_texts.NewerVersion(self.newest)))
            self.data = self.data.copy()
            self.data["seen"] = self.newest.number  # now they have been seen: the next save stands
        return data


@admin.register(ApprovedText)
class ApprovedTextAdmin(admin.ModelAdmin):
    form = ApprovedTextForm
    fields = ("title", "words", "is_offered", "seen")
    list_display = ("title", "is_offered", "version", "saved", "saved_by")
    list_filter = ("is_offered",)
    search_fields = ("title",)

    def get_queryset(self, request):
        return super().get_queryset(request).with_words()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        approved_texts.save(obj, form.cleaned_data["words"], request.user, seen=form.cleaned_data["seen"] or 0)

    def changeform_view(self, request, *args, **kwargs):
        """Where another owner saves between our look and our save, the form looks again and answers with both texts."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (approved_texts.NewerVersion, IntegrityError):
            return super().changeform_view(request, *args, **kwargs)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        text = self.get_object(request, object_id)
        older = list(text.versions.all()) if text and self.has_view_permission(request, text) else []
        return super().change_view(request, object_id, form_url, {"versions": older} | (extra_context or {}))

    @admin.display(description=gettext_lazy("version"))
    def version(self, text):
        return text.number

    @admin.display(description=gettext_lazy("saved"))
    def saved(self, text):
        return text.made_at

    @admin.display(description=gettext_lazy("saved by"))
    def saved_by(self, text):
        return text.made_by_name
