from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from clinic.models import Record
from clinic.paging import BoundedPaginator
from clinic.record_filters import ActionFilter, WhenFilter


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    """Who did what. To read, by owners; nobody adds, changes or deletes."""

    list_display = ["at", "actor", "action", "thing", "note"]
    list_filter = [WhenFilter, ActionFilter]
    list_select_related = ["actor"]
    search_fields = ["action", "object_type", "object_id", "note"]
    show_full_result_count = False
    paginator = BoundedPaginator

    @admin.display(description=_("what"))
    def thing(self, entry):
        """The object in words. Its kind may be gone from the software; the record stays."""
        try:
            kind = apps.get_model(entry.object_type)._meta.verbose_name
        except (LookupError, ValueError):
            kind = entry.object_type
        return f"{kind} {entry.object_id}".strip() or "–"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
