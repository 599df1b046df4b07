"""An article's HTML as Markdown that a person can read and any other system can take."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

WRAPPED = {"strong": "**", "em": "*"}
KEPT_AS_HTML = ("sub", "sup", "br")


def to_markdown(html: str) -> str:
    """The sanitised HTML of our editor as Markdown. What Markdown has no marks for stays HTML, which it allows."""
    return "\n\n".join(filter(None, (block(child) for child in BeautifulSoup(html, "html.parser").children)))


def block(node) -> str:
    if isinstance(node, NavigableString):
        return escaped(str(node)).strip()
    if node.name in ("h2", "h3", "h4"):
        return f"{'#' * int(node.name[1])} {inline(node)}"
    if node.name in ("ul", "ol"):
        return listing(node)
    if node.name == "blockquote":
        inner = "\n\n".join(filter(None, (block(child) for child in node.children)))
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    if node.name == "figure":
        image, words = node.find("img"), node.find("figcaption")
        return "\n\n".join(filter(None, (picture(image) if image else "", f"*{inline(words)}*" if words else "")))
    if node.name == "hr":
        return "---"
    return str(node) if node.name == "table" else inline(node)


def listing(node: Tag) -> str:
    lines, start = [], first_number(node)
    for number, item in enumerate(node.find_all("li", recursive=False)):
        mark = f"{start + number}. " if node.name == "ol" else "- "
        words = inline_or_blocks(item).split("\n")
        lines.append(mark + ("\n" + " " * len(mark)).join(words))
    return "\n".join(lines)


def first_number(node: Tag) -> int:
    """What an editor may have pasted as `start` need be no number, or none that Markdown knows: nine digits at most."""
    written = str(node.get("start", ""))
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 1


def inline_or_blocks(node: Tag) -> str:
    if not any(isinstance(child, Tag) and child.name in ("p", "ul", "ol", "blockquote") for child in node.children):
        return inline(node)
    return "\n\n".join(filter(None, (block(child) for child in node.children)))


def inline(node: Tag) -> str:
    found = []
    for child in node.children:
        if isinstance(child, NavigableString):
            found.append(escaped(str(child)))
        elif child.name in WRAPPED:
            mark = WRAPPED[child.name]
            found.append(f"{mark}{inline(child)}{mark}")
        elif child.name == "a":
            found.append(f"[{inline(child)}](<{child.get('href', '')}>)")
        elif child.name == "img":
            found.append(picture(child))
        elif child.name in KEPT_AS_HTML:
            found.append(str(child))
        else:
            found.append(inline(child))
    return re.sub(r"\s+", " ", "".join(found)).strip() if node.name in ("p", "li") else "".join(found)


def picture(image: Tag) -> str:
    return f"![{escaped(str(image.get('alt', '')))}](<{image.get('src', '')}>)"


def escaped(words: str) -> str:
    """Characters that Markdown would take for marks. Source marks such as [@han2016] are ours and stay."""
    words = re.sub(r"([\\`*_<])", r"\\\1", words)
    return re.sub(r"\[(?!@)", r"\\[", words)
