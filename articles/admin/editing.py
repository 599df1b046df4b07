"""The editor's page: a form over the newest draft, and the buttons below it."""

import dataclasses
import math

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from js_asset import Media

from articles import addresses, autosaving, drafts, publishing
from articles.admin import figures
from articles.admin.adding import quick_fields
from articles.admin.autosaves import as_posted, window_of
from articles.admin.forms import ArticleForm, initial_of
from articles.admin.showing import clashes_of, label_of
from articles.content import FACT_FIELDS, Content
from articles.models import Article
from articles.readiness import missing_for_publishing
from articles.rendering import WORDS_A_MINUTE, count_words
from articles.sanitising import TooLong
from articles.snapshot import empty_content, up_to_date

SECTIONS = {
    "words": ("title", "kind", "summary", "key_points", "body", "questions"),
    "change": ("change_note", "note"),
    "place": ("slug", "topic", "topics", "image", "keywords", "related"),
    "evidence": ("badges", "evidence_checked_on", "next_review_on", "author"),
}


class Editing:
    """One request to the editor's page, for an article or (None) a new one."""

    def __init__(self, model_admin, request, article: Article | None):
        self.model_admin, self.request, self.article = model_admin, request, article
        self.theirs, self.clashes, self.taken_over = None, [], False
        self.saved = drafts.Saved(None)
        self.window = window_of(request) or autosaving.new_window()
        self.kept = autosaving.of(article, request.user)

    def respond(self):
        if "_take" in self.request.POST or "_discard" in self.request.POST:
            return self.decide()
        form = self.form()
        if self.request.method == "POST" and form.is_valid():
            try:
                return self.save(form)
            except publishing.EditConflict as conflict:
                self.show_both(form, conflict)
            except TooLong as error:
                form.add_error("body", str(error))
            except publishing.WrongState as error:
                form.add_error(None, str(error))
            except IntegrityError:
                form.add_error("slug", _("Another article already has this address. Choose a different one."))
        return self.show(form)

    def form(self) -> ArticleForm:
        draft = self.article.draft if self.article else None
        self.before = up_to_date(Content.from_json(draft.content)) if draft else empty_content()
        if draft and draft.pk == self.article.live_id:
            self.before = dataclasses.replace(self.before, change_note="")  # it spoke of the change that is live
        initial = initial_of(self.before) | {"base": draft.number if draft else None}
        if self.article:
            initial["slug"] = self.article.slug
            initial["slug_was"] = self.article.slug
        form = ArticleForm(self.data(), initial=initial)
        if self.article and self.article.published_at:
            form.fields["slug"].disabled = True  # readers have this address; changing it needs a redirect
            form.fields["slug"].help_text = _(
                "Readers know this address. “Change the address” above leaves a redirect."
            )
        return form

    def data(self):
        """What is in the form already: what was posted, or the kept words that were just taken over."""
        if self.taken_over:
            return as_posted(self.kept.fields)
        return self.request.POST if self.request.method == "POST" else None

    def decide(self):
        """The kept words that the page offers: into the form with them, or away."""
        if "_take" in self.request.POST and self.kept:
            self.window = autosaving.new_window()
            autosaving.take_over(self.kept, self.window)
            self.taken_over = True
            return self.show(self.form(), status=200)
        if "_discard" in self.request.POST and self.kept:
            autosaving.discard(self.article, self.request.user, window=self.kept.window)
            messages.success(self.request, _("The unsaved words are gone."))
        return HttpResponseRedirect(self.request.path)

    def save(self, form: ArticleForm):
        content = form.content(self.before)
        user, before = self.request.user, self.article
        with transaction.atomic():
            if self.article is None:
                slug = form.cleaned_data["slug"] or slugify(content.title)[:120] or "article"
                self.article = publishing.create_article(content, user, slug=slug)
            else:
                self.save_next(form, content)
            autosaving.discard(before, user, window=self.window)
        return self.go_on()

    def save_next(self, form: ArticleForm, content: Content) -> None:
        post = self.request.POST
        over = post.get("_over", "")
        self.saved = publishing.save_edit(
            self.article,
            content,
            self.request.user,
            written_on=form.cleaned_data["base"],
            note=form.cleaned_data["note"],
            over=int(over) if over.isascii() and over.isdigit() and len(over) < 10 else None,
            yielding=post.getlist("_theirs"),
        )
        self.change_address(form)

    def change_address(self, form: ArticleForm) -> None:
        """The address is no part of the revisions. Somebody who has not touched it must not put an old one back."""
        article, wanted = self.article, form.cleaned_data["slug"]
        if article.published_at or wanted in ("", article.slug, form.cleaned_data["slug_was"]):
            return
        addresses.move(article, self.request.user, slug=wanted)

    def show_both(self, form: ArticleForm, conflict: publishing.EditConflict) -> None:
        self.theirs = conflict.newest
        mine, theirs = form.content(self.before), Content.from_json(conflict.newest.content)
        self.clashes = clashes_of(mine, theirs, conflict.clashes)
        if self.request.POST.get("_shown") == str(conflict.newest.number):  # these two texts were in sight already
            said = _("Not saved: tick “I have read both” at the end of the two texts, then save again.")
        else:
            said = _("Somebody saved a newer version while you were writing. Your text is kept below.")
        form.add_error(None, said)

    def go_on(self):
        """What the pressed button asks for, after saving."""
        article, post = self.article, self.request.POST
        change = reverse("admin:articles_article_change", args=[article.pk])
        if "_publish" in post and self.saved.taken:
            messages.warning(self.request, self.put_together() + " " + _("Read it once more, then publish it."))
        elif "_publish" in post:
            try:
                publishing.publish(article, article.draft, self.request.user, note=post.get("note", ""))
                messages.success(self.request, _("“%s” is public now.") % article)
            except publishing.NotReady:
                messages.warning(self.request, _("The draft is saved. It is not public yet: see what is missing."))
        elif "_preview" in post:
            return HttpResponseRedirect(reverse("admin:articles_article_preview", args=[article.pk]))
        else:
            saved = _("The draft is saved. Readers see no change until it is published.")
            messages.success(self.request, f"{saved} {self.put_together()}".strip())
        return HttpResponseRedirect(change)

    def put_together(self) -> str:
        """What to say when colleagues' changes are in the saved draft too."""
        if not self.saved.taken:
            return ""
        parts = ", ".join(label_of(part) for part in self.saved.taken)
        return _("Somebody saved while you were writing; their changes are in it too: %s.") % parts

    def show(self, form: ArticleForm, status: int = 0):
        article = self.article
        title = article.title if article else _("New article")
        media = Media.from_media(self.model_admin.media + form.media, nonce=self.request.csp_nonce)
        context = self.model_admin.page(
            self.request,
            article,
            title=title,
            form=form,
            media=media,
            sections={name: [form[field] for field in fields] for name, fields in SECTIONS.items()},
            show_facts=form["kind"].value() == "treatment" or any(field.errors for field in form.facts_fields()),
            figures=figures.groups(form),
            missing=self.missing(),
            fact_names=" ".join(f"fact_{name}" for name in FACT_FIELDS),
            length=length_of(self.before),
            quick=quick_fields(self.request),
            theirs=self.theirs,
            clashes=self.clashes,
            may_publish=self.request.user.has_perm("articles.publish_article"),
            may_withdraw=self.request.user.has_perm("articles.take_down_article"),
            add=article is None,
            window=self.window,
            kept=self.offered(),
            taken_over=self.taken_over,
        )
        status = status or (200 if self.request.method == "GET" else 422)
        return render(self.request, "admin/articles/article/change_form.html", context, status=status)

    def offered(self):
        """The kept words of another window or of earlier, to take over or discard; None for this window's own."""
        return self.kept if self.kept and self.kept.window != self.window and not self.taken_over else None

    def missing(self) -> list:
        if self.article is None or self.article.draft is None:
            return []
        return missing_for_publishing(Content.from_json(self.article.draft.content))


def length_of(content: Content) -> dict[str, int]:
    """What the page says of the saved words; the script counts on from there."""
    words = count_words(content)
    return {"words": words, "minutes": max(1, math.ceil(words / WORDS_A_MINUTE)), "speed": WORDS_A_MINUTE}
