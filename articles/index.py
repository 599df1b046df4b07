"""Lists in the order of the alphabet. The A to Z: every public article under its title and under the words that
people look for, and the words of the glossary; the glossary itself."""

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Article, Term


def a_to_z() -> list[dict]:
    """Letters in order, each with entries: `label`, `url`, and as `note` the title where the label is a keyword."""
    entries = []
    rows = Article.objects.published().filter(language=settings.LANGUAGE_CODE)
    for title, keywords, card in rows.values_list("title", "keywords", "card"):
        entries.append({"label": title, "url": card["url"], "note": ""})
        entries += [{"label": word, "url": card["url"], "note": title} for word in keywords]
    note = _("what it means")
    entries += [{"label": word.name, "url": word.get_absolute_url(), "note": note} for word in words()]
    return by_letter(entries)


def glossary() -> list[dict]:
    """Letters in order, each with the words that begin with it: `label`, `slug`, `text`, and `forms` as one line."""
    entries = [
        {"label": word.name, "slug": word.slug, "text": word.definition, "forms": ", ".join(word.forms.splitlines())}
        for word in words()
    ]
    return by_letter(entries)


def words():
    return Term.objects.filter(language=settings.LANGUAGE_CODE)


def by_letter(entries: list[dict]) -> list[dict]:
    letters: dict[str, list] = {}
    for entry in sorted(entries, key=lambda entry: (fold(entry["label"]), entry.get("note", ""))):
        letters.setdefault(first_letter(entry["label"]), []).append(entry)
    return [{"letter": letter, "entries": letters[letter]} for letter in sorted(letters)]


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def first_letter(label: str) -> str:
    letter = fold(label)[:1].upper()
    return letter if letter.isalpha() else _("0–9")
