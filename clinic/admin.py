from django.contrib import admin

from clinic.models import Record


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    """Who did what. To read, by owners; nobody adds, changes or deletes."""

    list_display = ["at", "actor", "action", "object_type", "object_id", "note"]
    list_filter = ["action"]
    list_select_related = ["actor"]
    search_fields = ["action", "object_type", "object_id", "note"]
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
