"""Rows for tests: each makes something whole and ordinary, and takes what the test wants to be different."""

import dataclasses
import hashlib
import io
from datetime import date, timedelta
from functools import cache
from itertools import count

from django.utils import timezone
from PIL import Image as Pillow

from articles import images, publishing
from articles.content import FACT_FIELDS, Content
from articles.models import Article, Image, Source, Term, Topic
from clinic.models import Clinician
from portal.policies.copy import write_copy
from portal.policies.models import Policy, PolicyVersion

numbers = count(1)


def make_clinician(**changes) -> Clinician:
    """An entry of the register whose address is proven."""
    number = next(numbers)
    values = {
        "name": f"Dr. Example {number}",
        "credential": "psychiatrist",
        "registration_number": f"Example board {number}",
        "registration_link": "https://board.example.org/",
        "disclosure": "None",
        "email": f"clinician-{number}@example.org",
        "verified_at": timezone.now(),
    }
    return Clinician.objects.create(**(values | changes))


def make_topic(**changes) -> Topic:
    number = next(numbers)
    values = {"slug": f"topic-{number}", "title": f"Topic {number}", "introduction": "What is found here."}
    return Topic.objects.create(**(values | changes))


def make_source(**changes) -> Source:
    number = next(numbers)
    values = {
        "key": f"study{number}",
        "title": f"Study number {number}",
        "kind": "trial",
        "year": 2020,
        "checked_on": date(2026, 11, 22),
    }
    return Source.objects.create(**(values | changes))


def make_term(**changes) -> Term:
    number = next(numbers)
    values = {"slug": f"word-{number}", "name": f"wordo{number}", "definition": f"It stands for thing {number}."}
    return Term.objects.create(**(values | changes))


def make_policy(**changes) -> PolicyVersion:
    """A policy that is in force since yesterday."""
    values = {"policy": Policy.PRIVACY, "text": "<p>Ask for Dana.</p>", "number": 1, "published_at": timezone.now()}
    values |= {"in_force_on": timezone.localdate() - timedelta(days=1), "published_by": "Owner"} | changes
    made = PolicyVersion.objects.create(**values)
    write_copy()
    return made


def picture_bytes(kind: str = "JPEG", size=(1200, 800), color="#0b5c5e", **options) -> bytes:
    buffer = io.BytesIO()
    Pillow.new("RGB", size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def make_image(*, renditions: bool = True, **changes) -> Image:
    number = next(numbers)
    values = {"key": f"picture-{number}", "title": f"Picture {number}", "alt": f"A calm scene {number}"}
    image = Image(**(values | changes))
    data = accepted().data + str(number).encode()  # what follows a picture's end makes other bytes of the same picture
    images.store_original(image, dataclasses.replace(accepted(), data=data, sha256=hashlib.sha256(data).hexdigest()))
    image.save()
    if renditions:
        write_renditions(image)
        image.refresh_from_db()
    return image


@cache
def accepted() -> images.Accepted:
    return images.accept(picture_bytes())


@cache
def rendition(kind: str, width: int) -> bytes:
    """Encoded once by each process: hundreds of tests have a picture, and it was a twentieth of their time."""
    return images.encode(images.scaled(images.decode(accepted().data), width), kind.upper())


def write_renditions(image: Image) -> None:
    """What images.make_renditions leaves; test_images is about that itself."""
    made = images.rendition_names(image.sha256, image.width)
    for kind, names in made.items():
        for width, name in names:
            images.write_once(name, rendition(kind, width))
    Image.objects.filter(pk=image.pk).update(renditions=made)


def make_content(**changes) -> Content:
    """A guide that is ready for publishing. `topics` may be rows."""
    if "topics" not in changes:
        changes["topics"] = (make_topic(),)
    changes["topics"] = tuple(getattr(topic, "pk", topic) for topic in changes["topics"])
    content = Content(
        title="Getting ready for a talk",
        summary="What to think about before you talk with a clinician.",
        body="<h2>Before the day</h2><p>Write your questions down.</p>",
        evidence_checked_on="2026-11-22",
        next_review_on="2027-05-22",
    )
    return dataclasses.replace(content, **changes)


def treatment_facts() -> dict[str, str]:
    return {name: f"<p>Words about {name.replace('_', ' ')}.</p>" for name in FACT_FIELDS}


CONTENT_FIELDS = {item.name for item in dataclasses.fields(Content)}


def make_article(*, publish: bool = True, slug: str = "", **changes) -> Article:
    """An article, public unless `publish=False`. Changes may be of the content or of the row's own columns."""
    content = make_content(**{name: value for name, value in changes.items() if name in CONTENT_FIELDS})
    article = publishing.create_article(content, publishing.MACHINE, slug=slug or f"article-{next(numbers)}")
    if publish:
        publishing.publish(article, article.draft, publishing.MACHINE)
    columns = {name: value for name, value in changes.items() if name not in CONTENT_FIELDS}
    if columns:
        Article.objects.filter(pk=article.pk).update(**columns)
        article.refresh_from_db()
    return article
