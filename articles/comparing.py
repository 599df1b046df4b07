"""What differs between two states of an article, in words that a person can read. Pure: two Contents in, no database.

`compare(before, after)` gives the fields that differ, each as passages; a passage that changed is cut into runs of
words that stayed, went or came. The clinician's page, the public list of changes and the desk all show these.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from bs4 import NavigableString, Tag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.content import CLINICAL, FACT_FIELDS, Content, DefinitionCopy, ImageCopy, SourceCopy
from articles.labels import FACT_LABELS, KIND_LABELS, LEVEL_LABELS
from articles.rendering import structure
from articles.rendering.citations import MARK, split_keys

SAME, ADDED, REMOVED, CHANGED, LOOKS = "same", "added", "removed", "changed", "looks"
ALIKE = 0.4  # two passages with fewer words in common are two passages, not one that changed
MOST_PAIRS = 2_500  # past this many comparisons of passages with each other, they are listed unpaired
LONG = 600  # words, or passages; more of them are compared with difflib's shortcut for frequent ones
BLOCKS = ("p", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "img", "hr")
WORDS = re.compile(r"\s+|[^\s]+")
LABELS = {
    "title": gettext_lazy("Title"),
    "language": gettext_lazy("Language"),
    "kind": gettext_lazy("Kind"),
    "summary": gettext_lazy("Plain summary"),
    "key_points": gettext_lazy("Key points"),
    "figures": gettext_lazy("Numbers as pictures"),
    "body": gettext_lazy("Text"),
    **{f"facts.{name}": label for name, label in FACT_LABELS.items()},
    "questions": gettext_lazy("Questions to ask a clinician"),
    "badges": gettext_lazy("Evidence badges"),
    "image": gettext_lazy("Lead picture"),
    "images": gettext_lazy("Pictures"),
    "sources": gettext_lazy("Sources"),
    "links": gettext_lazy("Links to our own articles"),
    "definitions": gettext_lazy("Words explained"),
    "author": gettext_lazy("Author"),
    "topics": gettext_lazy("Topics"),
    "keywords": gettext_lazy("Words people look for"),
    "related": gettext_lazy("Related articles"),
    "evidence_checked_on": gettext_lazy("Evidence checked on"),
    "next_review_on": gettext_lazy("Next review on"),
    "change_note": gettext_lazy("What changed, for readers"),
}
# Gathered from the text, in the order in which it names them: a passage that moves moves them all.
GATHERED = ("images", "sources", "links", "definitions")
Names = Callable[[str, int], str]  # (field, primary key) → the row's name


@dataclass(frozen=True)
class Run:
    """Consecutive words of one fate: SAME, ADDED or REMOVED."""

    kind: str
    text: str


@dataclass(frozen=True)
class Passage:
    """One block of a field. `kind` is ADDED, REMOVED, CHANGED, or LOOKS where only the look differs; `tag` its HTML
    name ("" outside HTML)."""

    kind: str
    tag: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Difference:
    """One field that differs. `clinical`: whether a signature covers it."""

    field: str
    label: str
    clinical: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Line:
    tag: str
    text: str


def compare(
    before: Content | None, after: Content, *, names: Names | None = None, numbered: bool = False
) -> list[Difference]:
    """The fields that differ, in the order of the page. `before` None: everything is new. `names` puts names to
    authors, topics and related articles; without it they are told by their numbers. `numbered`: sources are cited as
    readers of `after` see it, “[3]”, and not by the keys that editors write."""
    old = fields_of(before, names) if before else {}
    cite = numbers_in(after) if numbered else None
    found = []
    for name, (raw, lines) in fields_of(after, names).items():
        raw_before, lines_before = old.get(name, (None, []))
        if raw == raw_before or not (raw or raw_before):
            continue
        passages = passages_of(name, cited(lines_before, cite), cited(lines, cite))
        found.append(Difference(name, str(LABELS[name]), name.partition(".")[0] in CLINICAL, tuple(passages)))
    return found


def numbers_in(content: Content) -> Callable[[re.Match], str]:
    """What stands for a source mark: the number in the list of sources of `content`, or the key of one not in it."""
    numbers = {source.key: number for number, source in enumerate(content.sources, start=1)}
    return lambda mark: "".join(f"[{numbers.get(key, key)}]" for key in split_keys(mark[1]))


def cited(lines: list[Line], cite: Callable[[re.Match], str] | None) -> list[Line]:
    return [Line(line.tag, MARK.sub(cite, line.text)) for line in lines] if cite else lines


def passages_of(name: str, before: list[Line], after: list[Line]) -> list[Passage]:
    """What differs in one field; at least one passage that says so where no word does."""
    if name not in GATHERED:
        return compare_lines(before, after) or [
            untouched(_("The words are the same; only how they are set has changed."))
        ]
    stayed = Counter(before) & Counter(after)
    found = compare_lines(without(before, stayed), without(after, stayed))
    return found or [untouched(_("The same entries; only their order has changed."))]


def without(lines: list[Line], stayed: Counter[Line]) -> list[Line]:
    left, kept = Counter(stayed), []
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        else:
            kept.append(line)
    return kept


def words_changed(differences: list[Difference]) -> int:
    """How many words came or went: the measure of how long reading the differences takes."""
    runs = [run for one in differences for passage in one.passages for run in passage.runs if run.kind != SAME]
    return sum(len(run.text.split()) for run in runs)


def untouched(said: str) -> Passage:
    return Passage(LOOKS, "", (Run(SAME, said),))


def fields_of(content: Content, names: Names | None = None) -> dict[str, tuple[object, list[Line]]]:
    """Each field's value (to tell whether it differs) and its readable lines."""
    named = names or (lambda _field, pk: str(pk))
    facts = {f"facts.{name}": html_field(content.facts.get(name, "")) for name in FACT_FIELDS}
    return {
        "title": plain(content.title),
        "language": plain(content.language),
        "kind": plain(str(KIND_LABELS.get(content.kind, content.kind)), raw=content.kind),
        "summary": plain(content.summary),
        "key_points": each(content.key_points, str),
        "figures": each(content.figures, lambda figure: figure.sentence),
        "body": html_field(content.body),
        **facts,
        "questions": each(content.questions, str),
        "badges": each(content.badges, lambda badge: f"{badge.rates}: {LEVEL_LABELS.get(badge.level, badge.level)}"),
        "image": plain(content.image),
        "images": each(content.images, image_line),
        "sources": each(content.sources, source_line),
        "links": each(content.links, lambda link: f"{link.href} → {named('links', link.article)}"),
        "definitions": each(content.definitions, definition_line),
        "author": plain(named("author", content.author) if content.author else "", raw=content.author),
        "topics": each(content.topics, lambda pk: named("topics", pk)),
        "keywords": each(content.keywords, str),
        "related": each(content.related, lambda pk: named("related", pk)),
        "evidence_checked_on": plain(content.evidence_checked_on),
        "next_review_on": plain(content.next_review_on),
        "change_note": plain(content.change_note),
    }


