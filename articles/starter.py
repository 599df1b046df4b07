"""Reads the starter content (starter/README.md) and makes rows of it, through the same workflow as an editor."""

import dataclasses
import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from articles import images, publishing
from articles.content import Badge, Content, Figure
from articles.models import Article, FormerTopic, Image, Source, Term, Topic
from articles.snapshot import empty_content
from articles.standing import keys_for, topic_called
from search.models import Synonyms

FOLDER = settings.BASE_DIR / "starter"
PLAIN = ("title", "language", "kind", "summary", "body")
SOURCE_COLUMNS = (
    "authors", "title", "journal", "year", "details", "doi", "pmid", "pmcid", "url", "kind", "people", "note",
    "checked_on",
)  # fmt: skip


class BadStarterFile(Exception):
    """A file that cannot be read, with its name and what is wrong."""


def read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadStarterFile(f"{path.name}: {error}") from error


def load_starter(folder: Path = FOLDER, *, with_renditions: bool = True, say=lambda line: None) -> int:
    """Load what is not there yet and return how many articles were made. Never changes what is already there."""
    load_topics(folder)
    load_sources(folder)
    load_images(folder, with_renditions, say)
    load_synonyms(folder)
    load_terms(folder)
    documents = [read(path) for path in sorted((folder / "articles").glob("*.toml"))]
    known = set(Article.objects.values_list("slug", flat=True))
    made = [make_article(document, say) for document in documents if document["slug"] not in known]
    for document in documents:
        if document["slug"] not in known:
            finish_article(document)
    choose_starts(folder)
    return len(made)


def choose_starts(folder: Path) -> None:
    """Which articles a topic begins with; what editors have chosen stays."""
    numbers = dict(Article.objects.values_list("slug", "pk"))
    for row in read(folder / "topics.toml")["topic"]:
        chosen = [numbers[slug] for slug in row.get("start_here", ()) if slug in numbers]
        Topic.objects.filter(slug=row["slug"], start_here=[]).update(start_here=chosen)


def load_topics(folder: Path) -> None:
    for row in read(folder / "topics.toml")["topic"]:
        values = {name: row[name] for name in ("title", "introduction", "order") if name in row}
        key = {"language": row.get("language", settings.LANGUAGE_CODE), "slug": row["slug"]}
        if topic_called(row["slug"], key["language"]) is None:  # one that was merged does not come back
            Topic.objects.create(**key, **values)


def load_sources(folder: Path) -> None:
    for row in read(folder / "sources.toml")["source"]:
        values = {name: row[name] for name in SOURCE_COLUMNS if name in row}
        if not keys_for([row["key"]]):  # one that was merged does not come back
            Source.objects.get_or_create(key=row["key"], defaults=values)


def load_synonyms(folder: Path) -> None:
    """What editors have changed or deleted stays so: only an empty list is filled."""
    path = folder / "synonyms.toml"
    if path.exists() and not Synonyms.objects.exists():
        Synonyms.objects.bulk_create(Synonyms(words=words) for words in read(path)["groups"])


def load_terms(folder: Path) -> None:
    path = folder / "glossary.toml"
    for row in read(path)["term"] if path.exists() else ():
        lines = {name: "\n".join(row.get(name, ())) for name in ("forms", "apart")}
        key = {"language": row.get("language", settings.LANGUAGE_CODE), "slug": row["slug"]}
        Term.objects.get_or_create(**key, defaults={"name": row["name"], "definition": row["definition"], **lines})


def load_images(folder: Path, with_renditions: bool, say) -> None:
    for row in read(folder / "images.toml")["image"]:
        if Image.objects.filter(key=row["key"]).exists():
            continue
        names = ("key", "title", "alt", "decorative", "focal_x", "focal_y", "credit")
        image = Image(**{name: row[name] for name in names if name in row})
        images.store_original(image, images.accept((folder / row["file"]).read_bytes()))
        if with_renditions:  # so that the first page shown has its pictures; the worker would come a moment later
            image.next_try_at = None
        image.save()
        if with_renditions:
            images.make_renditions(image)
        say(f"picture {image.key}")


def make_article(document: dict, say) -> Article:
    article = publishing.create_article(content_of(document), publishing.MACHINE, slug=document["slug"])
    say(f"article {article.slug}")
    return article


def content_of(document: dict) -> Content:
    plain = {name: document[name].strip() for name in PLAIN if name in document}
    topics = dict(FormerTopic.objects.filter(slug__in=document["topics"]).values_list("slug", "topic"))
    topics |= dict(Topic.objects.filter(slug__in=document["topics"]).values_list("slug", "pk"))
    if lost := [slug for slug in document["topics"] if slug not in topics]:
        raise BadStarterFile(f"{document['slug']}: no topic {', '.join(lost)}")
    return dataclasses.replace(
        empty_content(),
        **plain,
        key_points=tuple(document.get("key_points", ())),
        questions=tuple(document.get("questions", ())),
        keywords=tuple(document.get("keywords", ())),
        topics=tuple(dict.fromkeys(topics[slug] for slug in document["topics"])),
        facts=dict(document.get("facts", {})),
        figures=tuple(Figure(**figure) for figure in document.get("figures", ())),
        badges=tuple(Badge(**badge) for badge in document.get("badges", ())),
        image=document.get("hero", ""),
        evidence_checked_on=document["evidence_checked_on"].isoformat(),
        next_review_on=document["next_review_on"].isoformat(),
    )


@transaction.atomic
def finish_article(document: dict) -> None:
    """Once all articles exist: links between them, then publication."""
    article = Article.objects.select_related("draft").get(slug=document["slug"])
    related = dict(Article.objects.filter(slug__in=document.get("related", ())).values_list("slug", "pk"))
    content = dataclasses.replace(
        Content.from_json(article.draft.content),
        related=tuple(related[slug] for slug in document.get("related", ()) if slug in related),
    )
    revision = publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
    try:
        publishing.publish(article, revision, publishing.MACHINE)
    except publishing.NotReady as error:
        raise BadStarterFile(f"{article.slug}: {error}") from error
    Article.objects.filter(pk=article.pk).update(home_place=document.get("home_place"))
