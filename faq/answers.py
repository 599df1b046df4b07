"""From the Markdown of an answer to safe HTML, with [@key] as a numbered link to the list of sources."""

import re
from collections import Counter

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

PAGE = "/faq/"  # as in urls.py; written out because answers are rendered before the addresses are known
WORD_JOINER = "\N{WORD JOINER}"  # keeps a mark from standing alone at the start of a line
CITATION = re.compile(r"\[@[a-z0-9_]+(?:;\s*@[a-z0-9_]+)*\]")


def parse_citation(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.pending = state.pending.rstrip()  # the mark belongs to the word before it
        token = state.push("citation", "sup", 0)
        token.meta = {"keys": re.findall(r"@([a-z0-9_]+)", match[0])}
        token.content = match[0]
    state.pos = match.end()
    return True


def render_citation(renderer, tokens, index, options, env) -> str:
    """`env` holds the number of each source, and counts the marks so that the list can link back to each."""
    links = []
    for key in tokens[index].meta["keys"]:
        number = env["numbers"][key]
        env["count"][key] += 1
        mark = f"cite-{number}-{env['count'][key]}"
        env["marks"].append((key, mark))
        links.append(format_html('<a href="{}#source-{}" id="{}">[{}]</a>', env["page"], number, mark, number))
    return f'{WORD_JOINER}<sup class="cite">{"".join(links)}</sup>'


def make_parser() -> MarkdownIt:
    """Text, lists, emphasis, links and citations. No HTML; no headings, since the question is one."""
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable(["heading", "lheading", "image", "code", "fence", "hr", "html_block", "html_inline", "reference"])
    parser.inline.ruler.before("link", "citation", parse_citation)
    parser.add_render_rule("citation", render_citation)
    return parser


PARSER = make_parser()


def parse(markdown: str) -> list[Token]:
    return PARSER.parse(markdown)


def cited_keys(tokens: list[Token]) -> list[str]:
    """The keys of the sources in the order in which the answer cites them, each once."""
    inner = [child for token in tokens for child in token.children or []]
    return list(dict.fromkeys(key for child in inner if child.type == "citation" for key in child.meta["keys"]))


def plain_text(tokens: list[Token]) -> str:
    """The words of the answer without marks, one block a line."""
    blocks = []
    for token in tokens:
        if token.type == "inline":
            words = [
                " " if c.type in ("softbreak", "hardbreak") else c.content
                for c in token.children or []
                if c.type != "citation"
            ]
            blocks.append(re.sub(r"\s+", " ", "".join(words)).strip())
    return "\n".join(block for block in blocks if block)


def render(
    tokens: list[Token], numbers: dict[str, int], count: Counter, page: str = PAGE
) -> tuple[SafeString, list[tuple[str, str]]]:
    """The HTML, and for every mark in it the source's key and its id. Safe: the parser escapes all HTML."""
    env: dict = {"numbers": numbers, "count": count, "marks": [], "page": page}
    return mark_safe(PARSER.renderer.render(tokens, PARSER.options, env)), env["marks"]
