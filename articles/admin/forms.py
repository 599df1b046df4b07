"""The forms of the editors' desk. They edit a Content, not the columns of an article."""

import dataclasses
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin import figures
from articles.admin.choosing import ArticlesField, PictureField
from articles.admin.fields import BODY, INLINE, BadgeLines, Day, Html, Lines
from articles.admin.topic_fields import KnownTopics, OneOfMany, TopicsField
from articles.content import FACT_FIELDS, Content
from articles.labels import FACT_LABELS
from articles.models import Article, Author, Topic
from clinic.models import User
from clinic.personal import refuse_personal

LINES_HELP = _("One on each line.")


class ArticleForm(forms.Form):
    """One state of an article. Nothing but the title is required for saving: a draft may be incomplete."""

    title = forms.CharField(label=_("Title"), max_length=160, error_messages={"required": _("Write a title.")})
    slug = forms.SlugField(
        label=_("Web address"),
        max_length=120,
        required=False,
        help_text=_("The last part: small letters and hyphens. Leave it empty and it is made from the title."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Article.Kind.choices,
        initial=Article.Kind.GUIDE,
        help_text=_(
            "“Treatment” asks for the treatment facts below: benefits, risks, other choices, what is not known."
        ),
    )
    summary = forms.CharField(
        label=_("Plain summary"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("Two to five short sentences in everyday words. Readers see it in lists and under the title."),
    )
    topic = forms.ModelChoiceField(
        label=_("Main topic"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("Choose a topic"),
        widget=OneOfMany,
        help_text=_("Shown above the title. Every article needs one before it is public."),
    )
    topics = TopicsField(label=_("Further topics"), required=False)
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
            "Start headings at level 2. To cite a source, write its key: [@han2016]. Pictures come from "
            "the library: “Add a picture” above puts one where you write. “Block style” makes a "
            "quotation a callout or a warning, and the line before a table its caption."
        ),
    )
    questions = Lines(
        label=_("Questions to ask a clinician"),
        most=20,
        longest=200,
        rows=5,
        help_text=_("One on each line. Readers tick some and print or copy their list; nothing is stored or sent."),
    )
    badges = BadgeLines(
        label=_("Evidence badges"),
        most=6,
        longest=120,
        rows=3,
        help_text=_(
            "How sure we can be, one thing on each line: what is rated, a colon, then strong, moderate, limited or "
            "very limited. For example: short-term benefit: moderate"
        ),
    )
    keywords = Lines(
        label=_("Words people look for"),
        most=30,
        longest=60,
        rows=3,
        help_text=_("One on each line. The A to Z lists the article under each of them."),
    )
    image = PictureField(
        label=_("Lead picture"),
        required=False,
        help_text=_("Its key in the library. Where it is cut, the point chosen there stays in sight."),
    )
    author = forms.ModelChoiceField(
        label=_("Author"), queryset=Author.objects.all(), required=False, empty_label=_("No author named")
    )
    related = ArticlesField(
        label=_("Related articles"),
        queryset=Article.objects.exclude(status=Article.Status.WITHDRAWN).only("pk", "slug", "title"),
        most=12,
        help_text=_("Up to three are shown. Choose none and the page shows others of the same topics."),
    )
    evidence_checked_on = Day(
        label=_("Evidence checked on"),
        required=False,
        help_text=_("When somebody last compared the text with its sources."),
    )
    next_review_on = Day(
        label=_("Next review on"),
        required=False,
        help_text=_("From this day on the page itself says that a review is due."),
    )
    change_note = forms.CharField(
        label=_("What changed, for readers"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Shown on the page under “How this page was made”. Empty is right for a corrected spelling."),
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=300,
        validators=[refuse_personal],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Stands beside this version in the history. Readers never see it."),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Tells an address that was changed here from one that a colleague has changed meanwhile.
    slug_was = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known, none = KnownTopics(), ("", self.fields["topic"].empty_label)
        self.fields["topic"].choices = lambda: [none, *known.choices()]
        self.fields["topics"].know(known)
        for name in FACT_FIELDS:
            self.fields[f"fact_{name}"] = Html(INLINE, label=FACT_LABELS[name])
        figures.add_fields(self)
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
        cleaned["figures"] = figures.clean_figures(self, cleaned)
        return cleaned

    def facts_fields(self):
        return [self[f"fact_{name}"] for name in FACT_FIELDS]

    def content(self, before: Content) -> Content:
        """The valid form's Content, without the copies that saving takes. `before` is the state it started from."""
        data = self.cleaned_data
        main = [data["topic"].pk] if data["topic"] else []
        plain = (
            "title", "kind", "summary", "key_points", "figures", "body", "questions", "badges", "keywords",
            "change_note",
        )  # fmt: skip
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
    return values | figures.initial_of(content.figures)


class PlacementForm(forms.ModelForm):
    """What belongs to the article's place on the site and not to its content; it takes effect at once."""

    class Meta:
        model = Article
        fields = ["owner", "comments_open", "comments_close_on", "home_place"]
        field_classes = {"comments_close_on": Day}
        labels = {
            "comments_open": _("Readers may comment"),
            "comments_close_on": _("Last day for comments"),
            "home_place": _("Place on the home page"),
        }
        help_texts = {"comments_close_on": _("Leave it empty to keep comments open.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_active=True, is_staff=True)
        self.fields["owner"].queryset = staff.filter(groups__permissions__codename="change_article").distinct()
