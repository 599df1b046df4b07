"""An article's translations: which there are, starting one, and saying that one has caught up with its original."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import translations
from articles.admin.choosing import ArticleField
from articles.models import Article
from articles.steps import WrongState
from clinic import languages


class OriginalForm(forms.Form):
    original = ArticleField(
        label=gettext_lazy("This is a translation of"),
        queryset=Article.objects.none(),
        kind="public",
        required=False,
        help_text=gettext_lazy("A public article in another language. Empty: it stands alone."),
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, **kwargs)
        others = Article.objects.published().exclude(language=article.language)
        self.fields["original"].queryset = others.filter(translation_of=None)


def translations_view(desk, request, pk):
    if not desk.has_change_permission(request):
        raise PermissionDenied
    article = desk.find(request, pk)
    form = OriginalForm(request.POST or None, article=article, initial={"original": article.translation_of})
    if request.method == "POST" and (answer := act(request, article, form)):
        return answer
    context = desk.page(request, article, step=gettext_lazy("Translations"), form=form, **shown(article))
    return render(request, "admin/articles/article/translations.html", context)


def act(request, article: Article, form: OriginalForm):
    """Does what the pressed button says; None where the page has to say what is wrong."""
    try:
        if "_start" in request.POST:
            made = translations.start(article, request.user, language=request.POST["_start"])
            messages.success(request, _("The draft holds the original's words. Put yours in their place."))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[made.pk]))
        if "_confirm" in request.POST:
            translations.confirm(article, request.user)
        elif form.is_valid():
            translations.link(article, request.user, original=form.cleaned_data["original"])
        else:
            return None
    except WrongState as error:
        form.add_error(None, str(error))
        return None
    except IntegrityError:
        form.add_error(None, _("That article has a translation into this language already."))
        return None
    messages.success(request, _("Saved. It applies from now on."))
    return HttpResponseRedirect(request.path)


def shown(article: Article) -> dict:
    original = article.translation_of or article
    others = Article.objects.filter(translations.of_group(original.pk)).exclude(pk=article.pk)
    others = others.select_related("translation_of__live", "live").defer("page", "card").order_by("language")
    return {
        "language": languages.own_name(article.language),
        "behind": translations.is_behind(article),
        "others": [row_of(other) for other in others],
        "left": [
            {"code": code, "name": languages.own_name(code), "lacking": languages.lacking(code)}
            for code in translations.languages_left(article)
        ],
    }


def row_of(article: Article) -> dict:
    return {
        "article": article,
        "language": languages.own_name(article.language),
        "is_original": article.translation_of_id is None,
        "behind": translations.is_behind(article),
    }
