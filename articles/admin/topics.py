"""The form of a topic: its words, and the articles to start with in reading order."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.duplicates import refuse_former_address
from articles.admin.spoken import chosen
from articles.models import Article, Topic

STARTS = ("start_1", "start_2", "start_3", "start_4", "start_5")


def one_of_its_articles(place: int) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Article.objects.none(),
        label=format_lazy("{} {}", _("Start here:"), place),
        required=False,
        empty_label=_("None"),
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
            public = Article.objects.published().filter(topics=self.instance).order_by("title").only("title", "slug")
        for name in STARTS:
            if name in self.fields:
                self.fields[name].queryset = public
        self.initial |= dict(zip(STARTS, self.instance.start_here, strict=False))

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
