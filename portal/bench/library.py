"""What editors' lists and pickers have to cope with, in bulk: sources, pictures, glossary words, versions of one
article, drafts and requests that wait. It goes on where it was stopped, like data.py beside it."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from articles.content import Content
from articles.models import Article, Image, Revision, SignoffRequest, Source, Term, Topic
from clinic.models import Clinician, User
from clinic.roles import CLINICIAN
from portal.bench.data import SHOWN, NoStarter

BATCH = 500
CITED = 3  # sources of each copied article
WAITING = 200  # drafts that nobody has published, and as many requests for a signature
WORDS = ("sleep", "mood", "pain", "memory", "bladder", "pressure", "relapse", "dose", "waiting", "control")


def build_library(sources: int, images: int, revisions: int, progress: Callable) -> None:
    """Brings the site up to so many sources and pictures, and the measured article up to so many versions; a tenth
    as many glossary words as sources, and a hundredth as many topics."""
    if not Article.objects.filter(slug=SHOWN).exists():
        raise NoStarter
    fill(Source, sources, made_source, progress)
    fill(Image, images, made_image, progress)
    fill(Term, sources // 10, made_term, progress)
    fill(Topic, sources // 100, made_topic, progress)
    use_them()
    add_revisions(Article.objects.get(slug=SHOWN), revisions)
    let_drafts_wait(min(WAITING, sources))


def fill(model, wanted: int, make: Callable, progress: Callable) -> None:
    have = model.objects.count()
    pattern = model.objects.order_by("pk").first()
    if pattern is None:
        return
    numbers = iter(range(have + 1, wanted + 1))
    while batch := list(islice(numbers, BATCH)):
        model.objects.bulk_create(make(pattern, number) for number in batch)
        progress(str(model._meta.verbose_name_plural), batch[-1], wanted)


def copied(pattern, **changes):
    """A row like `pattern` that is not stored yet."""
    values = {field.attname: getattr(pattern, field.attname) for field in pattern._meta.concrete_fields}
    return type(pattern)(**(values | {"id": None} | changes))


def made_source(pattern: Source, number: int) -> Source:
    title = f"Study {number} of {WORDS[number % len(WORDS)]} and {WORDS[number // 7 % len(WORDS)]}"
    return copied(pattern, key=f"bench{number:06}", title=title, doi="", pmid="", pmcid="", year=1990 + number % 36)


def made_image(pattern: Image, number: int) -> Image:
    """One more entry for the same file: lists show rows, and a file each would only fill the disk."""
    changes = {"key": f"bench-{number:06}", "title": f"Picture {number}: {WORDS[number % len(WORDS)]}"}
    return copied(pattern, sha256=hashlib.sha256(str(number).encode()).hexdigest(), **changes)


def made_term(pattern: Term, number: int) -> Term:
    name = f"benchword{number} {WORDS[number % len(WORDS)]}"
    return copied(pattern, slug=f"bench-{number:06}", name=name, forms=f"benchwords{number}", apart="")


def made_topic(pattern: Topic, number: int) -> Topic:
    return copied(pattern, slug=f"bench-topic-{number}", title=f"Topic {number}", start_here=[])


def use_them() -> None:
    """Each copied article cites some sources, shows a picture and explains a word."""
    known = set(Article.sources.through.objects.values_list("article_id", flat=True).distinct())
    rows = Article.objects.filter(slug__startswith="bench-").order_by("pk").values_list("pk", flat=True)
    missing = iter([pk for pk in rows if pk not in known])
    sources, images, terms = (list(model.objects.values_list("pk", flat=True)) for model in (Source, Image, Term))
    while batch := list(islice(missing, BATCH)):
        with transaction.atomic():
            link(Article.sources, "source_id", batch, sources, CITED)
            link(Article.images, "image_id", batch, images, 1)
            link(Article.terms, "term_id", batch, terms, 1)


def link(relation, column: str, articles: Iterable[int], rows: list[int], each: int) -> None:
    through = relation.through
    through.objects.bulk_create(
        through(article_id=pk, **{column: rows[(pk * each + place) % len(rows)]})
        for pk in articles
        for place in range(min(each, len(rows)))
    )


def add_revisions(article: Article, wanted: int) -> None:
    """Versions of one article, each with another sentence; the newest is a draft."""
    have = article.revisions.count()
    content = Content.from_json(article.live.content)
    made = [later(article, content, number) for number in range(have + 1, wanted + 1)]
    Revision.objects.bulk_create(made)
    if made:
        newest = article.revisions.order_by("-number").first()
        Article.objects.filter(pk=article.pk).update(draft=newest)


def later(article: Article, content: Content, number: int) -> Revision:
    """The version of that number: the same text with one more sentence."""
    changed = dataclasses.replace(content, body=content.body + f"<p>Sentence of version {number}.</p>")
    return Revision(article=article, number=number, content=changed.to_json(), digest=changed.clinical_digest())


def let_drafts_wait(wanted: int) -> None:
    """Articles with a draft that is newer than what is live, each with a clinician who was asked about it."""
    clinician = Clinician.objects.order_by("pk").first() or made_clinician()
    have = SignoffRequest.objects.count()
    rows = Article.objects.filter(slug__startswith="bench-").exclude(slug=SHOWN).select_related("live").order_by("pk")
    for place, article in enumerate(rows[have:wanted]):
        add_revisions(article, 2)
        newest = article.revisions.order_by("-number").first()
        asked = timezone.now() - timedelta(hours=place)
        SignoffRequest.objects.create(article=article, revision=newest, clinician=clinician, asked_at=asked)


def made_clinician() -> Clinician:
    """An entry of the register, for the example site's clinician where it has one."""
    account = User.objects.filter(groups__name=CLINICIAN).order_by("pk").first()
    return Clinician.objects.create(
        name="Dr. Bench",
        credential="psychiatrist",
        registration_number="Bench 1",
        registration_link="https://example.org/",
        email="bench@example.org",
        verified_at=timezone.now(),
        user=account,
    )
