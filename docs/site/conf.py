"""How `make docs` makes a site of the Markdown pages, which GitHub and an editor show just as well without it.

The pages stand where they are and link to each other as files. Nothing here names an address of somebody else: no web
font, no CDN, no search service; the search runs in the browser over an index that is part of the site.
"""

import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

project = "Clinic portal"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
copyright = ""  # LICENSE tells
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/**.md"]
exclude_patterns = ["docs/site/build"]
nitpicky = True
myst_heading_anchors = 4  # links to headings as GitHub makes them
suppress_warnings = ["myst.header"]  # a page may leave out a step of headings

html_theme = "alabaster"
html_theme_options = {"fixed_sidebar": True, "show_powered_by": False, "sidebar_collapse": True, "page_width": "72rem"}
html_sidebars = {"**": ["about.html", "searchbox.html", "navigation.html"]}
html_static_path = ["look"]
html_css_files = ["docs.css"]
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = False
html_title = project

# The order of the pages; tests/test_docs_site.py compares it with the pages that are there.
NAV = {
    "Begin": ["docs/five-minutes", "docs/how-it-works", "docs/README"],
    "Handbooks": [
        *("docs/owners", "docs/editors", "docs/faq", "docs/checks", "docs/clinicians", "docs/moderators"),
        *("docs/comments", "docs/screening", "docs/moving-in", "docs/moving-out"),
    ],
    "The server": [
        *("docs/deploying", "docs/operators", "docs/upgrading", "docs/scaling", "docs/performance"),
        *("SECURITY", "docs/security/threats", "docs/security/faults", "docs/security/asvs"),
    ],
    "The code": [
        *("CONTRIBUTING", "docs/adding/content-check", "docs/adding/screen", "docs/adding/search-engine"),
        *("docs/adding/language", "docs/languages", "CODE_OF_CONDUCT", "CHANGELOG"),
    ],
}
DECISIONS = "docs/decisions"


def navigation() -> str:
    """The pages in their order, as Sphinx asks for them. It is kept out of the Markdown, where it would be noise."""
    decisions = sorted(path.stem for path in (ROOT / DECISIONS).glob("*.md") if path.stem != "README")
    parts = NAV | {"Decisions": [f"{DECISIONS}/README", *(f"{DECISIONS}/{name}" for name in decisions)]}
    trees = []
    for caption, pages in parts.items():
        lines = ["```{toctree}", ":hidden:", f":caption: {caption}", "", *(f"/{page}" for page in pages), "```"]
        trees.append("\n".join(lines))
    return "\n\n" + "\n\n".join(trees) + "\n"


def add_navigation(app, name, source) -> None:
    if name == root_doc:
        source[0] += navigation()


def setup(app) -> None:
    app.connect("source-read", add_navigation)
