"""The pages for people who read Markdown: every link leads somewhere, and every page is reached from README.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words(page: Path) -> str:
    """The text without its examples of code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def links(page: Path) -> list[tuple[Path, str]]:
    """The files of ours that a page links to, each with the part after #."""
    found = [link.partition("#") for link in LINK.findall(words(page)) if not re.match(r"[a-z]+:", link)]
    return [((page.parent / path).resolve() if path else page, part) for path, _sign, part in found]


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings: small letters, signs dropped, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_to_a_heading_that_is_there(page):
    for path, part in links(page):
        assert path.exists(), f"{name_of(page)} links to {path}"
        assert not part or part in anchors(path), f"{name_of(page)} links to #{part}"


def test_every_page_is_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for path, _part in links(page):
            waiting += [path] if path.suffix == ".md" else sorted(path.glob("*.md")) if path.is_dir() else []
    assert [name_of(page) for page in PAGES if page not in reached] == []
