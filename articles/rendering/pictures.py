"""Pictures on a page: from an image's key to `<picture>` with several widths and formats."""

import re

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse

from articles.content import ImageCopy
from articles.rendering.structure import attribute

ADDRESS = re.compile(r"^/admin/picture/([a-z0-9][a-z0-9_-]*)/$")
BODY_SIZES = "(min-width: 48rem) 42rem, 100vw"


def key_in(address: str) -> str:
    """The image's key in the address that the editor uses for it, or an empty text."""
    match = ADDRESS.match(address)
    return match[1] if match else ""


def picture(copy: ImageCopy, renditions: dict, alt: str | None = None) -> dict | None:
    """What the picture template needs; None as long as the worker has made no rendition of these bytes.

    `renditions` maps a format ("avif", "jpeg") to (width, storage name) pairs, narrow first.
    """
    jpeg = renditions.get("jpeg")
    if not jpeg:
        return None
    sources = [
        {
            "type": f"image/{kind}",
            "srcset": ", ".join(f"{media_address(name)} {width}w" for width, name in made),
        }
        for kind, made in renditions.items()
        if made
    ]
    sources.sort(key=lambda source: source["type"] != "image/avif")
    widths = [width for width, _name in jpeg]
    return {
        "alt": copy.alt if alt is None else alt,
        "width": copy.width,
        "height": copy.height,
        "src": media_address(jpeg[min(len(widths) - 1, 1)][1]),
        "largest": media_address(jpeg[-1][1]),
        "sources": sources,
        "focal": f"focal-{nearest_third(copy.focal_x)}-{nearest_third(copy.focal_y)}",
        "credit": copy.credit,
    }


def media_address(name: str) -> str:
    return reverse("articles:media", args=[name])


def nearest_third(percent: int) -> int:
    """0, 50 or 100: the style sheet knows nine focal points, because pages carry no inline styles."""
    return 0 if percent < 34 else 100 if percent > 66 else 50


def place_pictures(soup: BeautifulSoup, images: dict[str, ImageCopy], renditions: dict[str, dict]) -> None:
    """Replace each `<img>` in `soup`; one whose image is unknown or not yet made is left out with its frame."""
    for img in soup.find_all("img"):
        copy = images.get(key_in(attribute(img, "src")))
        shown = picture(copy, renditions.get(copy.sha256, {}), alt=attribute(img, "alt")) if copy else None
        if shown is None:
            (img.find_parent("figure") or img).decompose()
            continue
        html = render_to_string("articles/_picture.html", {"picture": shown, "sizes": BODY_SIZES, "eager": False})
        img.replace_with(BeautifulSoup(html, "html.parser"))
