"""The public comments on an article as an Atom feed."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.feeds import clean
from articles.models import Article
from articles.reading import Withdrawn, get_public_article
from clinic.profile import get_profile
from comments.models import Comment
from pagecache.public import depends_on, public_page

MOST = 30


@public_page()
def of_article(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        article = get_public_article(slug)
    except Withdrawn:
        raise Http404 from None
    thread = settings.SITE_URL + reverse("comments:thread", args=[slug])
    feed = Atom1Feed(
        title=clean(_("Comments on “%(title)s”") % {"title": article.title}),
        link=thread,
        description=clean(_("Each was read by our team before it appeared.")),
        language=article.language,
        feed_url=settings.SITE_URL + request.path,
        author_name=clean(get_profile().name),
    )
    for comment in newest_of(article):
        name = get_profile().name if comment.is_staff_reply else comment.name or _("Anonymous")
        address = f"{thread}?comment={comment.pk}#comment-{comment.pk}"
        feed.add_item(
            title=clean(name),
            link=address,
            unique_id=f"{thread}#comment-{comment.pk}",
            description=clean(with_its_note(comment)),
            pubdate=comment.submitted_at,
            updateddate=comment.decided_at,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    depends_on(response, f"article:{article.pk}")
    return response


def newest_of(article: Article) -> QuerySet[Comment]:
    """By when they appeared: what was read late is new to whoever follows the feed."""
    return Comment.objects.published().for_article(article).order_by("-decided_at", "-pk")[:MOST]


def with_its_note(comment: Comment) -> str:
    """What somebody tells of a treatment's result carries its note wherever it is read."""
    note = _("One person’s experience, not evidence.")
    return f"{note} {comment.text}" if comment.carries_note else comment.text
