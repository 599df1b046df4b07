"""Source marks in a text, written `[@han2016]` or `[@han2016; @daly2019]`, and the numbered list they lead to."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, NavigableString

from articles.content import SourceCopy
from articles.models import Source

MARK = re.compile(r"\[@([a-z0-9][a-z0-9_-]*(?:\s*;\s*@[a-z0-9][a-z0-9_-]*)*)\]")
WORD_JOINER = "\u2060"
BACK_LABELS = "abcdefghijklmnopqrstuvwxyz"


def cited_keys(texts: Iterable[str]) -> tuple[str, ...]:
    """The keys marked in `texts`, each once, in order of first use."""
    keys = [key for text in texts for match in MARK.finditer(text) for key in split_keys(match[1])]
    return tuple(dict.fromkeys(keys))


def split_keys(inside: str) -> list[str]:
    return [part.strip().lstrip("@") for part in inside.split(";")]


class Citations:
    """Numbers the sources of one page in order of first use, and remembers where each is used."""

    def __init__(self, sources: Iterable[SourceCopy]):
        self.numbers = {source.key: number for number, source in enumerate(sources, start=1)}
        self.uses: dict[str, int] = dict.fromkeys(self.numbers, 0)

    def mark(self, soup: BeautifulSoup) -> None:
        """Replace the marks in the text of `soup` by links to the source list. A mark without a source goes.

        Everything beside a marked text is put back with it: to replace texts one by one, the place of each among all
        its neighbors would have to be looked for, which takes seconds where there are thousands.
        """
        marked = soup.find_all(string=MARK)
        made = {id(text): self.pieces(soup, str(text)) for text in marked}
        for parent in {id(text.parent): text.parent for text in marked if text.parent}.values():
            parts = list(parent.contents)
            parent.clear()
            for part in parts:
                for piece in made.get(id(part), [part]):
                    parent.append(piece)

    def pieces(self, soup: BeautifulSoup, text: str) -> list:
        pieces: list = []
        position = 0
        for match in MARK.finditer(text):
            # The mark belongs to the word before it: no space, and a word joiner, so that it never starts a line.
            pieces.append(NavigableString(text[position : match.start()].rstrip() + WORD_JOINER))
            pieces += self.links(soup, split_keys(match[1]))
            position = match.end()
        pieces.append(NavigableString(text[position:]))
        return [piece for piece in pieces if not isinstance(piece, NavigableString) or piece]

    def links(self, soup: BeautifulSoup, keys: list[str]) -> list:
        known = [key for key in keys if key in self.numbers]
        if not known:
            return []
        mark = soup.new_tag("sup", attrs={"class": "cite"})
        for key in known:
            self.uses[key] += 1
            number = self.numbers[key]
            attributes = {"href": f"#source-{number}", "id": f"cite-{number}-{self.uses[key]}"}
            link = soup.new_tag("a", attrs=attributes)
            link.string = f"[{number}]"
            mark.append(link)
        return [mark]

    def backlinks(self, key: str) -> list[dict]:
        count = self.uses.get(key, 0)
        number = self.numbers[key]
        labels = [BACK_LABELS[index] if index < len(BACK_LABELS) else str(index + 1) for index in range(count)]
        return [{"href": f"#cite-{number}-{index}", "label": label} for index, label in enumerate(labels, start=1)]


def source_entry(source: SourceCopy, citations: Citations) -> dict:
    """What the page's source list shows of one source."""
    number = citations.numbers[source.key]
    return {
        "id": f"source-{number}",
        "number": number,
        "key": source.key,
        "authors": source.authors,
        "title": source.title,
        "journal": source.journal,
        "year": source.year,
        "details": source.details,
        "links": source_links(source),
        "kind": source.kind,
        "kind_label": str(Source.Kind(source.kind).label),
        "people": source.people,
        "note": source.note,
        "checked_on": source.checked_on,
        "backlinks": citations.backlinks(source.key),
    }


def source_links(source: SourceCopy) -> list[dict]:
    links = []
    if source.doi:
        links.append({"label": "DOI", "url": f"https://doi.org/{source.doi}"})
    if source.pmid:
        links.append({"label": "PubMed", "url": f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"})
    if source.pmcid:
        address = f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/"
        links.append({"label": "PubMed Central", "url": address})
    if source.url:
        links.append({"label": source.url.split("://", 1)[-1].split("/", 1)[0], "url": source.url})
    return links
