"""What checks say to editors can be translated: whole messages are in the catalogue's source, values stand outside."""

import ast
import dataclasses
import json
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from articles import quality
from articles.content import Figure, ImageCopy, SourceCopy
from articles.quality.documents import read_document
from tests.pseudo_locale import Pseudo, outside, speak_pseudo

FOLDER = Path(quality.__file__).parent
GETTEXT = {"_", "gettext", "gettext_noop"}
NASTY = """
<h1>Top</h1><h3>Skipped</h3><h3>Skipped</h3><h2>{long}</h2>
<p>Ketamine cures depression in 70% of people [@gone] and 64 of 100 got better [@old] [@taken].</p>
<p>Take 50 mg of ketamine or esketamine. He committed suicide. Utilize it. It is a miracle, completely safe.</p>
<p>{words}.</p><p><a href="">x</a> <a href="http://a.example">here</a> <a href="/x/"></a> <a href="/y/">https://a</a></p>
<table><tr><td>1</td></tr></table><img src="/admin/picture/room/"><img src="/admin/picture/x/" alt="image">
<p style="color: red" onclick="x()">a</p><script>x</script><a href="javascript:x">words of a link</a>
"""


def messages_in_source() -> set[str]:
    """The constants that makemessages reads from the checks."""
    found = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
                found |= {part.value for part in node.args[:1] if isinstance(part, ast.Constant)}
    return found


def words_of_rules(value) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(words_of_rules, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {words for name, words in value.items() if name in ("reason", "fix") and isinstance(words, str)}
    return own.union(*map(words_of_rules, value.values()))


def test_every_word_of_the_rule_files_is_listed_for_translators():
    files = sorted((FOLDER / "rules").rglob("*.toml"))
    assert set().union(*(words_of_rules(tomllib.loads(path.read_text())) for path in files)) <= messages_in_source()


@pytest.fixture
def translated(monkeypatch):
    """A language that knows what makemessages has seen, and nothing else."""
    known = messages_in_source()
    speak_pseudo(monkeypatch, settings.LANGUAGE_CODE)
    whole = Pseudo.gettext
    monkeypatch.setattr(Pseudo, "gettext", lambda self, words: whole(self, words) if words in known else words)


def nasty():
    long, words = "Long words " * 10, "incomprehensibility notwithstanding " * 25
    old = SourceCopy(key="old", kind="trial", title="A study", checked_on="2001-01-01")
    taken = SourceCopy(key="taken", kind="trial", title="A study", note="Retracted.", checked_on="2026-11-01")
    return dataclasses.replace(
        read_document("Words.").content,
        kind="treatment",
        body=NASTY.format(long=long, words=words),
        facts={"benefits": "It may help many people a lot with all of this.", "risks": "Some."},
        figures=(Figure("had a response", "with it", 600, "", 3, 1000, "after one day", ""),),
        sources=(old, taken),
        images=(ImageCopy(key="room", alt="A quiet room", sha256="", width=1, height=1),),
    )


def test_every_finding_speaks_the_editors_language(translated):
    lines = (Path(__file__).parent / "data" / "claims.jsonl").read_text().splitlines()
    documents = [nasty(), *(read_document(json.loads(line)["text"]).content for line in lines)]
    found = {finding for document in documents for finding in quality.run_checks(document)}
    assert len({finding.check for finding in found}) > 30
    told = {(finding.check, words) for finding in found for words in (finding.message, finding.fix)}
    assert {pair for pair in told if outside(pair[1])} == set()


def test_a_check_that_breaks_says_so_in_the_editors_language(translated, monkeypatch):
    def broken(content):
        raise ValueError

    monkeypatch.setattr(quality, "all_checks", lambda: {"tables": broken})
    (finding,) = quality.run_checks(read_document("Words.").content)
    assert outside(finding.message) == outside(finding.fix) == []
