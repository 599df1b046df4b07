"""What editors keep and read of the search: words that mean the same, and what was looked for in vain."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from pagecache.generations import forget_site
from search.labels import list_anew
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

    def save_model(self, request, obj, form, change):
        before = form.initial.get("words", "") if change else ""
        super().save_model(request, obj, form, change)
        self.tell(before, obj.words)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.tell(obj.words)

    def delete_queryset(self, request, queryset):
        words = list(queryset.values_list("words", flat=True))
        super().delete_queryset(request, queryset)
        self.tell(*words)

    def tell(self, *words: str) -> None:
        """The A to Z lists other words now."""
        list_anew(*words)
        forget_site()

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
