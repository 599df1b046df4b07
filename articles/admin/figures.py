"""Numbers as pictures, in the editor's form: a few small groups of fields, each one comparison or empty."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.content import Figure
from pagecache.pieces import piece

MOST = 4
GROUP = "admin/articles/article/_figure_group.html"
LARGEST = 100  # more figures in one picture can no longer be counted by eye
SMALLEST = 10


def text(label, longest: int, help_text="") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=label, required=False, max_length=longest, help_text=help_text, widget=widget)


def number(label, help_text="") -> forms.IntegerField:
    whole = {"invalid": _("Write a whole number, such as 64.")}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=LARGEST, help_text=help_text, error_messages=whole
    )


def fields_of_one() -> dict[str, forms.Field]:
    return {
        "happened": text(_("What happened to them"), 120, _("After “people”. For example: had a response")),
        "group": text(_("Under what"), 80, _("With its small word. For example: with ketamine")),
        "count": number(_("How many"), _("For example: 64")),
        "compared": text(_("Against what"), 80, _("For example: with a sedative (midazolam)")),
        "compared_count": number(_("How many of those"), _("For example: 28")),
        "of": number(_("Out of how many people"), _("From 10 to 100, the same on both sides. For example: 100")),
        "time": text(_("When"), 80, _("For example: 24 hours after one dose")),
        "source": text(_("Source"), 40, _("Its key. For example: murrough2013rct")),
    }


PARTS = tuple(fields_of_one())
MISSING = {
    "happened": _("Say what happened to these people."),
    "group": _("Say which treatment they had."),
    "count": _("Say how many it happened to."),
    "compared": _("Say what it is compared with: a number alone misleads."),
    "compared_count": _("Say how many it happened to in the comparison group."),
    "of": _("Say out of how many people."),
    "time": _("Say after how long."),
    "source": _("Name the source by its key: readers must be able to check the numbers."),
}


def add_fields(form: forms.Form) -> None:
    for place in range(MOST):
        form.fields |= {name_of(place, part): field for part, field in fields_of_one().items()}


def name_of(place: int, part: str) -> str:
    return f"figure{place}_{part}"


def groups(form: forms.Form) -> list[str]:
    """Each comparison's fields as HTML. Most are empty, and empty ones are the same on every page."""
    return [group(form, place) for place in range(MOST)]


def group(form: forms.Form, place: int) -> str:
    fields = [form[name_of(place, part)] for part in PARTS]
    values = {"number": place + 1, "filled": any(field.value() not in (None, "") or field.errors for field in fields)}
    if values["filled"]:
        return render_to_string(GROUP, values | {"fields": fields})
    return piece(GROUP, values, lambda: {"fields": fields})


def clean_figures(form: forms.Form, cleaned: dict[str, Any]) -> tuple[Figure, ...]:
    """The comparisons that are whole; what one lacks becomes an error beside the field."""
    found = []
    for place in range(MOST):
        values = {part: cleaned.get(name_of(place, part)) for part in PARTS}
        if all(value in (None, "") for value in values.values()):
            continue
        values["source"] = (values["source"] or "").strip("[]@ ")
        errors = problems(values)
        for part, message in errors.items():
            if name_of(place, part) not in form.errors:
                form.add_error(name_of(place, part), message)
        if not errors:
            found.append(Figure(**values))
    return tuple(found)


def problems(values: dict[str, Any]) -> dict[str, Any]:
    """What keeps one comparison from being drawn: the part, and what to do."""
    wrong = {part: MISSING[part] for part, value in values.items() if value in (None, "")}
    total = values["of"]
    if total is not None and total < SMALLEST:
        wrong["of"] = _("From 10 to 100 people can be drawn. Say it in the text instead.")
    for part in ("count", "compared_count"):
        if total is not None and values[part] is not None and values[part] > total:
            wrong[part] = _("This is more than all %(total)d people.") % {"total": total}
    return wrong


def initial_of(figures: tuple[Figure, ...]) -> dict[str, Any]:
    return {name_of(place, part): getattr(one, part) for place, one in enumerate(figures) for part in PARTS}
