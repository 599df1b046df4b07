"""Fields of forms, written without a template for each: a page of the desk has hundreds of them.

Byte for byte what Django's own templates say (tests/test_form_rendering.py compares them); whatever is not listed here
is left to these templates.
"""

import html
from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData
from django.utils.timezone import template_localtime

INPUTS = ("text", "number", "hidden", "email", "url", "date", "time", "datetime", "checkbox", "password", "file")


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request=None) -> str:
        write = WRITTEN.get(template_name)
        written = write(context) if write else None
        return super().render(template_name, context, request) if written is None else written


def no_errors(context: dict[str, Any]) -> str | None:
    """Most fields have none, and their template says so in no words."""
    return None if context["errors"] else ""


def an_input(context: dict[str, Any]) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{as_text(widget["value"])}"'
    return f'<input type="{shown(widget["type"])}" name="{shown(widget["name"])}"{value}{attributes(widget)}>'


def textarea(context: dict[str, Any]) -> str:
    widget = context["widget"]
    value = shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{shown(widget["name"])}"{attributes(widget)}>\n{value}</textarea>'


def select(context: dict[str, Any]) -> str | None:
    widget = context["widget"]
    groups = widget["optgroups"]
    if any(name or option["template_name"] != OPTION for name, options, _index in groups for option in options):
        return None
    options = "".join(f"\n  {an_option(option)}\n" for _name, options, _index in groups for option in options)
    return f'<select name="{shown(widget["name"])}"{attributes(widget)}>{options}\n</select>'


def an_option(option: dict[str, Any]) -> str:
    return f'<option value="{as_text(option["value"])}"{attributes(option)}>{shown(option["label"])}</option>'


def attributes(widget: dict[str, Any]) -> str:
    found = []
    for name, value in widget["attrs"].items():
        if value is not False:
            found.append(f" {shown(name)}" if value is True else f' {shown(name)}="{as_text(value)}"')
    return "".join(found)


def shown(value: Any) -> str:
    """As {{ value }} in a template."""
    if type(value) is str:  # most are, and then there is nothing to put into words
        return html.escape(value)
    told = localize(template_localtime(value))
    return conditional_escape(told if isinstance(told, str) else str(told))


def as_text(value: Any) -> str:
    """As {{ value|stringformat:"s" }} in a template: never written in the way of a country, such as 1,000."""
    return str(value) if isinstance(value, SafeData) else html.escape(str(value))


OPTION = "django/forms/widgets/select_option.html"
WRITTEN: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "django/forms/errors/list/default.html": no_errors,
    "django/forms/widgets/textarea.html": textarea,
    "django/forms/widgets/select.html": select,
    **{f"django/forms/widgets/{kind}.html": an_input for kind in INPUTS},
}
