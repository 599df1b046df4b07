"""The language of a topic or a glossary word: chosen when it is made, and for good, for its address depends on it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from clinic import languages


def chosen(form: forms.ModelForm) -> str:
    return form.cleaned_data.get("language") or form.instance.language


class InOneLanguage:
    """Mixed into an admin whose model has a language and whose form lists it before the address."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "language":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        codes = [(code, languages.own_name(code)) for code, _name in settings.LANGUAGES]
        return forms.ChoiceField(label=_("Language"), choices=codes, initial=settings.LANGUAGE_CODE, required=False)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["language"] if obj else [])]
