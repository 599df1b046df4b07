"""Moving out: everything as files that people and other systems can read, and one JSON from which it all comes back."""

import csv
import json
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import sanitising
from articles.content import Content
from articles.models import Article, Author, Redirect, Source, Topic
from clinic.models import Record
from clinic.record import record
from comments.models import Comment, Decision
from portal.models import OldAddress
from portal.moving.markdown import to_markdown
from portal.moving.rows import write_rows
from portal.policies.models import PolicyVersion

ROWS = "site.json"
UNFINISHED = ".unfinished"  # in a folder whose export has not come to its end
Say = Callable[[str, int, int], None]  # what, how many are done, of how many
MEDIA_FOLDERS = ("originals", "renditions")
READ_ME = """This is everything the site held when it was exported.

site.json         every row, one a line; `manage.py import_site` restores the site from it
articles/         each article's newest text as Markdown and as HTML; `state` says whether it was public
comments/         the published comments of each article
faq/              the questions and answers
media/            pictures: originals, and the sizes that pages show
*.csv             topics, sources, redirects, policies, the record of who did what, decisions about comments

It holds unpublished words and e-mail addresses of people who wrote: keep it as you would keep a patient's letter.
Passwords, second steps and sign-ins are not in it. The secret links of people who wrote go on working only where
SECRET_KEY is the same.
"""


TABLES = {
    "topics": (Topic, "slug language title introduction"),
    "sources": (Source, "key authors title journal year doi url"),
    "redirects": (Redirect, "slug article__slug gone"),
    "old_addresses": (OldAddress, "address article__slug topic__slug path"),
    "policies": (PolicyVersion, "policy language number in_force_on note text"),
    "record": (Record, "at actor__display_name action object_type object_id note"),
    "decisions": (Decision, "at by_name comment_id from_status to_status reason note"),
}


class NotEmpty(Exception):
    """The folder holds something already, or the site does."""


