from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.mail import masked
from jobs.models import OutboxMail
from jobs.work import try_again


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("parked", _("given up")), ("waiting", _("waiting")), ("sent", _("sent"))]

    def queryset(self, request, queryset):
        if self.value() == "parked":
            return queryset.filter(parked_at__isnull=False)
        if self.value() == "waiting":
            return queryset.filter(next_try_at__isnull=False, parked_at=None)
        return queryset.filter(sent_at__isnull=False) if self.value() == "sent" else queryset


@admin.register(OutboxMail)
class OutboxMailAdmin(admin.ModelAdmin):
    """Shows whether mail leaves the house, not what is in it: no words, and of the recipient one letter."""

    list_display = ("recipient", "state", "created_at", "next_try_at", "tries", "last_error")
    list_filter = (StateFilter,)
    fields = (
        "recipient",
        "state",
        "created_at",
        "sent_at",
        "next_try_at",
        "parked_at",
        "tries",
        "last_error",
    )
    readonly_fields = fields
    actions = ("send_again",)
    ordering = ("-created_at",)
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        # Of one mail nothing can be changed; the permission is for the action on the list.
        return obj is None and super().has_change_permission(request)

    @admin.display(description=_("recipient"))
    def recipient(self, mail: OutboxMail) -> str:
        return mail.to if mail.sent_at else masked(mail.to)

    @admin.display(description=_("state"))
    def state(self, mail: OutboxMail) -> str:
        if mail.parked_at:
            return _("given up after several tries")
        if mail.sent_at:
            return _("sent")
        return _("waiting to be tried again") if mail.tries else _("waiting")

    @admin.action(description=_("Try again"), permissions=["change"])
    def send_again(self, request, queryset):
        count = try_again(queryset, timezone.now())
        text = ngettext("%d mail will be tried again.", "%d mails will be tried again.", count)
        level = messages.SUCCESS if count else messages.WARNING
        messages.add_message(request, level, text % count)
