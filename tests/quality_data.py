"""What the tests about content checks share: labelled sentences, the starter articles read without a database."""

import dataclasses
import hashlib
import html
import json
import math
import tomllib
from pathlib import Path

from articles.content import Content
from articles.quality import claims, one_sided
from articles.quality.findings import Finding

ROOT = Path(__file__).resolve().parent.parent
STARTER = sorted((ROOT / "starter" / "articles").glob("*.toml"))
SENTENCES = [json.loads(line) for line in (ROOT / "tests/data/claims.jsonl").read_text(encoding="utf-8").splitlines()]
FRESH = ROOT / "tests/data/fresh"  # by other writers: measured and never learned from
MEASURED = 13  # measured once and never learned from
HELD_BACK = 17  # the half of the newest sentences that neither rules nor weights have learned from


def page(text: str, **changes) -> Content:
    """A Content whose body is one paragraph of plain text."""
    return dataclasses.replace(Content(title="", body=f"<p>{html.escape(text)}</p>"), **changes)


def claims_in(text: str) -> list[Finding]:
    content = page(text)
    return [*claims.check(content), *one_sided.check(content)]


def starter_content(path: Path) -> Content:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    names = ("title", "summary", "kind", "body", "facts")
    values = {name: document[name] for name in names if name in document}
    return Content(key_points=tuple(document.get("key_points", ())), **values)


def half_of(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] % 2


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle, bottom = share + z * z / (2 * total), 1 + z * z / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / bottom, (middle + spread) / bottom
