"""The lists that an owner may take along as a spreadsheet. No comment's words and nobody's address are in any of them;
what was searched for without a result is, without a trace of who did."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.models import Record
from clinic.sheets import Sheet
from comments import data_rights
from comments.figures import figures_of, months
from comments.models import Report, RetentionDay
from portal.charts import charts_of
from portal.charts.counting import count_all
from search.models import Miss

MONTHS = 12
REGISTER = {
    data_rights.FOUND: gettext_lazy("looked up"),
    data_rights.GIVEN: gettext_lazy("copy given"),
    data_rights.ERASED: gettext_lazy("erased"),
}


@dataclass(frozen=True)
class Listed:
    """One list: how it is called, what is in it, and how its sheets are made."""

    title: str
    about: str
    sheets: Callable[[], list[Sheet]]


def decisions() -> list[Sheet]:
    head = (_("month"), _("part"), _("what"), _("number"))
    waited = (_("month"), _("queue"), _("number"), _("median, minutes"), _("slowest, minutes"))
    found = [figures_of(month) for month in months(timezone.now())[:MONTHS]]
    return [
        Sheet(_("Decisions"), head, (row for one in found for row in counted(one))),
        Sheet(_("Time to decision"), waited, (row for one in found for row in times(one))),
    ]


def counted(figures) -> Iterator[tuple]:
    month = f"{figures.month:%Y-%m}"
    for name, number in figures.states:
        yield month, _("Decisions"), name, number
    yield month, _("Decisions"), _("taken back"), figures.taken_back
    yield month, _("Decisions"), _("decided alone"), figures.alone
    for name, number in figures.reasons:
        yield month, _("Rejected, by reason"), name, number


def times(figures) -> Iterator[tuple]:
    for wait in figures.waited:
        minutes = (round(span.total_seconds() / 60) for span in (wait.median, wait.slowest))
        yield f"{figures.month:%Y-%m}", wait.queue, wait.number, *minutes


def reports() -> list[Sheet]:
    """Without the notes on what was done: they may tell of somebody."""
    head = (_("sent"), _("reason"), _("queue"), _("dealt with"), _("by"))
    rows = Report.objects.select_related("handled_by").defer("text", "findings", "handled_note")
    lines = (
        (row.sent_at, row.get_why_display(), row.get_queue_display(), row.handled_at, row.handled_by or "")
        for row in rows.order_by("-sent_at", "-pk").iterator(chunk_size=500)
    )
    return [Sheet(_("Reports"), head, lines)]


def register() -> list[Sheet]:
    records = Record.objects.filter(action__in=REGISTER).select_related("actor").order_by("-at", "-pk")
    asked = ((row.at, REGISTER[row.action], row.actor or "", row.note) for row in records.iterator(chunk_size=500))
    days = RetentionDay.objects.values_list("day", "at", "words", "addresses", "networks")
    names = [RetentionDay._meta.get_field(name).verbose_name for name in ("words", "addresses", "networks")]
    return [
        Sheet(_("What people asked for"), (_("at"), _("what"), _("by"), _("note")), asked),
        Sheet(_("Retention"), (_("day"), _("last ran"), *names), days.iterator(chunk_size=500)),
    ]


def searches() -> list[Sheet]:
    rows = Miss.objects.exclude(text="").order_by("-days", "-last_day").values_list("text", "days", "last_day")
    return [Sheet(_("Searches"), (_("looked for"), _("days"), _("last looked for")), rows.iterator(chunk_size=500))]


def numbers() -> list[Sheet]:
    found = charts_of(count_all(timezone.now()))
    rows = ((chart.title, bar.label, bar.number) for chart in found for bar in chart.bars)
    return [Sheet(_("In numbers"), (_("chart"), _("what"), _("number")), rows)]


LISTS = {
    "decisions": Listed(
        gettext_lazy("How comments were decided"),
        gettext_lazy("The last twelve months: decisions, rejections by reason, and how long comments waited."),
        decisions,
    ),
    "reports": Listed(
        gettext_lazy("Reports about comments"),
        gettext_lazy("Each with its reason, when it was sent, and when somebody has dealt with it."),
        reports,
    ),
    "register": Listed(
        gettext_lazy("Register of data rights"),
        gettext_lazy("When somebody’s data was looked up, handed out or erased, and what retention deleted each day."),
        register,
    ),
    "searches": Listed(
        gettext_lazy("Searches without a result"),
        gettext_lazy("What was looked for in vain on five different days or more."),
        searches,
    ),
    "numbers": Listed(
        gettext_lazy("The charts of the start page"),
        gettext_lazy("Comments by state and age, times, reviews, searches: the numbers of today."),
        numbers,
    ),
}
