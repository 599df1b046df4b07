"""The dangerous tools, and the few places that may use them, each with its reason. `make lint` runs this.

Unescaped HTML, exemption from CSRF protection, SQL written by hand, other programs, deserialising code, and errors
that are caught whatever they are: what is not in the list fails, and so does a line of the list that nothing needs.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "clinic", "comments", "faq", "jobs", "pagecache", "portal", "search")
CALLS = {
    "mark_safe": {"mark_safe", "SafeString", "SafeText"},
    "sql": {"raw", "RawSQL", "extra", "cursor", "executescript", "RunSQL"},
    "program": {"Popen", "system", "popen", "check_output", "check_call", "execv", "spawnv"},
    "code": {"unsafe_load"},
}
BUILTINS = {"eval", "exec", "compile", "__import__"}
MODULES = {"program": {"subprocess"}, "code": {"pickle", "marshal", "shelve"}}
REVIEWED = {
    "mark_safe articles/reading.py readable_parts": "the snapshot's HTML, sanitised in publish()",
    "mark_safe portal/moving/leaving.py cleaned": "sanitised in the same line",
    "mark_safe clinic/structured.py script": "JSON in a script element, with <, > and & escaped",
    "mark_safe comments/templatetags/comments.py with_feedback": "our own links between parts of the snapshot",
    "mark_safe portal/templatetags/lists.py _with_name": "the admin's own cell, and our attribute by format_html",
    "mark_safe faq/answers.py render": "Markdown of our own files, with HTML switched off in the parser",
    "mark_safe faq/links.py readable": "HTML of the same Markdown, from which links are taken out whole",
    "mark_safe portal/policies/copy.py readable": "sanitised in the same function",
    "sql clinic/prepared.py rows": "SQL that the ORM made, every value a parameter",
    "sql comments/counting.py counted": "names of ours around SQL that the ORM made, every value a parameter",
    "sql comments/due.py empty_the_log": "a PRAGMA without parameters: no ORM for it",
    "sql pagecache/discarding.py execute": "the cache's table, which has no model; the value a parameter",
    "sql portal/backup/checking.py count_in_postgres": "counts in a scratch database; names quoted by psycopg.sql",
    "sql portal/backup/databases.py one_snapshot": "pg_export_snapshot, without parameters",
    "sql portal/backup/restoring.py is_in_use": "the table may be of an older version, so not through the model",
    "sql portal/doctor.py clock": "asks the time, without parameters",
    "sql portal/doctor.py database": "SELECT 1",
    "sql portal/durability.py weak_postgresql": "the server's settings, their names as parameters",
    "sql portal/durability.py weak_sqlite": "a PRAGMA without parameters",
    "sql portal/health.py database": "SELECT 1",
    "sql portal/moving/leaving.py one_moment": "begins and ends one reading of everything, without parameters",
    "sql portal/moving/rows.py count_on": "Django's own statements for its sequences",
    "sql portal/moving/rows.py load_rows": "a setting of the transaction, without parameters",
    "sql portal/postgresql/long_work.py without_limit": "a setting of the connection, without parameters",
    "sql portal/management/commands/make_bench_data.py fill": "VACUUM, without parameters",
    "sql portal/statistics.py update_statistics": "ANALYZE, without parameters",
    "sql search/engines/postgresql.py find": "full-text search, every value a parameter",
    "sql search/engines/sqlite.py find": "full-text search, every value a parameter",
    "code pagecache/pieces.py module": "pickles to make keys; nothing is ever read back",
    "program portal/arrival/starting.py module": "starts our own manage.py, no shell, nothing from outside",
    "program portal/arrival/starting.py start_when_asked": "starts our own manage.py, no shell, nothing from outside",
    "program portal/backup/schedule.py module": "starts our own manage.py, no shell, nothing from outside",
    "program portal/backup/schedule.py start_when_due": "starts our own manage.py, no shell, nothing from outside",
    "program portal/demo.py module": "starts our own server and worker, no shell",
    "program portal/demo.py run": "starts our own server and worker, no shell",
    "program portal/handbook_pictures.py module": "starts our own server and worker, no shell; development only",
    "program portal/handbook_pictures.py running": "starts our own server and worker, no shell; development only",
    "caught portal/arrival/work.py outcome": "written down for the owner, logged; what has come is whole",
    "caught articles/probing.py settle": "handed to whoever waits for the answer",
    "caught articles/quality/__init__.py one_run": "a check that fails becomes a finding; the others have to run",
    "caught articles/quality/__init__.py run_checks": "every check is run again by itself, and one that fails is told",
    "caught articles/upkeep.py check_live": "a page that cannot be checked stops no other; raised afterwards",
    "caught comments/screening/__init__.py _screen": "a screen that fails counts as a hit (safety.md, section 2)",
    "caught portal/rewriting.py count_again": "a draft that cannot be checked stops no other; raised afterwards",
    "caught comments/triage.py _screen": "whatever fails, the comment is stored and read by a person",
    "caught jobs/deadline.py settle": "handed to whoever waits for the answer",
    "caught jobs/progress.py show": "logged; a line of progress that cannot be shown stops no work",
    "caught jobs/progress.py shown": "logged; the desk is shown without it",
    "caught jobs/sweeping.py run": "logged; one sweep that fails stops no other",
    "caught jobs/work.py _attempt": "recorded in the row, tried again, parked and shown after five tries",
    "caught pagecache/discarding.py take_out": "logged and left for the sweep, which tries again",
    "caught pagecache/front.py __call__": "a cache that fails makes pages slower, never unavailable",
    "caught pagecache/generations.py carry_out": "left for the sweep, which tries again",
    "caught pagecache/shared.py hang_up": "logged; a connection that cannot be closed keeps no reader from an answer",
    "caught portal/copies.py follow": "logged, tried again at the next page and by the worker; the page is still made",
    "caught portal/copies.py follow_the_site": "logged, the worker looks again; the change itself is committed",
    "caught portal/doctor.py run": "shown as what is wrong, with how to mend it",
    "caught portal/error_reports.py emit": "the log has the error; a report may not make matters worse",
    "caught portal/errors.py former_page": "logged; an error page may not fail",
    "caught portal/errors.py nearest_pages": "logged; an error page may not fail",
    "caught portal/errors.py render_error": "logged; an error page may not fail",
    "caught portal/errors.py last_resort": "logged; an error page may not fail",
    "caught portal/health.py check": "logged and shown as “failing”",
}
UNESCAPED = re.compile(r"\|\s*(safe|safeseq)\b|autoescape off")


def findings(tree: ast.AST) -> list[str]:
    """Kind and enclosing function of each dangerous tool in a module."""
    found = []

    def walk(node: ast.AST, where: str) -> None:
        for child in ast.iter_child_nodes(node):
            inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else where
            found.extend(f"{kind} {where}" for kind in kinds_of(child))
            walk(child, inside)

    walk(tree, "module")
    return found


def kinds_of(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name | ast.Attribute) and name_of(node) == "csrf_exempt":
        return {"csrf_exempt"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILTINS:
        return {"code"}
    if isinstance(node, ast.Call):
        return {kind for kind, names in CALLS.items() if name_of(node.func) in names}
    if isinstance(node, ast.Import | ast.ImportFrom):
        modules = {alias.name for alias in node.names} | {getattr(node, "module", None)}
        return {kind for kind, names in MODULES.items() if modules & names}
    if isinstance(node, ast.ExceptHandler) and is_swallowed(node):
        return {"caught"}
    return set()


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_swallowed(handler: ast.ExceptHandler) -> bool:
    """Caught whatever it is, and not raised again."""
    broad = handler.type is None or name_of(handler.type) in ("Exception", "BaseException")
    return broad and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def everywhere() -> Counter:
    found = Counter()
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts or path.is_relative_to(ROOT / "portal/bench"):
                continue  # reviewed as schema; and never part of a running site
            for finding in findings(ast.parse(path.read_text())):
                kind, where = finding.split(" ", 1)
                found[f"{kind} {path.relative_to(ROOT)} {where}"] += 1
    return found


def test_every_dangerous_tool_is_in_the_list():
    assert sorted(everywhere().keys() - REVIEWED.keys()) == []


def test_no_line_of_the_list_is_left_over():
    assert sorted(REVIEWED.keys() - everywhere().keys()) == []


def test_every_line_has_a_reason():
    assert all(len(reason.split()) >= 2 for reason in REVIEWED.values() if reason != "SELECT 1")


def test_no_template_switches_escaping_off():
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt", ".xml")]
    assert [str(path) for path in pages if UNESCAPED.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("def f(): return mark_safe(x)", "mark_safe f"),
        ("@csrf_exempt\ndef f(): pass", "csrf_exempt f"),
        ("@method_decorator(csrf_exempt)\ndef f(): pass", "csrf_exempt f"),
        ("def f(): connection.cursor()", "sql f"),
        ("class A:\n  def f(self): return Row.objects.raw('x')", "sql f"),
        ("import subprocess", "program module"),
        ("from subprocess import run", "program module"),
        ("def f(): os.system('x')", "program f"),
        ("import pickle", "code module"),
        ("def f(): eval('x')", "code f"),
        ("def f():\n  try: g()\n  except Exception: pass", "caught f"),
        ("def f():\n  try: g()\n  except: return 1", "caught f"),
    ],
)
def test_the_scan_sees_it(code, kind):
    assert kind in findings(ast.parse(code))


def test_the_scan_lets_go_what_is_raised_again():
    assert findings(ast.parse("try: g()\nexcept Exception as e:\n  raise Other from e")) == []


@pytest.mark.parametrize("text", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape off %}", "{{ x|lower|safe }}"])
def test_the_scan_sees_it_in_templates(text):
    assert UNESCAPED.search(text)
