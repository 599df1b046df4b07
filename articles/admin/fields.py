"""The kinds of fields that the editor's form is made of."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles.content import Badge
from articles.labels import LEVEL_LABELS
from articles.sanitising import TooLong, clean

# The editor puts its few rules into a style element, which our policy refuses, unless there is one already. Its pages
# have one, empty (templates/admin/_editor.html), and the policy names the hash of nothing: nothing else passes.
WITH_EDITOR = {"style-src": ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]}
INLINE = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Link": {"enableTarget": False},
}
CALLOUTS = [
    {"className": "callout", "title": _("Callout")},
    {"className": "warning", "title": _("Warning")},
]
BODY = INLINE | {
    "Heading": {"levels": [2, 3, 4]},
    "Blockquote": True,
    "HorizontalRule": True,
    "Subscript": True,
    "Superscript": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Image": True,
    "Figure": True,
    "Caption": True,
    "NodeClass": {
        "cssClasses": {
            "blockquote": CALLOUTS,
            "paragraph": [{"className": "table-caption", "title": _("Table caption")}],
        }
    },
}


class Lines(forms.CharField):
    """A list of plain texts, one on each line."""

    def __init__(self, *, most: int, longest: int, rows: int = 4, **kwargs):
        self.most, self.longest = most, longest
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"}))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value):
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if len(lines) > self.most:
            raise ValidationError(_("At most %d lines, please.") % self.most)
        if any(len(line) > self.longest for line in lines):
            raise ValidationError(_("A line has at most %d characters.") % self.longest)
        return lines


class BadgeLines(Lines):
    """Evidence badges, written as “short-term benefit: moderate”."""

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        return "\n".join(f"{badge.rates}: {badge.level.replace('_', ' ')}" for badge in value or ())

    def clean(self, value):
        return tuple(self.badge(line) for line in super().clean(value))

    def badge(self, line: str) -> Badge:
        rates, _colon, level = line.rpartition(":")
        level = level.strip().lower().replace(" ", "_")
        if not rates.strip() or level not in LEVEL_LABELS:
            raise ValidationError(
                _("“%s” is not a badge. Write what is rated, a colon, and strong, moderate, limited or very limited.")
                % line
            )
        return Badge(rates.strip(), level)


class Day(forms.DateField):
    """A date of our times: a slip of the finger such as 0206 or 20260 is refused."""

    widget = forms.DateInput(attrs={"type": "date"})
    default_validators = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31))]


class Html(ProseEditorFormField):
    """Editors' HTML: capped first, then sanitised."""

    def __init__(self, extensions: dict, **kwargs):
        super().__init__(extensions=extensions, required=False, widget=AdminProseEditorWidget, **kwargs)

    def clean(self, value):
        try:
            return clean(super().clean(value) or "")
        except TooLong as error:
            raise ValidationError(str(error)) from error
