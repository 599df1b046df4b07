"""The forms of the editors' desk. They edit a Content, not the columns of an article."""

import dataclasses
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles.content import FACT_FIELDS, Badge, Content
from articles.labels import FACT_LABELS, LEVEL_LABELS
from articles.models import Article, Author, Image, Topic
from articles.sanitising import TooLong, clean

LINES_HELP = _("One on each line.")
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


class Html(ProseEditorFormField):
    """Editors' HTML: capped first, then sanitised."""

    def __init__(self, extensions: dict, **kwargs):
        super().__init__(extensions=extensions, required=False, widget=AdminProseEditorWidget, **kwargs)

    def clean(self, value):
        try:
            return clean(super().clean(value) or "")
        except TooLong as error:
            raise ValidationError(str(error)) from error


class ArticleForm(forms.Form):
    """One state of an article. Nothing but the title is required for saving: a draft may be incomplete."""

    title = forms.CharField(label=_("Title"), max_length=160)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=120,
        required=False,
        help_text=_("The last part of the page's address. Leave it empty to make it from the title."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Article.Kind.choices,
        initial=Article.Kind.GUIDE,
        help_text=_("A treatment article must name benefits, risks, other choices and what is not known."),
    )
    summary = forms.CharField(
        label=_("Plain summary"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("Two to five short sentences. Lists, search and links that are shared show it."),
    )
    topic = forms.ModelChoiceField(label=_("Main topic"), queryset=Topic.objects.all(), required=False)
    topics = forms.ModelMultipleChoiceField(
        label=_("Further topics"), queryset=Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    key_points = Lines(
        label=_("Key points"),
        most=7,
        longest=300,
        rows=5,
        help_text=_("Three to five, one on each line. Somebody who reads only these should not be misled."),
    )
    body = Html(
        BODY,
        label=_("Text"),
        help_text=_(
            "Headings start at level 2. Cite a source with its key: [@han2016]. A picture's address is in the list of "
            "images. Put a paragraph of the class “Table caption” directly before a table."
        ),
    )
    badges = BadgeLines(
        label=_("Evidence badges"),
        most=6,
        longest=120,
        rows=3,
        help_text=_(
            "How sure the evidence is about one thing, one on each line. Example: short-term benefit: moderate"
        ),
    )
    keywords = Lines(
        label=_("Words people look for"),
        most=30,
        longest=60,
        rows=3,
        help_text=_("One on each line. They lead here from the A to Z."),
    )
    image = forms.ModelChoiceField(
        label=_("Lead picture"), queryset=Image.objects.all(), to_field_name="key", required=False
    )
    author = forms.ModelChoiceField(label=_("Author"), queryset=Author.objects.all(), required=False)
    related = forms.ModelMultipleChoiceField(
        label=_("Related articles"),
        queryset=Article.objects.exclude(status=Article.Status.WITHDRAWN).order_by("title"),
        required=False,
        help_text=_("Up to three are shown. Empty shows others of the same topics."),
    )
    evidence_checked_on = forms.DateField(
        label=_("Evidence checked on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    next_review_on = forms.DateField(
        label=_("Next review on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    change_note = forms.CharField(
        label=_("What changed, for readers"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Shown under “How this page was made”. Leave it empty for a small correction of spelling."),
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in FACT_FIELDS:
            self.fields[f"fact_{name}"] = Html(INLINE, label=FACT_LABELS[name])
        for name, field in self.fields.items():
            if isinstance(field, Html):
                field.widget.attrs |= {
                    "class": "vLargeTextField prose-source",
                    "data-label": f"id_{name}_label",
                }

    def clean(self):
        cleaned = super().clean()
        checked, due = cleaned.get("evidence_checked_on"), cleaned.get("next_review_on")
        if checked and due and due <= checked:
            self.add_error("next_review_on", _("The next review comes after the evidence was checked."))
        return cleaned

    def facts_fields(self):
        return [self[f"fact_{name}"] for name in FACT_FIELDS]

    def content(self, before: Content) -> Content:
        """The valid form's Content, without the copies that saving takes. `before` is the state it started from."""
        data = self.cleaned_data
        main = [data["topic"].pk] if data["topic"] else []
        plain = ("title", "kind", "summary", "key_points", "body", "badges", "keywords", "change_note")
        return Content(
            **{name: data[name] for name in plain},
            language=before.language,
            facts={name: data[f"fact_{name}"] for name in FACT_FIELDS if data[f"fact_{name}"]},
            topics=keep_order([*main, *before.topics], [*main, *(topic.pk for topic in data["topics"])]),
            author=data["author"].pk if data["author"] else None,
            image=data["image"].key if data["image"] else "",
            related=keep_order(before.related, [article.pk for article in data["related"]]),
            evidence_checked_on=iso(data["evidence_checked_on"]),
            next_review_on=iso(data["next_review_on"]),
        )


def keep_order(before, chosen) -> tuple[int, ...]:
    """The chosen ids, each once: those of before in their order, then the new ones. A form knows no order."""
    return tuple(dict.fromkeys([*(pk for pk in before if pk in chosen), *chosen]))


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def initial_of(content: Content) -> dict:
    """The form's starting values for an existing state."""
    values = {item.name: getattr(content, item.name) for item in dataclasses.fields(content)}
    values |= {f"fact_{name}": content.facts.get(name, "") for name in FACT_FIELDS}
    values |= {"topic": content.topics[0] if content.topics else None, "topics": content.topics[1:]}
    values["image"] = content.image or None
    return values


class PlacementForm(forms.ModelForm):
    """What belongs to the article's place on the site and not to its content; it takes effect at once."""

    class Meta:
        model = Article
        fields = ["comments_open", "comments_close_on", "home_place"]
        widgets = {"comments_close_on": forms.DateInput(attrs={"type": "date"})}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Readers who come to the address see these words."),
    )
    replacement = forms.ModelChoiceField(
        label=_("Send readers to"),
        queryset=Article.objects.none(),
        required=False,
        help_text=_("Another public article, if one fits."),
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = Article.objects.published().exclude(pk=article.pk).order_by("title")


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
