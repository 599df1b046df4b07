"""Words of the glossary in a text: each is explained where the page first uses it. Pure: no database."""

import re
from collections.abc import Iterable, Sequence

from bs4 import BeautifulSoup, NavigableString, Tag

from articles.content import DefinitionCopy
from articles.rendering.structure import parse

# A link in a link is no HTML; in a heading it would be in the contents list; a caption names its table.
NOT_IN = ("a", "h2", "h3", "h4", "caption", "figcaption", "sup", "sub")


class Definitions:
    """Finds and marks the first use of each word over the texts of one page, given in the page's order."""

    def __init__(self, words: Iterable[DefinitionCopy]):
        self.waiting: dict[str, DefinitionCopy] = {}
        self.used: list[DefinitionCopy] = []
        self.explained: set[str] = set()  # their slugs: a text may hold a word thousands of times
        self.apart: set[str] = set()
        for word in words:
            self.waiting |= {folded(form): word for form in (word.name, *word.forms) if folded(form)}
            self.apart |= {folded(phrase) for phrase in word.apart if folded(phrase)}
        self.pattern = pattern_of({*self.waiting, *self.apart})

    def mark(self, soup: BeautifulSoup) -> None:
        """Make the first use of each word in `soup` a link to its explanation at the page's end."""
        if not self.waiting:
            return
        for text in list(soup.find_all(string=True)):
            if type(text) is NavigableString and text.find_parent(NOT_IN) is None:
                self.mark_text(soup, text)

    def mark_text(self, soup: BeautifulSoup, text: NavigableString) -> None:
        pieces: list[NavigableString | Tag] = []
        position = 0
        for match in self.pattern.finditer(text):
            if word := self.take(match[0]):
                pieces += [NavigableString(text[position : match.start()]), link_to(soup, word, match[0])]
                position = match.end()
        if pieces:
            text.replace_with(*pieces, NavigableString(text[position:]))

    def take(self, written: str) -> DefinitionCopy | None:
        """The word that is explained here: none where it was before, or where the phrase means something else."""
        key = folded(written)
        word = None if key in self.apart else self.waiting.get(key)
        if word is None or word.slug in self.explained:
            return None
        self.used.append(word)
        self.explained.add(word.slug)
        return word


def used_words(texts: Iterable[str], words: Sequence[DefinitionCopy]) -> tuple[DefinitionCopy, ...]:
    """Those of `words` that a page of `texts` would explain, in order of first use."""
    page = Definitions(words)
    for text in texts if words else ():
        page.mark(parse(text))
    return tuple(page.used)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def pattern_of(phrases: set[str]) -> re.Pattern:
    """Any of the phrases as whole words; the longest wins where several begin at one place."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    either = "|".join(r"\s+".join(re.escape(part) for part in phrase.split()) for phrase in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])" if either else r"(?!)", re.IGNORECASE)


def link_to(soup: BeautifulSoup, word: DefinitionCopy, written: str) -> Tag:
    attributes = {"class": "term", "href": f"#{anchor(word)}", "id": f"use-{word.slug}"}
    link = soup.new_tag("a", attrs=attributes | {"aria-describedby": f"means-{word.slug}"})
    link.string = written
    return link


def anchor(word: DefinitionCopy) -> str:
    return f"word-{word.slug}"


def anchors(word: DefinitionCopy) -> set[str]:
    """The ids that the page gives away for the word: its entry, the explanation in it, and the place of use."""
    return {anchor(word), f"means-{word.slug}", f"use-{word.slug}"}


def word_entry(word: DefinitionCopy) -> dict:
    """What the page's list of words shows of one."""
    return {"id": anchor(word), "slug": word.slug, "name": word.name, "text": word.text}
