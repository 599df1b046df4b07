"""The fields that choose an article's topics. A clinic has ten of them, or two hundred."""

from collections.abc import Callable
from functools import cached_property

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from clinic import languages

ALL_SHOWN = 30  # up to here every topic is a tick; beyond it only those chosen are, and others are looked up


class KnownTopics:
    """All topics, asked for once for the whole form and only if it is shown or sent."""

    @cached_property
    def rows(self) -> dict[int, Topic]:
        return {topic.pk: topic for topic in Topic.objects.only("pk", "title", "slug", "language")}

    def choices(self) -> list[tuple[int, str]]:
        return [(number, named(topic)) for number, topic in self.rows.items()]

    def called(self, text: str) -> Topic | None:
        """The topic that `text` names: by its number, its address or the last part of that, or its title."""
        text = text.strip()
        if text.isascii() and text.isdigit() and len(text) < 19 and int(text) in self.rows:
            return self.rows[int(text)]
        slug = text.rstrip("/").rpartition("/")[2].lower()
        ways: tuple[Callable[[Topic], bool], ...] = (
            lambda topic: topic.get_absolute_url() == text,
            lambda topic: named(topic).casefold() == text.casefold(),
            lambda topic: topic.slug == slug,
        )
        return next((topic for fits in ways for topic in self.rows.values() if fits(topic)), None)


def named(topic: Topic) -> str:
    own = topic.language == settings.LANGUAGE_CODE
    return topic.title if own else f"{topic.title} ({languages.own_name(topic.language)})"


class OneOfMany(forms.Select):
    """A list to choose one from, written in one go: Django renders a template for each of its lines."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        lines = [(number, "selected" if str(number) == chosen else "", label) for number, label in self.choices]
        options = format_html_join("\n", '<option value="{}" {}>{}</option>', lines)
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs({"name": name}, attrs)), options)


class ChosenTopics(forms.Widget):
    """Ticks; and where there are too many topics to show them all, a field that takes one more."""

    use_fieldset = True
    known: KnownTopics

    def value_from_datadict(self, data, files, name):
        return [value for value in data.getlist(name) if value.strip()]

    def value_omitted_from_data(self, data, files, name):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        values = [str(one) for one in value or ()]
        topics = [(str(number), label) for number, label in self.known.choices()]
        many, known = len(topics) > ALL_SHOWN, dict(topics)
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "rows": [(number, label, number in values) for number, label in topics if not many or number in values],
            "typed": " ".join(one for one in values if one not in known),
            "many": many,
        }
        return render_to_string("admin/articles/picking/topics.html", context)


class TopicsField(forms.Field):
    """Several topics, by ticks or by what was typed."""

    widget = ChosenTopics

    def know(self, topics: KnownTopics) -> None:
        self.known = self.widget.known = topics

    def clean(self, value) -> list[Topic]:
        found = {}
        for text in value or ():
            topic = self.known.called(text)
            if topic is None:
                raise ValidationError(_("“%s” is no topic of ours. Type words of its title and choose it.") % text[:80])
            found[topic.pk] = topic
        return list(found.values())
