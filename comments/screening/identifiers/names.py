"""Full names of people and of clinicians. A first name alone, or a title alone, is none."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from re import Match

from comments.screening.identifiers.hits import Hit
from comments.screening.identifiers.name_words import (
    PARTICLES,
    Word,
    could_be_surname,
    is_surname,
    known,
    words_from,
)
from comments.screening.identifiers.plain import Plain
from comments.screening.rules import Rule, load_rules

_OWN = re.compile(r"\b(?:my|the|a|your|his|her|our|their|any|another|every|this|that|no|see|saw|good|same)\s$")
_MISSED = re.compile(r"\b(?:i|you|we|they|he|she|to|will|ll|would|d|really|so|did|don't|not|still|do|and)\s$")
_MARKS = ".,;:!?()\"'"
_UPPER = re.compile(r"[A-Z]")
_LETTER = re.compile(r"[A-Za-z]")
PAIR = re.compile(r"[A-Z][\w'.-]*,? ?(?:[a-z]{2,3} ){0,2}[A-Z]")
TITLES = frozenset(
    title + dot
    for title in (
        "mr",
        "mrs",
        "ms",
        "mx",
        "miss",
        "mister",
        "missus",
        "mme",
        "mlle",
        "dr",
        "doctor",
        "doc",
        "prof",
        "professor",
        "nurse",
        "sister",
        "matron",
        "midwife",
    )
    for dot in ("", ".")
)
WARD_TITLES = ("sister", "matron", "midwife")
_ENDS = re.compile(r"(?:[.,!?;]|\s(?:and|from|of|here)\b|\s?$)")
_ANYBODY = re.compile(r"name|signed|patient")
_TOKENS = re.compile(r"[a-z]+(?:['-][a-z]+)*")


def find(plain: Plain) -> Iterator[Hit]:
    """Names in the text, each with the rule that saw it."""
    shouts = _shouts(plain.text)
    rules = _rules()
    words = plain.low.split()
    if not TITLES.isdisjoint(words):
        for name in ("title-and-name", "clinician-and-name"):
            yield from _after(rules[name], plain, lambda match: _titled(plain, match, shouts))
    pair = PAIR.search(plain.text)
    if not pair and not _may_hold_a_small_name(words):
        return
    for name in ("my-carer-is", "my-kin-is", "i-am", "signature"):
        yield from _after(rules[name], plain, lambda match, name=name: _announced(plain, match, name, shouts))
    if pair:
        yield from _written(rules["name-and-credential"], plain, None)
        yield from _written(rules["surname-first"], plain, _surname_first)
        if not shouts:
            yield from _written(rules["full-name"], plain, None)
    yield from _in_lower_case(plain, shouts)


def _may_hold_a_small_name(words: list[str]) -> bool:
    """Whether a first name stands before something that is no ordinary word. Cheap; most texts end here."""
    names = known()
    if names.first.isdisjoint(words):
        return False
    return any(word in names.first and after.strip(_MARKS) not in names.common for word, after in pairwise(words))


@cache
def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in load_rules("identifiers/names")}


def _shouts(text: str) -> bool:
    upper = len(_UPPER.findall(text, 0, 400))
    return upper > 6 and upper > 0.6 * len(_LETTER.findall(text, 0, 400))


def _after(rule: Rule, plain: Plain, name_end) -> Iterator[Hit]:
    """Hits of a cue: `name_end(match)` says where the name behind it ends, or None."""
    for match, _tier in rule.matches(plain.low):
        end = name_end(match)
        if end is not None:
            titled = rule.id in ("title-and-name", "clinician-and-name")
            yield Hit(rule.kind, match.start() if titled else match.end(), end, rule.id)


def _titled(plain: Plain, match: Match[str], shouts: bool) -> int | None:
    words = words_from(plain.text, match.end(), 4)
    if not words:
        return None
    if _begins_with_initial(plain, words):
        words = words[1:]
    first = words[0]
    names = known()
    title = match[0].split()[0].rstrip(".")
    before = plain.low[max(0, match.start() - 8) : match.start()]
    if _only_seems_a_title(plain, match, title, before, first, shouts):
        return None
    if first.is_capital and not shouts:
        if first.low in names.common or not is_surname(first, capital=True):
            return None
        alone = len(words) == 1 or not words[1].is_capital
        if title in ("nurse", "doc") and alone and first.low in names.first and first.low not in names.surnames:
            return None
    elif title in ("dr", "prof", "mr", "mrs") and not _OWN.search(before):
        if not could_be_surname(first) and not (first.low in PARTICLES and len(words) > 1):
            return None
    elif first.low in names.common or not is_surname(first, capital=False):
        return None
    return _last_of(words, 0, shouts)


def _begins_with_initial(plain: Plain, words: list[Word]) -> bool:
    """ "Mrs J Barnaby", "dr k. oyelaran" """
    if len(words) < 2 or len(words[0].text) > 1:
        return False
    return words[1].is_capital if words[0].is_capital else plain.text[words[0].end] == "."


def _only_seems_a_title(plain: Plain, match: Match[str], title: str, before: str, first: Word, shouts: bool) -> bool:
    """ "I miss Barnaby"; "my sister Agnes", "Sister Mary": of a family or an order, and no nurse of a ward."""
    if title == "miss":
        return plain.text[match.start()] == "m" and bool(_MISSED.search(before))
    if title not in WARD_TITLES:
        return False
    if shouts or not first.is_capital:
        return True
    only_first = first.low in known().first and first.low not in known().surnames
    return plain.text[match.start()].islower() or bool(_OWN.search(before)) or only_first


def _announced(plain: Plain, match: Match[str], rule: str, shouts: bool) -> int | None:
    words = words_from(plain.text, match.end(), 5)
    if len(words) < 2:
        return None
    if words[0].is_capital and words[1].is_capital | (words[1].low in PARTICLES) and not shouts:
        return _capitals(words, match[0], rule, plain.low[words[1].end : words[1].end + 6])
    return _small(words, match[0], rule)


def _capitals(words: list[Word], cue: str, rule: str, rest: str) -> int | None:
    names = known()
    first = words[0]
    at = next((at for at, word in enumerate(words[1:], 1) if word.low not in PARTICLES and len(word.text) > 1), None)
    if at is None or first.low in names.not_names | names.common or not is_surname(words[at], capital=True):
        return None
    if " ".join((first.low, words[at].low)) in names.public_figures or not words[at].is_capital:
        return None
    if first.is_initials and not (len(first.text) == 1 and words[at].low in names.surnames):
        return None
    if words[at].low in names.first and words[at].low not in names.surnames and len(words) == at + 1:
        return None
    sure = first.low in names.first or words[at].low in names.surnames
    if rule == "i-am" and not _ANYBODY.search(cue) and not sure and not (cue.startswith("i") and _ENDS.match(rest)):
        return None
    return _last_of(words, at, shouts=False)


def _small(words: list[Word], cue: str, rule: str) -> int | None:
    """Names in lower case, or in a text that is all capitals."""
    names = known()
    first, second = words[0], words[1]
    if first.low not in names.first:
        return None
    named = rule == "i-am" and not cue.startswith(("it", "this"))
    if is_surname(second, capital=False) or (named and could_be_surname(second)):
        return second.end
    return None


def _last_of(words: list[Word], at: int, shouts: bool) -> int:
    """The end of a name whose surname stands at `at`: takes further capitalised parts with it."""
    names = known()
    end = words[at].end
    for word in words[at + 1 :]:
        stop = word.low in names.not_names or word.low in names.common or not word.is_capital or shouts
        if stop and word.low not in PARTICLES:
            break
        end = word.end if word.is_capital else end
    return end


def _written(rule: Rule, plain: Plain, test) -> Iterator[Hit]:
    for match, _tier in rule.matches(plain.text):
        start, end = match.span("v")
        if rule.id == "full-name":
            yield from _full_name(plain, start, end)
        elif test is None or test(match["v"]):
            words = words_from(plain.text, start, 2)
            if test or words[0].low not in known().not_names:
                yield Hit(rule.kind, start, end, rule.id)


def _surname_first(value: str) -> bool:
    last, first = value.lower().split(", ")
    names = known()
    return first.split()[0] in names.first and last not in names.not_names | names.common and last not in names.first


def _full_name(plain: Plain, start: int, end: int) -> Iterator[Hit]:
    words = words_from(plain.text[:end], start, 6)
    names = known()
    for at, first in enumerate(words[:-1]):
        if first.low in PARTICLES or len(first.text) < 2:
            continue
        later = [i for i in range(at + 1, len(words)) if words[i].low not in PARTICLES and len(words[i].text) > 1]
        if not later or not _are_a_name(plain, words, at, later[0]):
            continue
        if f"{first.low} {words[later[0]].low}" in names.public_figures:
            return
        yield Hit("person_name", first.start, _last_of(words, later[0], shouts=False), "full-name")
        return


def _are_a_name(plain: Plain, words: list[Word], at: int, later: int) -> bool:
    names = known()
    first, last = words[at], words[later]
    if not is_surname(last, capital=True) or (last.low in names.common and last.low not in names.surnames):
        return False
    if first.low in names.sure_first:
        given = last.low in names.first and last.low not in names.surnames
        return not given or (later + 1 < len(words) and is_surname(words[later + 1], capital=True))
    sure = last.low in names.surnames and last.low not in names.ambiguous_surnames
    if first.low in names.first:
        return sure
    starts_sentence = not re.search(r"[\w,]\s$", plain.text[max(0, first.start - 2) : first.start])
    nothing = first.low in names.not_names or first.low in names.common or first.is_initials
    return sure and not nothing and not starts_sentence and last.low not in names.first


def _in_lower_case(plain: Plain, shouts: bool) -> Iterator[Hit]:
    """ "i saw priya raghunathan": without capitals only a sure first name followed by a sure surname."""
    names = known()
    for match in _TOKENS.finditer(plain.low):
        if match[0] not in names.sure_first:
            continue
        words = words_from(plain.text, match.start(), 2)
        if len(words) < 2 or (words[0].is_capital and not shouts):
            continue
        if is_surname(words[1], capital=False) or (shouts and could_be_surname(words[1])):
            yield Hit("person_name", words[0].start, words[1].end, "full-name")
