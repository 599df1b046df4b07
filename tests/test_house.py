"""The house as drawn: who may import whom, and rooms that stay liveable."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEAVES = {"clinic", "pagecache", "jobs"}
MAY_IMPORT = {
    "clinic": set(),
    "pagecache": set(),
    "jobs": set(),
    "search": LEAVES,
    "faq": {"search"} | LEAVES,
    "articles": {"search"} | LEAVES,
    "comments": {"articles", "search"} | LEAVES,
    "portal": {"comments", "articles", "faq", "search"} | LEAVES,
}
FORBIDDEN_NAMES = {"core", "utils", "common", "services", "helpers"}
MODULES = [path for app in MAY_IMPORT for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def imported_apps(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names & MAY_IMPORT.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_app_may(path):
    app = path.relative_to(ROOT).parts[0]
    wrong = imported_apps(ast.parse(path.read_text())) - MAY_IMPORT[app] - {app}
    assert not wrong, f"{app} may not import {', '.join(wrong)}"


def test_the_check_sees_a_wrong_arrow():
    assert imported_apps(ast.parse("def f():\n    from comments.models import Comment")) == {"comments"}


def test_no_module_has_a_name_that_means_nothing():
    assert not [path for path in MODULES if path.stem in FORBIDDEN_NAMES]


def test_modules_stay_short():
    long = {str(path.relative_to(ROOT)): n for path in MODULES if (n := path.read_text().count("\n")) > 300}
    allowed = {"portal/settings.py"}  # one settings file, mostly plain data
    assert not long.keys() - allowed, long


def test_templates_stay_short():
    pages = (ROOT / "templates").rglob("*.html")
    long = {str(path.relative_to(ROOT)): n for path in pages if (n := path.read_text().count("\n")) > 80}
    assert not long, long


def test_no_signal_receivers_between_our_apps():
    for path in MODULES:
        assert "post_save" not in path.read_text(), path
