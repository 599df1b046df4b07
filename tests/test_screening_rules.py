"""The rule files: every rule finds its own examples and leaves its counter-examples alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.screening import rules as engine
from comments.screening.folding import fold
from comments.screening.prefilter import Prefilter, required_pieces
from comments.screening.rules import BadRules, Rule, load_rules, rule_files, sentence

RULES = [(screen, rule) for screen in rule_files() for rule in load_rules(screen)]
NAMES = [f"{screen}-{rule.id}" for screen, rule in RULES]


def found(rule: Rule, text: str) -> list[str]:
    subject = text if rule.original else fold(text).text
    return [match[0] for match, _tier in rule.matches(subject)]


@pytest.mark.parametrize(("screen", "rule"), RULES, ids=NAMES)
def test_a_rule_finds_its_examples_and_only_them(screen, rule):
    assert rule.hits, "a rule without an example"
    assert [text for text in rule.hits if not found(rule, text)] == []
    assert [text for text in rule.misses if found(rule, text)] == []


@pytest.mark.parametrize(("screen", "rule"), RULES, ids=NAMES)
def test_a_rule_says_why_it_exists(screen, rule):
    assert len(rule.reason) > 8
    assert rule.tier in ("", "high", "medium")


def written(tmp_path, monkeypatch, text: str):
    (tmp_path / "sample.toml").write_text(text)
    monkeypatch.setattr(engine, "FOLDER", tmp_path)
    return load_rules.__wrapped__("sample")


def test_blanks_match_line_breaks_and_words_are_inserted(tmp_path, monkeypatch):
    entry = "[[rule]]\nid = 'a'\nreason = 'why'\nhits = []\nmisses = []\npattern = '''\\bmy\n    {animal}\\b'''"
    (rule,) = written(tmp_path, monkeypatch, "[words]\nanimal = ' cat| dog'\n" + entry)
    assert found(rule, "my\ndog") == ["my\ndog"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('pattern = "("', "unterminated"),
        ('pattern = "{nothing}"', "no words named"),
        ('pattern = "a"\ncolour = "red"', "unknown"),
        ("", "missing"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_named(tmp_path, monkeypatch, change, message):
    entry = f'[[rule]]\nid = "a"\nreason = "why"\nhits = []\nmisses = []\n{change}\n'
    with pytest.raises(BadRules, match=rf"sample\.toml, rule a.*{message}"):
        written(tmp_path, monkeypatch, entry)


def test_two_rules_may_not_share_a_name(tmp_path, monkeypatch):
    entry = '[[rule]]\nid = "a"\nreason = "why"\npattern = "a"\nhits = []\nmisses = []\n'
    with pytest.raises(BadRules, match="twice"):
        written(tmp_path, monkeypatch, entry * 2)


def test_a_sentence_ends_at_its_stop_but_not_inside_a_number():
    text = "one. two 3.5 three! four"
    start = text.index("three")
    assert text[slice(*sentence(text, start, start + 5))].strip() == "two 3.5 three!"


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("overdos(?:e|ed)", {"overdose", "overdosed"}),
        (r"\b(?:my|the)\s(?:pills|tablets)\b", {"my pills", "the pills", "my tablets", "the tablets"}),
        ("(?:abc)?def", {"def", "abcdef"}),
        ("a+", None),
        ("abc|d+", None),
    ],
)
def test_the_prefilter_reads_what_a_match_must_contain(pattern, pieces):
    assert required_pieces(pattern) == (frozenset(pieces) if pieces else None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([text for _screen, rule in RULES for text in rule.hits]), max_size=4), st.text(max_size=30)
)
def test_the_prefilter_never_hides_a_match(texts, noise):
    text = fold(f" {noise} ".join(texts)).text
    patterns = [pattern for _screen, rule in RULES if not rule.original for pattern in rule.patterns]
    tried = set(PREFILTER.worth_trying(text))
    assert not [patterns[at].pattern for at in range(len(patterns)) if at not in tried and patterns[at].search(text)]


PREFILTER = Prefilter([pattern for _screen, rule in RULES if not rule.original for pattern in rule.patterns])
