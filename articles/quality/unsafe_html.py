"""HTML that must never reach a reader. The sanitiser removes it; the editor is told before that what would be lost."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Tag, fields, read

DANGEROUS = {
    "script", "iframe", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "base",
    "svg", "math", "template", "noscript", "frame", "frameset", "portal", "audio", "video",
}  # fmt: skip
REFRESH = re.compile(r"""\bhttp-equiv\s*=""", re.IGNORECASE)
HANDLER = re.compile(r"""[\s"'/]on[a-z]{3,20}\s*=""", re.IGNORECASE)
ADDRESS = re.compile(
    r"""\b(?:href|src|action|srcset|data)\s*=\s*["']?\s*(?:javascript|vbscript|data)\s*:""", re.IGNORECASE
)
STYLE = re.compile(r"""\sstyle\s*=""", re.IGNORECASE)
FIX = gettext_noop(
    "Remove it. Text, lists, tables, links, and pictures from the library are all that an article needs."
)


def check(content: Content) -> list[Finding]:
    """Blocking: elements that run or load something, event handlers, script addresses. Advice: inline styles."""
    found = []
    for name, text, is_html in fields(content):
        whole = read(text) if is_html else None
        for tag in whole.tags if whole else []:
            if not tag.closes and (problem := problem_of(tag)):
                start = max(0, min(tag.place, len(whole.text) - 1)) if whole else 0
                found.append(finding(name, start, whole.text[start : start + 1] if whole else "", *problem))
    return found


def problem_of(tag: Tag) -> tuple[str, bool] | None:
    source = tag.source.replace("\t", "").replace("\n", " ")
    named = {"tag": tag.name}
    if tag.name in DANGEROUS or (tag.name == "meta" and REFRESH.search(source)):
        return _("<%(tag)s> can run or load something on the reader's device.") % named, True
    if HANDLER.search(source):
        return _("This <%(tag)s> carries an event handler, which runs script on the reader's device.") % named, True
    if ADDRESS.search(source):
        return _("The address in this <%(tag)s> runs script or hides what it holds.") % named, True
    return (
        (_("Inline styles are lost when the text is saved."), False)
        if tag.name == "style" or STYLE.search(source)
        else None
    )


def finding(field: str, start: int, quote: str, message: str, blocking: bool) -> Finding:
    check = "unsafe-html" if blocking else "inline-style"
    return Finding(field, start, start + len(quote), check, blocking, message, FIX, quote)
