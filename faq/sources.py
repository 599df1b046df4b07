"""A source as the page lists it, in the same shape as an article's."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

KIND_LABELS = {
    "review": _("Review of several studies"),
    "trial": _("Randomized trial"),
    "observational": _("Study without a random comparison group"),
    "laboratory": _("Laboratory, animal or scan study"),
    "guideline": _("Guideline or expert statement"),
    "regulator": _("Regulator, law or official label"),
    "other": _("Other source"),
}


@dataclass(frozen=True, slots=True)
class Source:
    number: int
    id: str
    authors: str
    title: str
    journal: str
    year: int | None
    details: str
    links: tuple[dict, ...]
    kind_label: str
    people: int | None
    note: str
    checked_on: date
    backlinks: tuple[dict, ...]


def make_source(number: int, values: dict, backlinks: list[dict]) -> Source:
    return Source(
        number=number,
        id=f"source-{number}",
        authors=values.get("authors", ""),
        title=values["title"],
        journal=values.get("journal", ""),
        year=values.get("year"),
        details=values.get("details", ""),
        links=tuple(source_links(values)),
        kind_label=KIND_LABELS[values["kind"]],
        people=values.get("people"),
        note=values.get("note", ""),
        checked_on=values["checked_on"],
        backlinks=tuple(backlinks),
    )


def source_links(values: dict) -> list[dict]:
    """Where the source can be opened: by its lasting identifiers first."""
    links = []
    if doi := values.get("doi"):
        links.append({"label": "DOI", "url": f"https://doi.org/{doi}"})
    if pmid := values.get("pmid"):
        links.append({"label": "PubMed", "url": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"})
    if pmcid := values.get("pmcid"):
        links.append({"label": "PubMed Central", "url": f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"})
    if url := values.get("url"):
        links.append({"label": urlsplit(url).hostname, "url": url})
    return links
