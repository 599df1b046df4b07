"""A language made for tests: interface strings in double brackets. What stands outside them was never translated."""

import re

from bs4 import BeautifulSoup
from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = ("alt", "aria-label", "title", "placeholder", "content", "data-done", "data-all", "data-none", "data-one")
SPOKEN += ("data-many", "data-found", "data-left", "data-over", "value")
# Addresses, proper names and file formats are the same in every language.
NAMES = re.compile(
    r"\S+@\S+|https?://\S+|localhost\S*|testserver\S*|\b(WhatsApp|Telegram|Facebook|Bluesky|LinkedIn|DOI|PubMed|JSON)\b"
)
# The questions' files are data too, in the language of the clinic that keeps them.
QUESTIONS = ".faq-item > summary, .faq-item .prose, .faq-group > h2, main nav a[href^='#'], .sources p"
QUESTIONS += ", [data-faq-link] .visually-hidden"
WORD = re.compile(r"[A-Za-z]{2,}")


class Pseudo:
    """Stands in for one language's catalog."""

    def __init__(self, language: str):
        self.name = language

    def to_language(self) -> str:
        return self.name

    language = to_language

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def pgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, _context: str, one: str, many: str, number: int) -> str:
        return self.ngettext(one, many, number)


def speak_pseudo(monkeypatch, language: str) -> None:
    """Puts the pseudo catalog in the language's place until the test is over."""
    catalog = Pseudo(language)
    monkeypatch.setitem(trans_real._translations, language, catalog)
    monkeypatch.setattr(trans_real, "_default", catalog)
    monkeypatch.setattr(trans_real._active, "value", catalog, raising=False)


def untranslated(html: str, *, questions: bool = False) -> list[str]:
    """The words on a page that no catalog was asked for. Its data has no Latin letters, but for the questions."""
    page = BeautifulSoup(html, "html.parser")
    for element in page.select(f"script, style, template, svg path, {QUESTIONS if questions else 'none'}"):
        element.decompose()
    texts = [page.get_text(" ")]
    for name in SPOKEN:
        for element in page.find_all(attrs={name: True}):
            if is_spoken(element, name):
                texts.append(element[name])
    return [piece for text in texts for piece in outside(text)]


def is_spoken(element, name: str) -> bool:
    if name == "content":
        told = element.get("name") or element.get("property") or ""
        return told in ("description", "og:title", "og:description", "og:site_name")
    return name != "value" or (element.name == "input" and element.get("type") in ("submit", "button"))


def outside(text: str) -> list[str]:
    """The pieces with Latin words that stand in no bracket. A string may hold another one, so they are counted."""
    depth, free = 0, []
    for letter in text:
        if letter == OPEN:
            depth += 1
        elif letter == CLOSE:
            depth -= 1
            free.append("\n")
        elif depth <= 0:
            free.append(letter)
    rest = NAMES.sub(" ", "".join(free))
    return [line.strip() for line in rest.split("\n") if WORD.search(line)]
