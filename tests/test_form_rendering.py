"""Fields that are written without templates are, byte for byte, what Django's templates would have written."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from portal.form_rendering import WRITTEN, FormRenderer

TEXTS = [
    None, "", "plain", " spaces ", "<script>alert('1')</script> & \"more\"", mark_safe("<b>ours</b>"), 0, 1234567, 1.5,
    "\n\nlines\n", "{{ value }}{% now %}", gettext_lazy("Title"), "ä„“–\u2028", True, False, date(2026, 1, 2),
]  # fmt: skip
ATTRS = [
    {}, {"id": "id_x", "class": "a b", "rows": 1200, "required": True, "disabled": False, "data-x": None},
    {"data-say": "<i>\"'&", "title": mark_safe("&lt;"), "placeholder": gettext_lazy("Title"), "on<x": "1"},
]  # fmt: skip
INPUTS = [
    forms.TextInput, forms.NumberInput, forms.HiddenInput, forms.EmailInput, forms.URLInput, forms.DateInput,
    forms.CheckboxInput, forms.PasswordInput, forms.Textarea, forms.FileInput,
]  # fmt: skip
CHOICES = [
    [], [("", "Choose"), (1, "One"), (2, 1234567), ("<3>", "<b>Three</b>"), (4, mark_safe("<b>4</b>"))],
    [("group", [(1, "One"), (2, "Two")]), (3, "Three")], [(None, gettext_lazy("Title")), (True, date(2026, 1, 2))],
]  # fmt: skip


def both(widget: forms.Widget, value, attrs) -> tuple[str, str]:
    ours = widget.render("na<me", value, attrs, FormRenderer())
    return ours, widget.render("na<me", value, attrs, DjangoTemplates())


@pytest.mark.parametrize("attrs", ATTRS, ids=str)
@pytest.mark.parametrize("widget", INPUTS)
@pytest.mark.parametrize("language", ["en-us", "de"])
def test_an_input_says_what_its_template_says(widget, attrs, language):
    with override(language):
        for value in TEXTS:
            ours, theirs = both(widget(attrs), value, {"id": "own"})
            assert ours == theirs, value
            assert type(ours) is type(theirs)


@pytest.mark.parametrize("choices", CHOICES, ids=str)
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect])
def test_a_choice_says_what_its_template_says(widget, choices):
    for value in (None, "1", "<3>", ["1", "3"]):
        ours, theirs = both(widget(ATTRS[1], choices=choices), value, {"id": "own"})
        assert ours == theirs, value


@pytest.mark.parametrize("widget", [forms.TimeInput, forms.DateTimeInput])
def test_times_say_what_their_templates_say(widget):
    for value in (None, time(3, 4), datetime(2026, 1, 2, 3, 4)):
        ours, theirs = both(widget(), value, {})
        assert ours == theirs


@pytest.mark.parametrize("errors", [[], ["One."], ["<b>", "Two."]])
def test_errors_are_told_as_ever_and_none_in_no_words(errors):
    ours, theirs = (str(ErrorList(errors, renderer=renderer())) for renderer in (FormRenderer, DjangoTemplates))
    assert ours == theirs and bool(ours) == bool(errors)


def test_a_whole_form_is_the_same_and_the_site_writes_it_this_way():
    class Form(forms.Form):
        name = forms.CharField(help_text="Yours")
        kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
        words = forms.CharField(widget=forms.Textarea, required=False)
        days = forms.IntegerField(min_value=1, initial=1200)

    for data in (None, {"name": "", "kind": "x", "words": "<i>", "days": "0"}):
        ours, theirs = (str(Form(data, renderer=renderer())) for renderer in (FormRenderer, DjangoTemplates))
        assert ours == theirs
    assert isinstance(get_default_renderer(), FormRenderer)


def test_what_is_written_here_has_a_template_of_djangos_by_that_name():
    for name in WRITTEN:
        DjangoTemplates().get_template(name)
