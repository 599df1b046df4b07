"""Claims that promise too much: safety.md section 1, facts.md sections 1 and 2. The rules are data."""

import re
from functools import lru_cache

from articles.content import Content
from articles.quality.claim_rules import Rule, claim_rules, condition_pattern
from articles.quality.excuses import EXCUSES
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences

COMPARISON = re.compile(
    r"\b(?:against|compared (?:with|to)|versus|vs|than|placebo|sedative|midazolam|dummy|salt water|saline|quetiapine"
    r"|comparison|control group|no comparison group|ect)\b|from \d[\d.]* ?% to \d"
)
STUDIED = re.compile(
    r"\b(?:trial|study|review|studies|trials)(?: \w+){0,3} (?:of|with|in|had|included|covering) \d"
    r"|\b\d[\d,]* (?:people|adults|patients|veterans|participants|trials|studies)\b|\b\d+-person\b"
    r"|\b(?:in|of) (?:one|an?|another|the) (?:\w+ ){0,3}(?:trial|study)\b|\bin (?:\w+ )?(?:studies|trials)\b"
    r"|\b(?:one|an?|another|the) (?:[\w-]+ ){0,3}(?:trial|study) (?:found|showed|reported|saw)\b"
)
BENEFIT = re.compile(
    r"\b(?:respon\w+|remission|improv\w+|better|relie\w+|success\w*|effective\w*|helps?|helped|benefit\w*|recover\w*"
    r"|work(?:s|ed)?|cur(?:e|ed|es)|free|well|happ\w+)\b"
)
NOT_HELPED = re.compile(r"\b(?:do|does|did|is|are|was|were|had|have|had) not\b|n't\b|\brelaps|\bno better\b|\bnever\b")
BEST_CASE = re.compile(r"\b(?:up to|as (?:high|many|much) as|over|more than|at best|success rates?)\b")


def check(content: Content) -> list[Finding]:
    """Blocking findings, at most one for each kind of claim in a sentence."""
    return [finding for sentence in sentences(content) for finding in check_sentence(sentence)]


@lru_cache(maxsize=4096)
def check_sentence(sentence: Sentence) -> tuple[Finding, ...]:
    """Kept: while an editor works, most sentences are the same as a moment ago."""
    found: dict[str, Finding] = {}
    for rule in claim_rules():
        if rule.check not in found and (span := claimed(rule, sentence)):
            found[rule.check] = finding_of(rule, sentence, span)
    return tuple(found.values())


def claimed(rule: Rule, sentence: Sentence) -> tuple[int, int] | None:
    """Where in the folded sentence `rule` finds a claim that nothing in it excuses."""
    text = sentence.folded.text
    if rule.stems and not any(stem in text for stem in rule.stems):
        return None
    for match in rule.pattern.finditer(text):
        if match.end() > match.start() and not excused(rule, sentence, match):
            return match.span()
    return None


def excused(rule: Rule, sentence: Sentence, match: re.Match) -> bool:
    text = sentence.folded.text
    if rule.unless and rule.unless.search(text):
        return True
    if rule.conditions and len({found[:4] for found in condition_pattern().findall(text)}) < rule.conditions:
        return True
    if sourced_enough(rule, sentence):
        return True
    return any(EXCUSES[name](text, *match.span()) for name in rule.excuses)


def sourced_enough(rule: Rule, sentence: Sentence) -> bool:
    if rule.source == "no help" or not sentence.sourced:
        return False
    if rule.source == "enough":
        return True
    text = sentence.folded.text
    around = sentence.block_text.lower()
    if not BENEFIT.search(text) or NOT_HELPED.search(text):
        return True  # how often something bad came up needs its source, and no more
    if BEST_CASE.search(text):
        return bool(COMPARISON.search(around))
    return bool(COMPARISON.search(around) or STUDIED.search(around))


def finding_of(rule: Rule, sentence: Sentence, span: tuple[int, int]) -> Finding:
    start, end = sentence.folded.span(*span)
    return Finding(
        field=sentence.field,
        start=sentence.start + start,
        end=sentence.start + end,
        check=rule.check,
        blocking=True,
        message=rule.message,
        fix=rule.fix,
        quote=sentence.text[start:end],
    )
