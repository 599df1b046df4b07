"""One entry of an export, read from its element: what stays is its words, dates, states and terms."""

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from django.utils import timezone

FIRST_YEAR = 1994  # nobody kept a web log before
LONGEST_NUMBER = 18  # digits
KEPT_META = ("_wp_attached_file", "_wp_attachment_image_alt", "_thumbnail_id", "footnotes")


@dataclass(frozen=True)
class Term:
    domain: str
    slug: str
    name: str


@dataclass(frozen=True)
class OldComment:
    number: int
    parent: int
    name: str
    text: str
    at: datetime | None
    state: str  # "1", "0", "spam", "trash"
    kind: str  # "" or "comment" for a person's words, "pingback", "trackback"
    meta: tuple[str, ...] = ()  # what plugins noted about it: the names alone


@dataclass
class Item:
    """One entry of the export: a post, a page, a picture or something WordPress keeps for itself."""

    number: int
    kind: str
    status: str
    title: str
    slug: str
    link: str
    author: str
    posted: datetime | None
    body: str
    excerpt: str
    has_password: bool
    parent: int
    file: str = ""
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    comments: list[OldComment] = field(default_factory=list)
    bad_dates: int = 0
    is_sticky: bool = False
    is_closed: bool = False
    planned: str = ""  # the day for which it was scheduled


def short(tag: str) -> str:
    """The name as WordPress writes it: “wp:post_id”, “content:encoded”, “item”."""
    space, _brace, name = tag.rpartition("}")
    if not space:
        return name
    for mark, prefix in (
        ("/excerpt", "excerpt:"),
        ("wordpress.org/export", "wp:"),
        ("content", "content:"),
        ("dc/", "dc:"),
    ):
        if mark in space:
            return prefix + name
    return name


def text_of(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def number(words: str) -> int:
    words = words.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) <= LONGEST_NUMBER else 0


def item_of(element: Element) -> Item:
    parts: dict[str, str] = {}
    terms, meta, comments = [], {}, []
    for child in element:
        name = short(child.tag)
        if name == "category":
            terms.append(
                Term(child.get("domain", "category"), child.get("nicename", ""), html.unescape(text_of(child)).strip())
            )
        elif name == "wp:postmeta":
            pair = {short(part.tag): text_of(part) for part in child}
            key = pair.get("wp:meta_key", "").strip()
            meta.setdefault(key, pair.get("wp:meta_value", "").strip() if key in KEPT_META else "")
        elif name == "wp:comment":
            comments.append(comment_of(child))
        else:
            parts.setdefault(name, text_of(child))
    posted, bad = moment(parts.get("wp:post_date_gmt", ""), parts.get("wp:post_date", ""), parts.get("pubDate", ""))
    status = parts.get("wp:status", "draft").strip()
    planned = planned_for(parts.get("wp:post_date", "")) if status == "future" else ""
    return Item(
        number=number(parts.get("wp:post_id", "")),
        kind=parts.get("wp:post_type", "post").strip(),
        status=status,
        title=parts.get("title", ""),
        slug=parts.get("wp:post_name", "").strip(),
        link=parts.get("link", "").strip(),
        author=parts.get("dc:creator", "").strip(),
        posted=posted,
        body=parts.get("content:encoded", ""),
        excerpt=parts.get("excerpt:encoded", ""),
        has_password=bool(parts.get("wp:post_password", "").strip()),
        parent=number(parts.get("wp:post_parent", "")),
        file=parts.get("wp:attachment_url", "").strip(),
        terms=terms,
        meta=meta,
        comments=comments,
        bad_dates=bad and not planned,
        is_sticky=parts.get("wp:is_sticky", "").strip() == "1",
        is_closed=parts.get("wp:comment_status", "").strip() == "closed",
        planned=planned,
    )


def comment_of(element: Element) -> OldComment:
    """A comment without its e-mail address, web address and network address: they are not taken along."""
    parts = {short(part.tag): text_of(part) for part in element}
    notes = (part for part in element if short(part.tag) == "wp:commentmeta")
    at, _bad = moment(parts.get("wp:comment_date_gmt", ""), parts.get("wp:comment_date", ""), "")
    return OldComment(
        number=number(parts.get("wp:comment_id", "")),
        parent=number(parts.get("wp:comment_parent", "")),
        name=parts.get("wp:comment_author", ""),
        text=parts.get("wp:comment_content", ""),
        at=at,
        state=parts.get("wp:comment_approved", "0").strip(),
        kind=parts.get("wp:comment_type", "").strip(),
        meta=tuple(key_of(note) for note in notes),
    )


def key_of(note: Element) -> str:
    return next((text_of(part).strip() for part in note if short(part.tag) == "wp:meta_key"), "")


def moment(gmt: str, local: str, rss: str) -> tuple[datetime | None, bool]:
    """When it was, by the first of three dates that makes sense, and whether one was there that does not."""
    bad = False
    for words, read in ((gmt, read_gmt), (local, read_local), (rss, read_rss)):
        if not words.strip() or words.strip().startswith("0000-00-00") or "-0001" in words:
            continue  # how WordPress writes "never"
        try:
            found = read(words.strip())
        except (ValueError, TypeError, OverflowError, IndexError):
            bad = True
            continue
        if found.year >= FIRST_YEAR and found <= timezone.now():
            return found, bad
        bad = True
    return None, bad


def planned_for(words: str) -> str:
    """The day and time for which a post was scheduled, as its author saw it; "" for one that makes no sense."""
    try:
        return f"{datetime.strptime(words.strip(), '%Y-%m-%d %H:%M:%S'):%Y-%m-%d %H:%M}"
    except ValueError:
        return ""


def read_gmt(words: str) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def read_local(words: str) -> datetime:
    return timezone.make_aware(datetime.strptime(words, "%Y-%m-%d %H:%M:%S"))


def read_rss(words: str) -> datetime:
    found = parsedate_to_datetime(words)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
