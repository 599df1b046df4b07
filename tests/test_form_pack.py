"""templates/clinic_forms: our own pack for django-crispy-forms."""

import pytest
from bs4 import BeautifulSoup
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms


class Example(forms.Form):
    name = forms.CharField(label="A name to show", help_text="Any made-up name.")
    email = forms.EmailField(label="E-mail", required=False)
    agree = forms.BooleanField(label="I have read the rules")
    colour = forms.ChoiceField(choices=[("b", "blue"), ("g", "green")], widget=forms.RadioSelect)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("send", "Send for review"))


def render(form, **context) -> BeautifulSoup:
    return BeautifulSoup(render_crispy_form(form, context=context), "html.parser")


def test_each_field_has_a_label_that_names_it():
    page = render(Example())
    for control in page.select("input:not([type=hidden]):not([type=radio])"):
        assert page.select_one(f"label[for={control['id']}]")


def test_a_hint_is_tied_to_its_control():
    page = render(Example())
    described = page.select_one("#id_name")["aria-describedby"]
    assert page.find(id=described).get_text(strip=True) == "Any made-up name."


def test_an_error_is_tied_to_its_control_after_the_hint():
    page = render(Example({}))
    control = page.select_one("#id_name")
    hint, error = control["aria-describedby"].split()
    assert control["aria-invalid"] == "true"
    assert "made-up" in page.find(id=hint).get_text()
    assert "required" in page.find(id=error).get_text()


def test_radio_buttons_stand_in_a_fieldset_that_says_what_is_wrong():
    page = render(Example({}))
    group = page.select_one("fieldset")
    assert group.legend.get_text(strip=True) == "Colour"
    assert page.find(id=group["aria-describedby"])


def test_every_link_of_the_error_summary_leads_to_a_control():
    page = render(Example({"email": "nope"}))
    links = page.select(".error-summary a")
    assert len(links) == 4
    for link in links:
        assert page.find(id=link["href"].removeprefix("#"))


def test_the_error_summary_counts_what_has_to_change():
    summary = render(Example({"name": "a", "agree": "on"})).select_one(".error-summary")
    assert "Please change one thing" in summary.get_text()
    assert "Please change 3 things" in render(Example({})).select_one(".error-summary").get_text()


def test_an_error_of_the_whole_form_is_in_the_summary():
    form = Example({"name": "a", "agree": "on", "colour": "b"})
    form.add_error(None, "Please send it again.")
    assert "Please send it again." in render(form).select_one(".error-summary").get_text()


def test_what_was_typed_is_escaped_everywhere():
    page = render_crispy_form(Example({"name": "", "email": "<script>alert(1)</script>"}))
    assert "<script>" not in page


def test_no_summary_without_errors():
    assert not render(Example()).select(".error-summary")


@pytest.mark.parametrize(("disabled", "expected"), [(True, 0), (False, 1)])
def test_the_token_is_there_only_when_it_is_wanted(disabled, expected):
    form = Example()
    form.helper.disable_csrf = disabled
    assert len(render(form, csrf_token="abc").select("[name=csrfmiddlewaretoken]")) == expected


def test_a_layout_keeps_its_order_and_the_form_its_buttons():
    form = Example()
    form.helper.layout = Layout("agree", Div("name", css_class="beside", aria_hidden="true"))
    page = render(form)
    assert [control["name"] for control in page.select("input:not([type=submit])")][:2] == ["agree", "name"]
    assert page.select_one("div.beside[aria-hidden=true] #id_name")
    assert page.select_one("button[type=submit]").get_text(strip=True) == "Send for review"
