"""The shape of a page: heading anchors, contents list, tables, callouts, links."""

import re
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from django.utils.text import slugify
from django.utils.translation import gettext as _

MARK = re.compile(r"\[@[^\[\]]*\]")


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def tags_in(html: str, name: str) -> list[Tag]:
    """All tags of that name. Most texts have none, and then nothing is parsed, which takes milliseconds."""
    return list(parse(html).find_all(name)) if f"<{name}" in html.lower() else []


@lru_cache(maxsize=128)
def addresses_in(html: str) -> tuple[str, ...]:
    """Where the links of a text lead, in their order. Kept: the same texts are asked about again and again."""
    return tuple(address for link in tags_in(html, "a") if (address := attribute(link, "href")))


def attribute(tag: Tag, name: str) -> str:
    """The attribute's text, empty where there is none."""
    return str(tag.get(name) or "")


def anchor_headings(soup: BeautifulSoup, taken: set[str]) -> list[dict]:
    """Give each heading a unique id; return the contents list of levels 2 and 3. `taken` is added to."""
    contents: list[dict] = []
    numbers: dict[str, int] = {}
    for heading in soup.find_all(["h2", "h3", "h4"]):
        text = heading.get_text(" ", strip=True)
        heading["id"] = unique_id(slugify(text) or "section", taken, numbers)
        if heading.name != "h4" and text:
            contents.append({"id": heading["id"], "text": text, "level": int(heading.name[1])})
            add_link(soup, heading, text)
    return contents


def add_link(soup: BeautifulSoup, heading: Tag, text: str) -> None:
    """A link to the section, beside its heading and not in it: or every list of headings would read it out.

    The heading itself becomes the frame and a new one goes into it: to put a frame around it, its place among all its
    neighbors would have to be looked for, which takes seconds where there are thousands.
    """
    inner = soup.new_tag(heading.name)
    inner.attrs = heading.attrs
    for part in list(heading.contents):
        inner.append(part)
    frame = heading
    frame.name, frame.attrs = "div", {"class": f"section-head section-head--{inner.name}"}
    name = _("Link to the section “%s”") % text
    link = soup.new_tag("a", attrs={"class": "section-link no-print", "href": f"#{inner['id']}", "aria-label": name})
    link["data-section-link"] = ""
    link.string = "#"
    frame.append(inner)
    frame.append(link)


def unique_id(wish: str, taken: set[str], numbers: dict[str, int]) -> str:
    """`numbers` is the caller's note of the number at which to go on for each wish."""
    wish = wish[:60]
    identifier, number = wish, numbers.get(wish, 2)
    while identifier in taken:
        identifier, number = f"{wish}-{number}", number + 1
    numbers[wish] = number
    taken.add(identifier)
    return identifier


def mark_callouts(soup: BeautifulSoup) -> None:
    """The editor writes callouts as quotations with a class; readers get them as notes."""
    for quotation in soup.find_all("blockquote", class_=True):
        warning = "warning" in quotation["class"]
        quotation.name = "div"
        quotation["class"] = "callout callout--warning" if warning else "callout"
        quotation["role"] = "note"


def shape_tables(soup: BeautifulSoup, taken: set[str]) -> None:
    """Captions, header rows with scope, and a frame that scrolls by itself on narrow screens."""
    numbers: dict[str, int] = {}
    for table in soup.find_all("table"):
        for cell in table.find_all(["td", "th"]):
            unwrap_only_paragraph(cell)
        caption = take_caption(soup, table)
        shape_head(soup, table)
        look = "table-wrap table-wrap--reflow" if label_cells(table) else "table-wrap"
        frame = soup.new_tag("div", attrs={"class": look, "role": "group", "tabindex": "0"})
        if caption is not None:
            caption["id"] = unique_id("table-" + (slugify(caption.get_text()) or "caption"), taken, numbers)
            frame["aria-labelledby"] = caption["id"]
        else:
            frame["aria-label"] = table.get_text(" ", strip=True)[:60]
        table.wrap(frame)


def take_caption(soup: BeautifulSoup, table: Tag) -> Tag | None:
    """The table's caption; a paragraph marked as one directly before the table becomes it."""
    caption = table.find("caption")
    before = table.find_previous_sibling()
    if caption is None and before is not None and "table-caption" in (before.get("class") or []):
        caption = before.extract()
        caption.name = "caption"
        del caption["class"]
        table.insert(0, caption)
    return caption


def shape_head(soup: BeautifulSoup, table: Tag) -> None:
    rows = table.find_all("tr")
    if rows and not table.find("thead") and all(cell.name == "th" for cell in cells(rows[0])):
        head = soup.new_tag("thead")
        (table.find("tbody") or table).insert_before(head) if table.find("tbody") else table.insert(1, head)
        head.append(rows[0].extract())
    for row in table.find_all("tr"):
        in_head = row.find_parent("thead") is not None
        for cell in row.find_all("th", recursive=False):
            cell["scope"] = "col" if in_head else "row"


def label_cells(table: Tag) -> bool:
    """On a phone each row becomes a block, and each cell says which column it is of. Only plain tables can do that.

    A table laid out as blocks is none for some screen readers: static/js/article.js says what its parts are.
    """
    rows = table.find_all("tr")
    first = rows[0] if table.find("thead") else None
    heads = [cell.get_text(" ", strip=True) for cell in cells(first)] if first else []
    spans = table.find_all(lambda cell: any(name in ("colspan", "rowspan") for name in cell.attrs))
    if not heads or spans or any(len(cells(row)) != len(heads) for row in rows):
        return False
    for row in table.find_all("tr"):
        for cell, name in zip(cells(row), heads, strict=True):
            if cell.name == "td":
                cell["data-label"] = MARK.sub("", name).strip()
    return True


def cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def unwrap_only_paragraph(cell: Tag) -> None:
    """The editor wraps every cell and list item in a paragraph; one alone is only weight."""
    children = [child for child in cell.children if isinstance(child, Tag)]
    if len(children) == 1 and children[0].name == "p" and not children[0].get("class"):
        children[0].unwrap()


def shape_lists(soup: BeautifulSoup) -> None:
    for item in soup.find_all("li"):
        unwrap_only_paragraph(item)


def point_links(soup: BeautifulSoup, addresses: dict[str, str]) -> None:
    """Links to our articles get the address the article has now; links elsewhere do not hand over our window."""
    for link in soup.find_all("a", href=True):
        path, hash_mark, fragment = attribute(link, "href").partition("#")
        if path in addresses:
            link["href"] = addresses[path] + hash_mark + fragment
        elif path.startswith(("http://", "https://")):
            link["rel"] = "noopener"
