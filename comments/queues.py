"""The desk's lists of comments: by queue, with how many wait and for how long, and by state."""

from django.contrib import admin
from django.db.models import Count, Min
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Comment, Queue, Status

TAKEN_BACK = "taken_back"


def waiting_by_queue() -> dict[str, dict]:
    """For each queue in which something waits: number and oldest. One query."""
    rows = Comment.objects.waiting().order_by().values("queue")
    counted = rows.annotate(number=Count("pk"), oldest=Min("waiting_since"))
    return {row["queue"]: row for row in counted}


class QueueFilter(admin.SimpleListFilter):
    title = gettext_lazy("queue")
    parameter_name = "queue"
    template = "admin/comments/comment/_queues.html"

    def lookups(self, request, model_admin):
        waiting = waiting_by_queue()
        return [(value, self._label(label, waiting.get(value))) for value, label in Queue.choices]

    def _label(self, label, row) -> str:
        if row is None:
            return _("%(queue)s: none") % {"queue": label}
        return _("%(queue)s: %(number)d, oldest %(age)s") % {
            "queue": label,
            "number": row["number"],
            "age": timesince(row["oldest"]),
        }

    def queryset(self, request, queryset):
        return queryset.filter(queue=self.value()) if self.value() in Queue.values else queryset


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/comments/comment/_queues.html"

    def lookups(self, request, model_admin):
        return [*Status.choices, (TAKEN_BACK, _("deleted by its writer, kept for 72 hours")), ("all", _("all"))]

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            yield {
                "selected": value == (self.value() or Status.PENDING),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        wanted = self.value() or Status.PENDING
        if wanted == TAKEN_BACK:
            return queryset.filter(taken_back_at__isnull=False, erased_at=None)
        ordinary = queryset.ordinary()
        return ordinary if wanted == "all" else ordinary.filter(status=wanted)
