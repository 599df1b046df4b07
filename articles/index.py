"""Lists in the order of the alphabet. The A to Z: every public article under its title and under the words that
people look for, with what editors say means the same, and the words of the glossary; the glossary itself."""

from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Count
from django.utils.translation import gettext as _

from articles.findable import ref_of
from articles.models import Article, Term
from clinic import languages
from pagecache.remembered import until_the_site_changes
from search.labels import letter_of, sort_key
from search.models import Label

MOST = 300  # lines on a page: with more than these, each letter has a page of its own
NO_LETTER = "0-9"
COUNTED_FOR = 60  # seconds: an end that was planned passes without anybody's doing


@dataclass(frozen=True)
class Lines:
    """A page of the A to Z. `groups` are letters in order, each with entries: `label`, `url`, and as `note` the title
    where the label is a keyword. `counts` has every letter with the number of its lines, `page` the place in one
    letter where that needs several."""

    counts: dict[str, int]
    groups: list[dict] = field(default_factory=list)
    letter: str | None = None
    page: Page | None = None

    @property
    def letters(self) -> list[dict]:
        """All that something begins with, each with how many lines that are."""
        return [shown(letter) | {"count": number} for letter, number in self.counts.items()]

    @property
    def whole(self) -> bool:
        """Whether everything fits one page."""
        return sum(self.counts.values()) <= MOST


class NoSuchPage(LookupError):
    """Nothing begins with that letter, or it has fewer pages."""


def a_to_z() -> Lines:
    """Everything on one page where it fits, otherwise only the letters to choose from."""
    lines = Lines(counts_of_letters(languages.current()))
    if not lines.whole:
        return lines
    labels = list(labels_by_letter())
    return Lines(lines.counts, by_letter([*entries_of(labels), *map(entry_of_word, words())]))


def under(letter: str, number: int = 1) -> Lines:
    """What begins with a letter ("" for numbers and signs), as its page of that number. Raises NoSuchPage."""
    counts = counts_of_letters(languages.current())
    if letter not in counts:
        raise NoSuchPage(letter)
    try:
        page = Paginator(labels_by_letter().filter(letter=letter), MOST).page(number)
    except EmptyPage:
        raise NoSuchPage(letter, number) from None
    labels = list(page.object_list)
    entries = entries_of(labels) + [entry_of_word(word) for word in words_between(letter, page, labels)]
    return Lines(counts, by_letter(entries), letter, page)


@until_the_site_changes(COUNTED_FOR)
def counts_of_letters(language: str) -> dict[str, int]:
    """How many lines each letter has, in the order of the alphabet."""
    labels = Label.objects.filter(language=language).order_by().values_list("letter").annotate(Count("pk"))
    counts = Counter(dict(labels))
    counts.update(letter_of(word.name) for word in words())
    return dict(sorted(counts.items()))


def labels_by_letter():
    found = Label.objects.filter(language=languages.current()).select_related("entry")
    return found.only("text", "sort", "entry__ref", "entry__title", "entry__url").order_by("letter", "sort", "pk")


def entries_of(labels: list[Label]) -> list[dict]:
    """What the public can read now of these: the index hears of a planned end a little after the clock."""
    refs = {label.entry.ref for label in labels}
    keys = [ref.partition(":")[2] for ref in refs]
    public = {ref_of(article) for article in Article.objects.published().filter(pk__in=keys).only("pk")}
    return [
        {
            "label": label.text,
            "url": label.entry.url,
            "note": label.entry.title if label.text != label.entry.title else "",
        }
        for label in labels
        if label.entry.ref in public
    ]


def words_between(letter: str, page: Page, labels: list[Label]) -> list[Term]:
    """The words of the glossary whose place in the alphabet is on this page of a letter."""
    first = bytes(labels[0].sort) if page.has_previous() else b""
    after = labels_by_letter().filter(letter=letter)[page.end_index() :][:1] if page.has_next() else []
    end = next((bytes(label.sort) for label in after), None)
    keys = [(sort_key(word.name), word) for word in words() if letter_of(word.name) == letter]
    return [word for key, word in keys if key >= first and (end is None or key < end)]


def glossary() -> list[dict]:
    """Letters in order, each with the words that begin with it: `label`, `slug`, `text`, and `forms` as one line."""
    entries = [
        {"label": word.name, "slug": word.slug, "text": word.definition, "forms": ", ".join(word.forms.splitlines())}
        for word in words()
    ]
    return by_letter(entries)


def words():
    return Term.objects.filter(language=languages.current())


def entry_of_word(word: Term) -> dict:
    return {"label": word.name, "url": word.get_absolute_url(), "note": _("what it means")}


def by_letter(entries: list[dict]) -> list[dict]:
    letters: dict[str, list] = {}
    for entry in sorted(entries, key=lambda entry: (sort_key(entry["label"]), entry.get("note", ""))):
        letters.setdefault(letter_of(entry["label"]), []).append(entry)
    return [shown(letter) | {"entries": letters[letter]} for letter in sorted(letters)]


def shown(letter: str) -> dict[str, str]:
    """A letter as readers see it and as addresses have it."""
    return {"letter": letter or _("0–9"), "key": letter.lower() or NO_LETTER}


def letter_at(key: str) -> str:
    """The letter that a part of an address means."""
    return "" if key == NO_LETTER else key.upper()
