"""The desk's page "Looking back": every comment there is, the newest first, by state, article, name, day or words."""

from dataclasses import dataclass, replace
from datetime import datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from comments import desk_page
from comments.acknowledging import LARGEST
from comments.looking_back import Place, Wanted, articles_with, look
from comments.models import Comment, Queue, Status

ALL, MOST_WORDS, LONGEST = "all", 6, 200
AROUND_BEFORE, AROUND_AFTER = 60, 180  # letters of the text that the list shows about a word it was searched for
MORE = ("queue", "name", "title", "first", "last")  # folded away until they are needed
NO_TAB = "looking back"  # none of the queues is open here
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LookForm(forms.Form):
    """What is looked for. Nothing is needed: without anything these are all comments."""

    words = forms.CharField(label=gettext_lazy("Words in the text or the name"), required=False, max_length=LONGEST)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[(ALL, gettext_lazy("all")), *Status.choices], required=False
    )
    queue = forms.ChoiceField(
        label=gettext_lazy("Queue"), choices=[("", gettext_lazy("any")), *Queue.choices], required=False
    )
    name = forms.CharField(label=gettext_lazy("Name, whole"), required=False, max_length=40)
    title = forms.CharField(label=gettext_lazy("Words in the article’s title"), required=False, max_length=LONGEST)
    first = forms.DateField(label=gettext_lazy("Sent from"), required=False, widget=DAY)
    last = forms.DateField(label=gettext_lazy("Sent until"), required=False, widget=DAY)
    article = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def first_fields(self) -> list:
        return [self["words"], self["state"]]

    def more_fields(self) -> list:
        return [self[name] for name in MORE]

    def uses_more(self) -> bool:
        """Whether one of the further fields narrows the list or holds a mistake: then they are not folded away."""
        return any(self.data.get(name) for name in MORE)

    def wanted(self) -> Wanted:
        """What the fields without a mistake ask for."""
        said = self.cleaned_data if self.is_valid() else {**self.cleaned_data}
        return Wanted(
            state=said.get("state", ""),
            queue=said.get("queue", ""),
            name=said.get("name", ""),
            article=said.get("article"),
            words=tuple(said.get("words", "").split()[:MOST_WORDS]),
            first=said.get("first"),
            last=said.get("last"),
        )


@dataclass(frozen=True)
class Line:
    """One comment of the list: what is shown of its words, as (stretch, whether it was searched for)."""

    comment: Comment
    stretches: list[tuple[str, bool]]


class LookingBackView:
    """Mixed into the admin of comments."""

    def looking_back_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        form = LookForm(request.GET)
        wanted = form.wanted()
        article, meant = article_meant(wanted.article, form.cleaned_data.get("title", ""))
        wanted = replace(wanted, article=article.pk if article else None, before=place_in(request.GET.get("before")))
        found = None if meant is not None else look(wanted)
        context = self.admin_site.each_context(request) | desk_page.frame(request.user, NO_TAB, timezone.now())
        context |= {"title": _("Looking back"), "opts": self.opts, "form": form, "found": found, "meant": meant}
        context |= {"article": article, "narrowed": narrowed(request.GET), "later": wanted.before is not None}
        context |= {
            "looked": f"{found.looked:,}" if found else "",
            "start": reverse("admin:comments_comment_looking_back"),
        }
        context["kept"] = address_with(request.GET)
        context["without_article"] = address_with(request.GET, article=None, title=None)
        if found:
            context["lines"] = [Line(comment, stretches_of(comment, wanted.words)) for comment in found.comments]
            context["further"] = address_with(request.GET, before=in_address(found.further)) if found.further else ""
        elif meant:
            context["choices"] = [(row, address_with(request.GET, article=row.pk, title=None)) for row in meant]
        return render(request, "admin/comments/comment/looking_back.html", context)


def article_meant(number: int | None, title: str) -> tuple[Article | None, list[Article] | None]:
    """The article of this number, or the only one with these words in its title; else those to choose from, of which
    there may be none. (None, None) where no article is asked for."""
    if number is not None and (row := Article.objects.defer("page", "card").filter(pk=number).first()):
        return row, None
    if number is not None:
        return None, []
    if not title:
        return None, None
    rows = articles_with(title)
    return (rows[0], None) if len(rows) == 1 else (None, rows)


def narrowed(values) -> bool:
    """Whether an address asks for less than everything."""
    return any(value and (name, value) != ("state", ALL) for name, value in values.items() if name != "before")


def address_with(values, **changes) -> str:
    """The same list with other values; None takes one out. Without `before` it begins with the newest."""
    kept = {name: values[name] for name in LookForm.base_fields if values.get(name)}
    kept |= changes
    return f"?{urlencode({name: value for name, value in kept.items() if value is not None})}"


def in_address(place: Place) -> str:
    return f"{place[0].isoformat()}_{place[1]}"


def place_in(text: str | None) -> Place | None:
    """The place that an address names; None for anything else."""
    moment, _line, number = (text or "").rpartition("_")
    try:
        sent = parse_datetime(moment)
    except ValueError:
        return None
    if sent is None or not isinstance(sent, datetime) or timezone.is_naive(sent):
        return None
    is_number = number.isascii() and number.isdigit() and len(number) <= len(str(LARGEST))
    return (sent, int(number)) if is_number and int(number) <= LARGEST else None


def stretches_of(comment: Comment, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """What the list shows of a comment: its beginning, or what stands about the first word that was searched for.
    Urgent words are met on their own page only."""
    if comment.erased_at:
        return [(_("(erased)"), False)]
    if comment.queue == Queue.URGENT:
        return [(_("Urgent: open it to read"), False)]
    text = " ".join(comment.text.split())
    small = text.lower()
    if len(small) != len(text):  # of some letters the small form is longer: the places would not fit
        small = text
    places = [place for word in words if (place := small.find(word.lower())) >= 0]
    start = max(0, min(places, default=0) - AROUND_BEFORE)
    end = min(len(text), start + AROUND_BEFORE + AROUND_AFTER)
    found = _marked(text[start:end], small[start:end], words)
    return [("… ", False)] * (start > 0) + found + [(" …", False)] * (end < len(text))


def _marked(text: str, small: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The text cut where a word begins or ends; no letter twice."""
    found, done = [], 0
    while True:
        hits = [(place, -len(word)) for word in words if (place := small.find(word.lower(), done)) >= 0]
        if not hits:
            return [*found, (text[done:], False)]
        place, length = min(hits)
        found += [(text[done:place], False), (text[place : place - length], True)]
        done = place - length
