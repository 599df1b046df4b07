"""Share pictures: asked for when an article is published, drawn by the worker, named by the hash of what they show."""

import hashlib
import json
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from PIL import Image as Pillow
from PIL import ImageOps

from articles import images, share_drawing
from articles.content import Content
from articles.models import Article, SharePicture
from clinic.profile import get_profile

AT_ONCE = 100  # articles that are looked at in one sweep


def order(article: Article, content: Content, page: dict) -> str:
    """Ask for the picture of what is live, where it is another than the one there is. Returns the file, or ""."""
    clinic = get_profile().name
    wanted = digest_of(title=content.title, topic=topic_of(page), clinic=clinic, picture=hero_file(content))
    row, made_now = SharePicture.objects.get_or_create(
        article=article, defaults={"wanted": wanted, "clinic": clinic, "next_try_at": timezone.now()}
    )
    if not made_now and (row.wanted, row.clinic) != (wanted, clinic):
        fresh = {"next_try_at": timezone.now(), "tries": 0, "parked_at": None, "last_error": ""}
        SharePicture.objects.filter(pk=row.pk).update(wanted=wanted, clinic=clinic, **fresh)
        return ""
    return row.name if row.made == wanted else ""


def make(row: SharePicture) -> None:
    """Draw what is wanted and write it down. Doing it twice writes the same file."""
    article = Article.objects.select_related("live").get(pk=row.article_id)
    if article.live is None:
        return
    content = Content.from_json(article.live.content)
    name = ""
    if share_drawing.can_write(content.title):
        name = f"{row.wanted}-{share_drawing.WIDTH}.jpg"
        drawn = share_drawing.draw(content.title, topic_of(article.page), row.clinic, picture_of(content))
        images.write_once(name, images.encode(drawn, "JPEG"))
    SharePicture.objects.filter(pk=row.pk, wanted=row.wanted).update(made=row.wanted, name=name)


def without(now: datetime) -> list[Article]:
    """Public articles that never asked for one, or whose picture bears a name that the clinic no longer has."""
    missing = Q(share_picture=None) | ~Q(share_picture__clinic=get_profile().name)
    return list(Article.objects.published(now).filter(missing).order_by("pk")[:AT_ONCE])


def digest_of(**shown: str) -> str:
    text = json.dumps(shown | {"design": share_drawing.DESIGN}, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def topic_of(page: dict) -> str:
    return page["topics"][0]["title"] if page.get("topics") else ""


def hero_file(content: Content) -> str:
    """The widest JPEG of the lead picture, once the worker has made it."""
    hero = next((copy for copy in content.images if copy.key == content.image), None)
    names = images.renditions_of([hero]).get(hero.sha256, {}).get("jpeg") if hero else None
    return names[-1][1] if names else ""


def picture_of(content: Content) -> Pillow.Image | None:
    name = hero_file(content)
    if not name:
        return None
    with default_storage.open(f"renditions/{name}") as file:
        return ImageOps.fit(images.decode(file.read()), share_drawing.PICTURE, Pillow.Resampling.LANCZOS)
