"""The one allowlist for editors' HTML. Stored HTML is always the result of `clean`."""

import re

import nh3
from django.utils.translation import gettext as _

from clinic.letters import few_marks

LARGEST = 64 * 1024  # characters, looked at before sanitising: nh3 is quadratic on nested tags (6 s at 200 kB)

DEEPEST = 60  # elements inside elements: whatever walks through a tree calls itself for each, and Python has an end
VOID = {"br", "hr", "img"}
TAGS = {
    "a", "blockquote", "br", "caption", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "li", "ol",
    "p", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES = {"blockquote": {"callout", "warning"}, "p": {"table-caption"}}
TAG = re.compile(r"""<(/?)([a-z0-9]+)(?:[^">]|"[^"]*")*+>""")  # as the sanitiser writes them
EMPTY = {"", "<p></p>"}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES | {"*": set()},  # unless told, nh3 lets every tag have title and lang
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
    clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math", "noscript"},
)


class TooLong(ValueError):
    """The HTML is longer than `LARGEST` characters."""


class TooDeep(TooLong):
    """More than `DEEPEST` elements stand inside each other."""


def clean(html: str) -> str:
    """Sanitised HTML from `html`; the same text again for text that is already clean.

    Raises TooLong before doing any work when `html` is longer than LARGEST characters, TooDeep where more than DEEPEST
    elements stand inside each other.
    """
    if len(html) > LARGEST:
        raise TooLong(
            _("This text is too long: %(count)s of at most %(most)s characters. Split it into two articles.")
            % {"count": f"{len(html):,}", "most": f"{LARGEST:,}"}
        )
    cleaned = harmless(few_marks(html))
    if depth(cleaned) > DEEPEST:
        raise TooDeep(_("Lists, tables or quotations stand too deep inside each other here. Take them apart."))
    return cleaned


def depth(html: str) -> int:
    """How many elements stand inside each other at the most, in HTML that the sanitiser has written."""
    deepest = open_now = 0
    for closing, name in TAG.findall(html):
        if name not in VOID:
            open_now += -1 if closing else 1
            deepest = max(deepest, open_now)
    return deepest


def harmless(html: str) -> str:
    """The same without the limit, for HTML that is stored already: shown HTML is sanitised once more."""
    cleaned = CLEANER.clean(html.replace("\x00", "")).strip()
    return "" if cleaned in EMPTY else cleaned