def plain(text: str, raw: object = None) -> tuple[object, list[Line]]:
    return (text if raw is None else raw), ([Line("", text)] if text else [])


def each(values: tuple, tell: Callable) -> tuple[object, list[Line]]:
    return values, [Line("", str(tell(value))) for value in values]


def html_field(html: str) -> tuple[object, list[Line]]:
    return html, list(lines_of(html))


def source_line(source: SourceCopy) -> str:
    parts = [source.authors, source.title, source.journal, source.year, source.details, source.doi, source.pmid]
    parts += [source.pmcid, source.url, source.kind, source.people, source.note, source.checked_on]
    return f"[@{source.key}] " + " · ".join(str(part) for part in parts if part)


def image_line(image: ImageCopy) -> str:
    told = _("%(key)s: “%(alt)s”, file %(file)s, %(width)d × %(height)d, from %(x)d/%(y)d") % {
        "key": image.key,
        "alt": image.alt,
        "file": image.sha256[:12],
        "width": image.width,
        "height": image.height,
        "x": image.focal_x,
        "y": image.focal_y,
    }
    return f"{told} · {image.credit}" if image.credit else told


def definition_line(word: DefinitionCopy) -> str:
    also = f" ({', '.join(word.forms)})" if word.forms else ""
    return f"{word.name}{also}: {word.text}"


def lines_of(html: str) -> Iterator[Line]:
    """The blocks of HTML as plain words; a link says where it leads, a picture what it shows."""
    for block in structure.parse(html).find_all(BLOCKS):
        if block.name in ("p", "img") and block.find_parent(("li", "td", "th")):
            continue  # it belongs to its item or cell
        text = " ".join(words_of(block).split())
        if text or block.name == "hr":
            yield Line(block.name, text or "—")


def words_of(tag: Tag) -> str:
    if tag.name == "img":
        key = structure.attribute(tag, "src")
        return _("Picture %(key)s: “%(alt)s”") % {"key": key, "alt": structure.attribute(tag, "alt")}
    parts = []
    for child in tag.children:
        if isinstance(child, NavigableString):
            parts.append(str(child))
        elif isinstance(child, Tag) and not (child.name in ("li", "ul", "ol") and tag.name == "li"):
            parts.append(words_of(child) if child.name != "br" else " ")
    words = "".join(parts)
    return f"{words} ({structure.attribute(tag, 'href')})" if tag.name == "a" else words


def compare_lines(before: list[Line], after: list[Line]) -> list[Passage]:
    """The passages that differ, in order; those that stayed are left out."""
    found: list[Passage] = []
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > LONG)
    for step, i, j, k, m in matcher.get_opcodes():
        if step != "equal":
            found += pair(before[i:j], after[k:m])
    return found


def pair(before: list[Line], after: list[Line]) -> Iterator[Passage]:
    """Passages that have enough words in common are one that changed; the others came or went."""
    waiting = list(before)
    few = len(before) * len(after) <= MOST_PAIRS
    for line in after:
        place = next((n for n, old in enumerate(waiting) if alike(old, line)), None) if few else None
        if place is None:
            yield Passage(ADDED, line.tag, (Run(ADDED, line.text),))
            continue
        yield from (gone(old) for old in waiting[:place])
        yield Passage(CHANGED, line.tag, tuple(compare_words(waiting[place].text, line.text)))
        del waiting[: place + 1]
    yield from (gone(old) for old in waiting)


def gone(line: Line) -> Passage:
    return Passage(REMOVED, line.tag, (Run(REMOVED, line.text),))


def alike(one: Line, other: Line) -> bool:
    ours, theirs = set(one.text.casefold().split()), set(other.text.casefold().split())
    return len(ours & theirs) >= ALIKE * max(len(ours), len(theirs), 1)


def compare_words(before: str, after: str) -> list[Run]:
    """Two texts as runs. The SAME and ADDED runs make `after` again, the SAME and REMOVED ones `before`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > LONG)
    runs: list[Run] = []
    for step, i, j, k, m in matcher.get_opcodes():
        if step == "equal":
            runs.append(Run(SAME, "".join(old[i:j])))
            continue
        if i < j:
            runs.append(Run(REMOVED, "".join(old[i:j])))
        if k < m:
            runs.append(Run(ADDED, "".join(new[k:m])))
    return runs
