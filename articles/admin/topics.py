"""The form of a topic: its words, and the articles to start with in reading order."""

from django import forms
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.choosing import ArticleField
from articles.admin.duplicates import refuse_former_address
from articles.admin.spoken import chosen
from articles.models import Article, Topic

STARTS = ("start_1", "start_2", "start_3", "start_4", "start_5")


def one_of_its_articles(place: int) -> ArticleField:
    """Looked up while somebody types: a topic may have thousands of articles."""
    return ArticleField(
        queryset=Article.objects.none(),
        kind="public",
        label=format_lazy("{} {}", _("Start here:"), place),
        required=False,
        help_text=_("Words of its title or its address. It must be public and in this topic.") if place == 1 else "",
    )


class TopicForm(forms.ModelForm):
    start_1 = one_of_its_articles(1)
    start_2 = one_of_its_articles(2)
    start_3 = one_of_its_articles(3)
    start_4 = one_of_its_articles(4)
    start_5 = one_of_its_articles(5)

    class Meta:
        model = Topic
        fields = ["language", "title", "slug", "introduction", "order"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        public = Article.objects.none()
        if self.instance.pk:
            public = Article.objects.published().filter(topics=self.instance)
        for name in STARTS:
            if name in self.fields:
                self.fields[name].queryset = public
                self.fields[name].widget.attrs["data-picks"] = reverse("admin:articles_article_pick")
        self.initial |= dict(zip(STARTS, addresses_of(self.instance.start_here, public), strict=False))

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        refuse_former_address(chosen(self), slug)
        return slug

    def clean(self):
        cleaned = super().clean()
        if "start_1" in self.fields:  # the list of topics has only their order
            chosen = [cleaned[name].pk for name in STARTS if cleaned.get(name)]
            self.instance.start_here = list(dict.fromkeys(chosen))
        return cleaned


def addresses_of(numbers: list[int], public) -> list[str]:
    """The addresses of articles in the order of `numbers`; one that is not public any more is left out."""
    rows = public.only("slug", "language").in_bulk(numbers) if numbers else {}
    return [rows[number].get_absolute_url() for number in numbers if number in rows]
