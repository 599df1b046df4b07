"""A second pair of eyes beside the rules: weights learned from labelled sentences, for wordings that no rule foresaw.

What weighs much keeps a page from publication until it is reworded or a clinician lets it stand; what weighs less is
advice, because a weight is no reason. The weights are data, made by `python -m tests.train_wording` from
tests/data/claims.jsonl, the starter articles and the FAQ, and from nothing else; docs/decisions/learned-weights.md.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality import claims, one_sided
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences
from search.stemming import english_stem

FOLDER = Path(__file__).with_name("weights")
CHECK, BIAS = "claims-wording", "(always)"
# Chosen on sentences that the weights had not met: docs/checks.md has the figures of these borders.
TOLD_FROM = 0.8
BLOCKS_FROM = 1.5
PHRASE = 6  # words shown at most
SHORTEST = 3  # words: fewer say too little to be weighed
SHORTEST_THAT_BLOCKS = 5  # a title of three words may be anything
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[%?!\"]")
NEGATIONS = frozenset(
    ["not", "no", "never", "nobody", "none", "nothing", "cannot", "neither", "nor", "without", "hardly", "rarely"]
)
NEGATED = 4  # words behind a negation that it may turn round


@dataclass(frozen=True)
class Model:
    """Learned weights by feature, and what every sentence weighs to begin with."""

    weights: dict[str, float]
    bias: float


@dataclass(frozen=True)
class Word:
    """A word of a sentence: its stem, its family (the stem where it has none), and where it stands."""

    stem: str
    kind: str
    start: int
    end: int


def check(content: Content) -> list[Finding]:
    """Findings about sentences that read like advertising, where neither claims.py nor one_sided.py found anything."""
    found = []
    for sentence in sentences(content):
        finding = check_sentence(sentence)
        if finding and not claims.check_sentence(sentence) and not one_sided.finds(sentence):
            found.append(finding)
    return found


@lru_cache(maxsize=4096)
def check_sentence(sentence: Sentence) -> Finding | None:
    """Kept: while an editor works, most sentences are the same as a moment ago."""
    words = words_of(sentence.folded.text)
    weight = weigh(words, sentence.sourced) if len(words) >= SHORTEST else 0.0
    if weight < TOLD_FROM:
        return None
    start, end = sentence.folded.span(*heaviest(words))
    quote = sentence.text[start:end]
    message = _(
        "These words keep company with promises and advertising: they weigh most in a sentence that reads like praise "
        "without a limit. No rule knows this wording."
    )
    fix = _("Say how often, for whom, for how long, or what is not known; or leave the sentence out.")
    place = sentence.start + start, sentence.start + end
    blocking = weight >= BLOCKS_FROM and len(words) >= SHORTEST_THAT_BLOCKS
    return Finding(sentence.field, *place, CHECK, blocking, message, fix, quote)


def weigh(words: list[Word], sourced: bool) -> float:
    weights = model().weights
    return model().bias + sum(weights.get(name, 0.0) for name in features(words, sourced))


def heaviest(words: list[Word]) -> tuple[int, int]:
    """Where the few words stand that weigh most together."""
    weights = model().weights
    each = [sum(weights.get(name, 0.0) for name in names) for names in features_at(words)]
    size = min(PHRASE, len(words))
    sums = [sum(each[at : at + size]) for at in range(len(words) - size + 1)]
    first = sums.index(max(sums))
    return words[first].start, words[first + size - 1].end


def features(words: list[Word], sourced: bool) -> set[str]:
    """What is weighed of a sentence, each once."""
    found = {name for names in features_at(words) for name in names}
    families = sorted({word.kind for word in words if word.kind.isupper()})
    found |= {f"{one}&{other}" for one, other in combinations(families, 2)}
    if sourced:
        found.add("(source)")
    if words and words[-1].stem == "?":
        found.add("(question)")
    return found


def features_at(words: list[Word]) -> list[list[str]]:
    """The features of each word: it and its neighbours to the left, by name and by family, and what a negation near it
    may have turned round."""
    found, left = [], 0
    stems, kinds = ["^", *(word.stem for word in words)], ["^", *(word.kind for word in words)]
    for at in range(1, len(stems)):
        names = [stems[at], kinds[at], f"{stems[at - 1]} {stems[at]}", f"{kinds[at - 1]} {kinds[at]}"]
        if at > 2:
            for row in (stems, kinds):
                names += [f"{row[at - 2]} _ {row[at]}", f"{row[at - 2]} {row[at - 1]} {row[at]}"]
        if left:
            names.append(f"not:{kinds[at]}")
        left = NEGATED if stems[at] in NEGATIONS else max(0, left - 1)
        found.append(list(dict.fromkeys(names)))
    return found


def words_of(text: str) -> list[Word]:
    return [Word(*named(match[0]), *match.span()) for match in WORD.finditer(text)]


@lru_cache(maxsize=20_000)
def named(word: str) -> tuple[str, str]:
    """Stem and family of a word."""
    if word.isdigit():
        return "#", "NUM"
    if word.endswith("n't"):
        stem = "not"
    elif word in NEGATIONS or not word[0].isalpha():
        stem = word  # "nobody" and "hardly" would lose what makes them negations
    else:
        stem = english_stem(word)
    return stem, families().get(word, stem)


@cache
def families() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in FOLDER.joinpath("concepts.txt").read_text(encoding="utf-8").splitlines():
        name, _colon, members = line.partition(":")
        if not line.startswith("#"):
            found = dict.fromkeys(members.split(), name.upper()) | found  # the first family that names a word has it
    return found


@cache
def model() -> Model:
    """The weights, read once. Raises OSError where there are none, ValueError for a damaged file."""
    lines = FOLDER.joinpath("wording.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    weights = {feature: float(weight) for feature, weight in pairs}
    return Model(weights, weights.pop(BIAS))
