"""The one allowlist for editors' HTML. Stored HTML is always the result of `clean`."""

import nh3
from django.utils.translation import gettext as _

LARGEST = 64 * 1024  # characters, looked at before sanitising: nh3 is quadratic on nested tags (6 s at 200 kB)

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


def clean(html: str) -> str:
    """Sanitised HTML from `html`; the same text again for text that is already clean.

    Raises TooLong before doing any work when `html` is longer than LARGEST characters.
    """
    if len(html) > LARGEST:
        raise TooLong(
            _("This text is too long: %(count)s of at most %(most)s characters. Split it into two articles.")
            % {"count": f"{len(html):,}", "most": f"{LARGEST:,}"}
        )
    return harmless(html)


def harmless(html: str) -> str:
    """The same without the limit, for HTML that is stored already: shown HTML is sanitised once more."""
    cleaned = CLEANER.clean(html.replace("\x00", "")).strip()
    return "" if cleaned in EMPTY else cleaned
