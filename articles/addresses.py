"""Changing an article's address without breaking a link to it: the old one leads on for good, or is given up."""

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from articles.models import Article, Redirect
from articles.publishing import refresh_projection
from articles.steps import WrongState, person, require
from clinic.record import record
from pagecache.generations import forget_site


def move(article: Article, by, *, slug: str) -> None:
    """Give an article another address. Where the old one has been public, it leads to the article from now on.

    Raises IntegrityError when an article has the address, WrongState when another article's former address is it.
    """
    require(by, "articles.change_article")
    with transaction.atomic():
        row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        old = row.slug
        if old == slug:
            return
        refuse_former(row.language, slug, but=row)
        if row.published_at is not None:
            require(by, "articles.publish_article")  # readers notice at once
            leave_redirect(row, by, old=old, new=slug)
        Article.objects.filter(pk=row.pk).update(slug=slug)
        record(person(by), "change address", row, f"{old} → {slug}")
        for changed in [row, *linking_to(row)]:
            if changed.status == Article.Status.PUBLISHED:  # what was taken down must not come back into the search
                refresh_projection(changed)
        forget_site()
    article.refresh_from_db()


def refuse_former(language: str, slug: str, *, but: Article | None = None) -> None:
    """Raises WrongState where the address was once another article's: somebody's bookmark would change its meaning."""
    former = Redirect.objects.filter(language=language, slug=slug).select_related("article").first()
    if former is not None and (but is None or former.article_id != but.pk):
        raise WrongState(
            _("“%(title)s” had this address before, and links to it are still around. Choose another one.")
            % {"title": former.article}
        )


def leave_redirect(article: Article, by, *, old: str, new: str) -> None:
    Redirect.objects.filter(article=article, slug=new).delete()  # it goes back to an address that it had
    Redirect.objects.update_or_create(
        language=article.language,
        slug=old,
        defaults={"article": article, "gone": False, "created_by": person(by)},
    )


def linking_to(article: Article) -> list[Article]:
    """The other articles whose live text links to this one: their pages show its address."""
    stored = Article.objects.exclude(pk=article.pk).filter(live__isnull=False).select_related("live")
    named = stored.annotate(words=Cast("live__content", TextField())).filter(words__contains=f'"article": {article.pk}')
    return [one for one in named if one.live and article.pk in {link["article"] for link in one.live.content["links"]}]


def set_gone(former: Redirect, by, *, gone: bool) -> None:
    """Give a former address up, so that it answers 410, or let it lead to its article again."""
    require(by, "articles.publish_article")
    with transaction.atomic():
        if Redirect.objects.filter(pk=former.pk, gone=not gone).update(gone=gone):
            record(person(by), "address gone" if gone else "address leads on", former.article, former.slug)
            forget_site()
