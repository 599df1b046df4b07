"""Old posts in our structure: headings, paragraphs, lists, quotations, tables, pictures with captions, plain links.

Classic posts have no paragraphs (an empty line is one), block posts have them and carry notes in comments; both come
through here. What is left out is counted by what it was. The result still goes through the one sanitiser.
"""

import html
from collections import Counter
from dataclasses import dataclass

from articles.sanitising import LARGEST, clean
from portal.wordpress.blocks import REUSED
from portal.wordpress.shortcodes import replace_shortcodes
from portal.wordpress.tree import parse
from portal.wordpress.walker import Surroundings, Walker
from portal.wordpress.writing import Writer

LONGEST_BLOCK = LARGEST // 2
LONGEST_BODY = LARGEST - 4096  # room for what the editor adds


@dataclass
class Cleaned:
    """The body in our structure, in as many parts as the limit of one article asks for, and what was left out."""

    parts: list[str]
    lost: Counter  # (what, which): how often
    pictures: list[str]  # keys, in their order


def clean_post(source: str, around: Surroundings) -> Cleaned:
    """A post's HTML in our structure. Never raises, whatever the source is."""
    lost: Counter = Counter()
    for _deep in range(3):  # reused blocks may hold others
        source = REUSED.sub(lambda found: around.reused.get(int(found[1]), found[0]), source)
    classic = "<!-- wp:" not in source
    walker = Walker(around, lost, classic)
    writer = Writer(breaks=classic)
    walker.walk(parse(replace_shortcodes(source.replace("\r\n", "\n").replace("\r", "\n"), lost)), writer)
    writer.flush()
    blocks = [part for block in writer.blocks for part in within_limit(block, lost)]
    return Cleaned(join([clean(block) for block in blocks]), lost, walker.keys)


def within_limit(block: str, lost: Counter) -> list[str]:
    """The block, or its bare words in several paragraphs where it alone is about as long as an article may be."""
    if len(block) <= LONGEST_BLOCK:
        return [block]
    lost["simplified", "a list, table or paragraph longer than an article may be"] += 1
    words, found = parse(block).words(), []
    while words:
        cut = words.rfind(" ", 0, LONGEST_BLOCK // 2)
        cut = cut if cut > 0 and len(words) > LONGEST_BLOCK // 2 else LONGEST_BLOCK // 2
        found.append(f"<p>{html.escape(words[:cut], quote=False)}</p>")
        words = words[cut:].strip()
    return [piece for piece in found if len(piece) <= LARGEST]


def join(blocks: list[str]) -> list[str]:
    parts, length = [""], 0
    for block in filter(None, blocks):
        if length + len(block) > LONGEST_BODY:
            parts.append("")
            length = 0
        parts[-1] += block + "\n"
        length += len(block) + 1
    return [part.strip() for part in parts]
