"""The filters of the record's list. The record only grows: neither reads all of it each time the list is shown."""

from datetime import datetime

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from clinic.models import Record

ACTIONS = "record:actions"
REMEMBERED = 600  # seconds: a kind of action that nobody had done before is in the list after ten minutes at most


class ActionFilter(admin.SimpleListFilter):
    title = _("action")
    parameter_name = "action"

    def lookups(self, request, model_admin):
        known, asked = set(known_actions()), self.value()
        if asked and asked not in known and Record.objects.filter(action=asked).exists():
            known.add(asked)  # too new to be remembered, and still shown as what is chosen
        return [(action, action) for action in sorted(known)]

    def value(self):
        value = super().value()
        return value if value and value.isprintable() else None  # PostgreSQL refuses the question with a NUL

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


def known_actions() -> list[str]:
    return cache.get_or_set(ACTIONS, read_actions, REMEMBERED)


def read_actions() -> list[str]:
    return list(Record.objects.order_by("action").values_list("action", flat=True).distinct())


class WhenFilter(admin.SimpleListFilter):
    """The years from the first entry to the last, and the months of the one that is chosen."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        ends = Record.objects.aggregate(first=Min("at"), last=Max("at"))
        if ends["first"] is None:
            return []
        first, last = (timezone.localtime(ends[name]) for name in ("first", "last"))
        year = year_in(request.GET.get(self.parameter_name, ""))
        lines = []
        for one in range(last.year, first.year - 1, -1):
            lines.append((str(one), str(one)))
            if one == year:
                lines += [(f"{one}-{month:02}", f"{MONTHS[month]} {one}") for month in months(one, first, last)]
        return lines

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        year, _dash, month = self.value().partition("-")
        start, end = bounds(int(year), int(month) if month else None)
        return queryset.filter(at__gte=start, at__lt=end)

    def value(self):
        """Only what the list offers; anything else shows everything."""
        value = super().value()
        return value if value in {str(choice) for choice, _label in self.lookup_choices} else None


def year_in(text: str) -> int | None:
    year = text[:4]
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None


def months(year: int, first: datetime, last: datetime) -> range:
    """Those of a year in which there may be entries, the newest first."""
    newest = last.month if year == last.year else 12
    oldest = first.month if year == first.year else 1
    return range(newest, oldest - 1, -1)


def bounds(year: int, month: int | None) -> tuple[datetime, datetime]:
    """The beginning of a year or month of the clinic's time zone, and its end."""
    start = datetime(year, month or 1, 1)
    end = datetime(year + 1, 1, 1) if month in (None, 12) else datetime(year, month + 1, 1)
    return timezone.make_aware(start), timezone.make_aware(end)
