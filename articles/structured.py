"""An article as structured data: from the same record as the page, so that it can say nothing the page does not."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, Topic
from articles.rendering.pictures import media_address
from articles.review import REVIEWED
from clinic import structured


def article_data(article: Article, page: dict) -> list[dict]:
    """The page and the way to it. `page` is what the template shows (reading.context_of)."""
    return [medical_page(article, page), way_to(article, page)]


def medical_page(article: Article, page: dict) -> dict:
    path = article.get_absolute_url()
    data = structured.web_page(path, page["title"]) | {
        "@type": "MedicalWebPage",
        "headline": page["title"][:110],
        "description": page["summary"],
        "inLanguage": page["language"],
        "audience": {"@type": "PeopleAudience", "audienceType": "Patient"},
        "datePublished": iso(page["published_at"]),
        "dateModified": iso(page["updated_at"]),
    }
    if page["author"]:
        address = structured.absolute(page["author"]["url"])
        data["author"] = {"@type": "Person", "name": page["author"]["name"], "url": address}
    if picture := own_picture(page):
        data["primaryImageOfPage"] = {"@type": "ImageObject", "url": picture}
    return data | reviewed(page)


def reviewed(page: dict) -> dict:
    """Who reviewed it and what it rests on: in the one state in which a reviewer may be named."""
    review = page["review"]
    if review["state"] != REVIEWED:
        return {}
    return {
        "lastReviewed": iso(review["on"]),
        "reviewedBy": {"@type": "Person", "name": review["by"]},
        "citation": [source["title"] for source in page["sources"]],
    }


def way_to(article: Article, page: dict) -> dict:
    topics = page["topics"][:1]
    steps = [(_("Home"), reverse("home")), *((topic["title"], topic["url"]) for topic in topics)]
    return structured.breadcrumbs(*steps, (page["title"], article.get_absolute_url()))


def topic_data(topic: Topic) -> SafeString:
    """A topic's page: a collection, and the way to it."""
    path = topic.get_absolute_url()
    page = structured.web_page(path, topic.title) | {"@type": "CollectionPage"}
    steps = ((_("Home"), reverse("home")), (_("Topics"), reverse("articles:topics")), (topic.title, path))
    return structured.script(page, structured.breadcrumbs(*steps), structured.website(), structured.clinic())


def share_picture(page: dict) -> str:
    """The address of the picture that messengers show: the one made for it, else the article's own; "" for none."""
    if made := page.get("share"):
        return absolute(media_address(made))
    return own_picture(page)


def own_picture(page: dict) -> str:
    return absolute(page["picture"]["src"]) if page.get("picture") else ""


def absolute(address: str) -> str:
    return address if "://" in address else settings.SITE_URL + address


def iso(moment) -> str | None:
    return moment.isoformat() if moment else None
