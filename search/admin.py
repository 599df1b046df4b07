"""What editors keep and read of the search: words that mean the same, and what was looked for in vain."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from search.models import Miss, Synonyms
from search.query import phrase_of


class SynonymsForm(ModelForm):
    def clean_words(self):
        parts = [" ".join(part.split()) for part in self.cleaned_data["words"].split(",")]
        parts = list(dict.fromkeys(part for part in parts if part))
        if len({phrase for part in parts if (phrase := phrase_of(part, settings.LANGUAGE_CODE))}) < 2:
            raise ValidationError(_("Write at least two different words, separated by a comma."))
        return ", ".join(parts)


@admin.register(Synonyms)
class SynonymsAdmin(admin.ModelAdmin):
    form = SynonymsForm
    list_display = ["words"]
    search_fields = ["words"]

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(Miss)
class MissAdmin(admin.ModelAdmin):
    list_display = ["text", "days", "last_day"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(text="")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
