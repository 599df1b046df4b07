"""What is asked for before an article is unpublished, taken down, planned, ended, moved or shown to somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin.choosing import ArticleField
from articles.models import Article
from articles.sharing import LONGEST
from clinic.personal import refuse_personal


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        validators=[refuse_personal],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Readers who come to the address see these words."),
        error_messages={"required": _("Say why, in words that readers may see.")},
    )
    replacement = ArticleField(
        label=_("Send readers to"),
        queryset=Article.objects.none(),
        kind="public",
        required=False,
        help_text=_("Another public article, if one fits: words of its title, or its address."),
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = Article.objects.published().exclude(pk=article.pk)


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ExpiryForm(forms.Form):
    expire_at = forms.DateTimeField(
        label=_("It ends at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        validators=[refuse_personal],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Readers who come to the address after that see these words."),
        error_messages={"required": _("Say why, in words that readers may see.")},
    )


class AddressForm(forms.Form):
    slug = forms.SlugField(
        label=_("Web address"), max_length=120, help_text=_("The last part: small letters and hyphens.")
    )

    def clean_slug(self):
        return self.cleaned_data["slug"].lower()


class ShareForm(forms.Form):
    shows = forms.ChoiceField(
        label=_("The link shows"),
        choices=[
            ("draft", _("always the newest draft")),
            ("this", _("the newest draft as it is now, whatever follows")),
        ],
        initial="draft",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=_("It works for so many days"), min_value=1, max_value=LONGEST, initial=7, help_text=_("At most 60.")
    )
    note = forms.CharField(
        label=_("For whom"),
        max_length=120,
        validators=[refuse_personal],
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Only for your own list of links."),
    )
