"""The desk's lists of comments: by queue, with how many wait and for how long, and by state."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import Count, F, Min, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.claims import nobody_else_reads
from comments.models import Comment, Queue, Status

TAKEN_BACK = "taken_back"
WITH_CLINICIAN = "clinician"  # not a queue of its own: what moderators have asked about, in any queue
# States of which the desk keeps no list to work through: they are looked for (looking_back.py).
DECIDED = {value: label for value, label in Status.choices if value != Status.PENDING} | {"all": gettext_lazy("all")}
READING_ORDER = ("priority", "submitted_at", "pk")


@dataclass(frozen=True)
class Tab:
    """One queue as the desk shows it. `oldest` is None where nothing waits."""

    value: str
    label: str
    number: int
    oldest: datetime | None
    is_open: bool


def waiting_by_queue() -> dict[str, dict]:
    """For each queue in which something waits: number and oldest. One query."""
    rows = Comment.objects.waiting().order_by().values("queue")
    # Counted without the primary key, so that an index answers it alone.
    counted = rows.annotate(number=Count("queue"), oldest=Min("waiting_since"), escalated=Count("escalated_at"))
    return {row["queue"]: row for row in counted}


def tabs(chosen: str) -> list[Tab]:
    """The queues, and what is with a clinician, with numbers and the oldest. One query."""
    waiting = waiting_by_queue()
    nothing = {"number": 0, "oldest": None}
    shown = [
        Tab(value, str(label), row["number"], row["oldest"], value == chosen)
        for value, label in Queue.choices
        for row in (waiting.get(value, nothing),)
    ]
    asked = sum(row["escalated"] for row in waiting.values())
    everything = sum(row["number"] for row in waiting.values())
    oldest = min((row["oldest"] for row in waiting.values()), default=None)
    first = Tab("", _("All"), everything, oldest, not chosen)
    return [first, *shown, Tab(WITH_CLINICIAN, _("With a clinician"), asked, None, chosen == WITH_CLINICIAN)]


def waiting_in(queue: str) -> QuerySet[Comment]:
    """What waits in a queue ("" for all). Somebody in danger stays in it also while a clinician is asked."""
    rows = Comment.objects.waiting()
    if queue == WITH_CLINICIAN:
        return rows.filter(escalated_at__isnull=False)
    rows = rows.filter(Q(escalated_at=None) | Q(queue=Queue.URGENT))
    return rows.filter(queue=queue) if queue in Queue.values else rows


def first_to_read(user, queue: str, now: datetime) -> int | None:
    """The number of the comment to begin with, leaving out what somebody else is reading."""
    free = waiting_in(queue).filter(nobody_else_reads(user, now))
    return free.order_by(*READING_ORDER).values_list("pk", flat=True).first()


def next_to_read(comment: Comment, user, queue: str, now: datetime) -> int | None:
    """The one after `comment` in the order of reading that nobody else reads. Costs the same however many wait."""
    return _after(comment, user, queue, now).first()


def one_before(comment: Comment, queue: str) -> int | None:
    """The one before `comment`, whoever reads it."""
    return _before(comment, queue).first()


def neighbours(comment: Comment, user, queue: str, now: datetime) -> tuple[int | None, int | None]:
    """Both, the next first. One query."""
    both = (Subquery(_after(comment, user, queue, now)[:1]), Subquery(_before(comment, queue)[:1]))
    return Comment.objects.filter(pk=comment.pk).values_list(*both).first() or (None, None)


def _after(comment: Comment, user, queue: str, now: datetime) -> QuerySet:
    after = TupleGreaterThan(Tuple(*map(F, READING_ORDER)), _place_of(comment))
    free = waiting_in(queue).filter(after, nobody_else_reads(user, now))
    return free.order_by(*READING_ORDER).values_list("pk", flat=True)


def _before(comment: Comment, queue: str) -> QuerySet:
    rows = waiting_in(queue).filter(TupleLessThan(Tuple(*map(F, READING_ORDER)), _place_of(comment)))
    return rows.order_by(*(f"-{field}" for field in READING_ORDER)).values_list("pk", flat=True)


def _place_of(comment: Comment) -> tuple:
    return tuple(getattr(comment, field) for field in READING_ORDER)


def queue_named(values) -> str:
    """The queue that an address or a form names; "" (all of them) for anything else."""
    name = values.get("queue", "")
    return name if name in (*Queue.values, WITH_CLINICIAN) else ""


def address_of(name: str, queue: str, *args) -> str:
    """A page of the desk about comments, which goes on in the queue that is being read."""
    address = reverse(f"admin:comments_comment_{name}", args=args)
    return f"{address}?{urlencode({'queue': queue})}" if queue else address


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


def looking_back_at(values) -> str:
    """Where comments of this state are shown: "" where it is the list of what waits, or an address of its own."""
    state = values.get(StateFilter.parameter_name, Status.PENDING)
    if state not in DECIDED:
        return ""
    kept = {"state": state, "queue": queue_named(values), "words": values.get("q", "")}
    address = reverse("admin:comments_comment_looking_back")
    return f"{address}?{urlencode({name: value for name, value in kept.items() if value})}"


class StateFilter(admin.SimpleListFilter):
    """What waits, and what its writers deleted and is still kept. Everything else leads to looking back."""

    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/comments/comment/_queues.html"

    def lookups(self, request, model_admin):
        taken_back = (TAKEN_BACK, _("deleted by its writer, kept for 72 hours"))
        return [(Status.PENDING, Status.PENDING.label), taken_back, *DECIDED.items()]

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            yield {
                "selected": value == (self.value() or Status.PENDING),
                "query_string": looking_back_at({self.parameter_name: value})
                or changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        if self.value() == TAKEN_BACK:
            return queryset.filter(taken_back_at__isnull=False, erased_at=None)
        return queryset.waiting()
