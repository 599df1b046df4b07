"""Fields that choose one row among thousands: what is chosen is shown, the rest is looked up while somebody types."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Image
from articles.models.library import KEY
from articles.rendering.pictures import key_in

LONGEST_NUMBER = 18  # digits that every database can compare with a key


def row_named(rows, text: str) -> Article | None:
    """The article that `text` names: its number, its address, or the last part of that."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and (found := rows.filter(pk=text).first()):
        return found
    slug = text.partition("#")[0].rstrip("/").rpartition("/")[2].lower()
    # PostgreSQL refuses the question itself where a text holds a NUL.
    return rows.filter(slug=slug).first() if slug and slug.isprintable() else None


def chosen_before(number: str) -> Article | None:
    """An article that was taken down since it was ticked. Whoever mends a word here is not made to untick it first."""
    numeric = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return Article.objects.only("pk", "slug", "title").filter(pk=number).first() if numeric else None


class ChosenArticles(forms.Widget):
    """The chosen articles as ticks, and a field that takes the address of one more; both post the same name."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        return [value for value in data.getlist(name) if value.strip()]

    def value_omitted_from_data(self, data, files, name):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        values = [str(one) for one in value or ()]
        numbers = [one for one in values if one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER]
        titles = {row.pk: titled(row) for row in Article.objects.filter(pk__in=numbers).only("title", "status")}
        chosen = [(one, titles[int(one)]) for one in numbers if int(one) in titles]
        typed = " ".join(one for one in values if one not in dict(chosen))
        context = {"name": name, "chosen": chosen, "typed": typed, "id": (attrs or {}).get("id", f"id_{name}")}
        return render_to_string("admin/articles/picking/chosen.html", context)


def titled(row: Article) -> str:
    down = row.status == Article.Status.WITHDRAWN
    return _("%(title)s (taken down: readers are not led to it)") % {"title": row.title} if down else row.title


class ArticlesField(forms.Field):
    """Several articles, in the order in which they were chosen."""

    widget = ChosenArticles

    def __init__(self, *, queryset, most: int, **kwargs):
        self.queryset, self.most = queryset, most
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> list[Article]:
        found = {}
        for text in value or ():
            row = row_named(self.queryset, text) or chosen_before(text)
            if row is None:
                raise ValidationError(
                    _("“%s” is no article of ours. Type words of its title and choose it, or paste its address.")
                    % text[:80]
                )
            found[row.pk] = row
        if len(found) > self.most:
            raise ValidationError(_("At most %d articles, please.") % self.most)
        return list(found.values())


class ArticleField(forms.CharField):
    """One article, by its address. `kind` says what is offered while somebody types (admin/pickers.py)."""

    def __init__(self, *, queryset, kind: str, **kwargs):
        self.queryset = queryset
        attrs = {"class": "vTextField", "autocomplete": "off", "data-pick": kind}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value) -> Article | None:
        text = super().clean(value)
        if not text:
            return None
        row = row_named(self.queryset, text)
        if row is None:
            raise ValidationError(
                _("“%s” is none of the pages that can be chosen here. Type words of its title, or paste its address.")
                % text[:80]
            )
        return row


class ChosenPicture(forms.TextInput):
    """The key of a picture with what it shows, and (with scripts) a button that opens the library."""

    def render(self, name, value, attrs=None, renderer=None):
        shown = {"class": "vTextField", "autocomplete": "off", "data-pick": "picture", "data-picture": "lead"}
        field = super().render(name, value, (attrs or {}) | shown, renderer)
        key = str(value or "")
        context = {"field": field, "key": key if KEY.regex.fullmatch(key) else ""}
        return render_to_string("admin/articles/picking/picture.html", context)


class PictureField(forms.CharField):
    widget = ChosenPicture

    def clean(self, value) -> Image | None:
        text = super().clean(value).strip()
        if not text:
            return None
        key = key_in(text) or text
        found = Image.objects.filter(key=key).first()
        if found is None:
            raise ValidationError(_("No picture has the key “%s”. Search the library, or add the picture.") % key[:80])
        return found
