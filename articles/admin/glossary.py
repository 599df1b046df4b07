"""The glossary on the desk: words that articles explain where they first use them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.library import LibraryAdmin
from articles.admin.spoken import InOneLanguage, chosen
from articles.content import Content
from articles.models import Term
from articles.quality import run_checks


class TermForm(forms.ModelForm):
    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Term.objects.filter(language=chosen(self), slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another word has this address already. Choose a different one."))
        return slug

    def clean_forms(self):
        return lines_in(self.cleaned_data["forms"])

    def clean_apart(self):
        return lines_in(self.cleaned_data["apart"])

    def clean_definition(self):
        """Articles show these words: what could not be published there as a sentence is refused here."""
        text = " ".join(self.cleaned_data["definition"].split())
        sentence = f"{self.cleaned_data.get('name', '').capitalize()} means: {text}"
        stops = [finding for finding in run_checks(Content(title="", summary=sentence)) if finding.blocking]
        if stops:
            raise ValidationError([f"“{finding.quote}”: {finding.message} {finding.fix}" for finding in stops])
        return text

    def clean(self):
        cleaned = super().clean()
        names = [cleaned.get("name", ""), *cleaned.get("forms", "").splitlines()]
        wanted = {name.casefold() for name in names if name}
        for other in Term.objects.filter(language=chosen(self)).exclude(pk=self.instance.pk):
            taken = wanted & {name.casefold() for name in (other.name, *other.forms.splitlines())}
            if taken:
                field = "name" if cleaned.get("name", "").casefold() in taken else "forms"
                self.add_error(field, _("“%(name)s” explains this already.") % {"name": other.name})
        return cleaned


def lines_in(text: str) -> str:
    """One phrase on each line, each once, without the space around it."""
    return "\n".join(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


@admin.register(Term)
class TermAdmin(InOneLanguage, LibraryAdmin):
    form = TermForm
    list_display = ["name", "definition", "used"]
    search_fields = ["name", "forms", "definition"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["language", "name", "slug", "definition", "forms", "apart", "used_in"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("definition", "forms", "apart"):
            field.widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        return field

    def get_readonly_fields(self, request, obj=None):
        # Other pages link to the word's place in the glossary.
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def may_delete(self, request, obj=None):
        """Words are small and easily written again: whoever may change them may take unused ones out."""
        return self.has_change_permission(request, obj)