def export_site(folder: Path, say: Say = lambda what, done, of: None) -> int:
    """Writes the whole site into the empty or new `folder`; returns the number of rows. Raises NotEmpty, OSError.

    A folder in which an export was broken off is taken up again: its pictures stay, for a picture's name is its
    content; everything else is written anew, for it has to be of one moment.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / UNFINISHED).is_file():
            raise NotEmpty(f"{folder} is not empty. Name a new folder.")
        clear_unfinished(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / UNFINISHED).touch()
    record(None, "export site")  # by somebody with a shell on the server; before it, so that the copy has the line too
    with one_moment():
        (folder / "README.txt").write_text(READ_ME, encoding="utf-8")
        write_articles(folder / "articles", say)
        write_comments(folder / "comments", say)
        write_tables(folder)
        number = write_rows(folder / ROWS, say)
    shutil.copytree(settings.FAQ_DIR, folder / "faq", ignore=shutil.ignore_patterns("__pycache__"))
    copy_media(folder / "media", say)
    (folder / UNFINISHED).unlink()
    return number


def clear_unfinished(folder: Path) -> None:
    """Removes what a broken-off export has written, except its pictures. Nothing of another name is touched."""
    for name in ("articles", "comments", "faq"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("README.txt", ROWS, *(f"{table}.csv" for table in TABLES)):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def one_moment():
    """All of it as it was at one moment, while the site goes on writing."""
    if connection.in_atomic_block:  # in tests
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")  # nothing was written


def write_articles(folder: Path, say: Say) -> None:
    folder.mkdir()
    of = Article.objects.count()
    names = {topic.pk: topic.slug for topic in Topic.objects.all()}
    authors = dict(Author.objects.values_list("pk", "name"))
    number = 0
    for article in Article.objects.select_related("live", "draft").order_by("pk").iterator(chunk_size=100):
        revision = article.live if article.is_public else article.draft or article.live
        if revision is not None:
            content = Content.from_json(revision.content)
            head = front_matter(article, content, revision.number, names, authors)
            stem = folder / f"{article.slug}.{article.language}"
            stem.with_name(stem.name + ".md").write_text(head + markdown_of(content), encoding="utf-8")
            page = render_to_string("portal/exported_article.html", {"content": content, **cleaned(content)})
            stem.with_name(stem.name + ".html").write_text(page, encoding="utf-8")
            number += 1
            say(_("articles to read"), number, of)


def cleaned(content: Content) -> dict:
    """The HTML of a document, sanitised again and however long: drafts and what came by import are among them."""
    facts = [(name, mark_safe(sanitising.harmless(html))) for name, html in content.facts_in_order]
    return {"body": mark_safe(sanitising.harmless(content.body)), "facts": facts}


def front_matter(article: Article, content: Content, number: int, topics: dict, authors: dict) -> str:
    """The head of the Markdown file: each value as JSON, which YAML reads as well."""
    values = {
        "title": content.title,
        "slug": article.slug,
        "language": article.language,
        "state": article.status,
        "revision": number,
        "kind": content.kind,
        "summary": content.summary,
        "author": authors.get(content.author, ""),
        "topics": [topics[pk] for pk in content.topics if pk in topics],
        "keywords": list(content.keywords),
        "published": article.published_at.isoformat() if article.published_at else "",
        "changed": article.changed_at.isoformat() if article.changed_at else "",
        "evidence_checked_on": content.evidence_checked_on,
        "next_review_on": content.next_review_on,
        "image": content.image,
        "sources": [source.key for source in content.sources],
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def markdown_of(content: Content) -> str:
    points = "\n".join(f"- {point}" for point in content.key_points)
    facts = [
        f"## {name.replace('_', ' ').capitalize()}\n\n{to_markdown(html)}" for name, html in content.facts_in_order
    ]
    return "\n\n".join(filter(None, (points, to_markdown(content.body), *facts))) + "\n"


def write_comments(folder: Path, say: Say) -> None:
    """What readers can see, by article. What waits or was refused is in the JSON only."""
    folder.mkdir()
    rows = (
        Comment.objects.published().select_related("article", "parent").order_by("article__slug", "submitted_at", "pk")
    )
    of = rows.count()
    for number, row in enumerate(rows.iterator(chunk_size=500), start=1):
        with (folder / f"{row.article.slug}.md").open("a", encoding="utf-8") as file:
            answers = f", answering {row.parent_id}" if row.parent_id else ""
            file.write(f"## {row.pk}: {row.name or '–'}, {row.submitted_at.isoformat()}{answers}\n\n{row.text}\n\n")
        say(_("published comments to read"), number, of)


def write_tables(folder: Path) -> None:
    for name, (model, columns) in TABLES.items():
        rows = model._base_manager.order_by("pk").values_list(*columns.split())
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns.split())
            writer.writerows([harmless(value) for value in row] for row in rows.iterator())


def harmless(value) -> str:
    """A cell that no spreadsheet takes for a formula."""
    words = "" if value is None else str(value)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else words


def copy_media(folder: Path, say: Say) -> None:
    """Each file under its own name once it is whole; those that are there from a run before stay."""
    names = [f"{place}/{file}" for place in MEDIA_FOLDERS for file in listed(place)]
    for place in MEDIA_FOLDERS:
        (folder / place).mkdir(parents=True, exist_ok=True)
        for path in (folder / place).iterdir():
            if f"{place}/{path.name}" not in names:
                path.unlink()  # half of a file, or one that has left the site since
    for number, name in enumerate(names, start=1):
        target = folder / name
        if not target.exists():
            part = target.with_name(f"{target.name}.part")
            with default_storage.open(name) as source, part.open("wb") as file:
                shutil.copyfileobj(source, file)
            part.rename(target)
        say(_("pictures"), number, len(names))


def listed(name: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(name)[1])
    except FileNotFoundError:
        return []
