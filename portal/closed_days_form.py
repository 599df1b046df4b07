"""The closed days in the form of the profile: public holidays to tick, and rows of days to enter."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.holiday_table import HOLIDAYS, Holiday
from clinic.holidays import KEYS, next_days

EMPTY_ROWS = 3
PARTS = ("first", "last", "name")


class HolidaysField(forms.MultipleChoiceField):
    """Ticks of public holidays, kept in the profile as their keys with spaces between."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return value.split() if isinstance(value, str) else value

    def to_python(self, value) -> list[str]:
        return [key for key in super().to_python(value) if key]

    def valid_value(self, value) -> bool:
        return value in KEYS  # the country may change in the same form

    def clean(self, value) -> str:
        return " ".join(sorted(set(super().clean(value))))

    def has_changed(self, initial, data) -> bool:
        return set(self.prepare_value(initial or "")) != set(self.to_python(data))


def choices_for(country: str, today: date) -> list[tuple[str, str]]:
    """The country's holidays of the coming twelve months, the next one first."""
    table = sorted(HOLIDAYS.get(country, ()), key=lambda holiday: next_days(holiday, today))
    return [(holiday.key, label_of(holiday, today)) for holiday in table]


def label_of(holiday: Holiday, today: date) -> str:
    """“Christmas Day: Saturday, December 25, 2027 and Monday, December 27, 2027”: one in place of the other."""
    days = next_days(holiday, today)
    named = _("%(name)s (%(where)s)") if holiday.where else "%(name)s"
    words = {"name": named % {"name": holiday.name, "where": holiday.where}, "day": date_format(days[0], "l, F j, Y")}
    if len(days) == 1:
        return _("%(name)s: %(day)s") % words
    words["other"] = date_format(days[1], "l, F j, Y")
    return _("%(name)s: %(day)s and %(other)s") % words


class ClosedDaysWidget(forms.Widget):
    """A row for each closing: first day, last day, name. Its value is the text that the profile stores."""

    def render(self, name, value, attrs=None, renderer=None):
        rows = [*rows_of(value or ""), *[dict.fromkeys(PARTS, "")] * EMPTY_ROWS]
        return render_to_string("admin/clinic/clinicprofile/_closed_days.html", {"name": name, "rows": rows})

    def value_from_datadict(self, data, files, name) -> str:
        columns = [data.getlist(f"{name}-{part}") if hasattr(data, "getlist") else [] for part in PARTS]
        if not any(columns):
            return data.get(name, "")
        lines = (line_of(first, last, words) for first, last, words in zip(*columns, strict=False))
        return "\n".join(line for line in lines if line)

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data and f"{name}-first" not in data


def rows_of(text: str) -> Iterator[dict]:
    """What the rows show; also of lines that the form refuses, which come back as they were typed."""
    for line in text.splitlines():
        if words := line.split():
            first, last = words[0], words[1] if len(words) > 1 else ""
            yield {"first": first, "last": "" if last == first else last, "name": " ".join(words[2:])}


def line_of(first: str, last: str, name: str) -> str:
    """One line of the stored text; "" for an empty row. A name without a day is refused when the line is read."""
    first, last, name = ("".join(first.split()), "".join(last.split()), " ".join(name.split()))
    if not (first or last or name):
        return ""
    return f"{first or '?'} {last or first or '?'} {name}".strip()
