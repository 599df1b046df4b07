"""Sentences that only praise, or only wave a risk away. Complements claims.py: here it is not the single words that
tell, but that words of one kind add up and nothing beside them leaves room."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from articles.content import Content
from articles.quality import claims
from articles.quality.claim_rules import joined, shared_words
from articles.quality.excuses import EXCUSES
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences

FOLDER = Path(__file__).parent / "rules" / "tone"


class Words:
    """One list: what a word of it weighs, how many may count, and whether they count only beside others."""

    def __init__(self, row: dict[str, Any]):
        self.weight, self.most, self.only_beside = row["weight"], row.get("most", 1), row.get("beside", False)
        self.pattern = joined(row["patterns"], shared_words())


class Tone:
    """The word lists of one file, compiled."""

    def __init__(self, document: dict[str, Any]):
        self.check, self.message, self.fix = document["check"], document["reason"], document["fix"]
        self.thresholds = document["points_needed"]
        self.excuses = [EXCUSES[name] for name in document["excuses"]]
        self.negated = EXCUSES[document["negation"]]
        self.subject = joined(document["subject"], shared_words())
        self.topic, self.neutral = (
            joined(document["topic"], shared_words()),
            joined(document["neutral"], shared_words()),
        )
        self.words = [Words(row) for row in document["words"]]

    def weigh(self, text: str) -> tuple[int, Any]:
        """The points of a folded sentence, and the match that weighs most."""
        points, heaviest, found = 0, 0, None
        for words in self.words:
            if words.only_beside and not points:
                continue  # “within hours” praises nothing by itself
            matches = [
                m for m in words.pattern.finditer(text) if m.end() > m.start() and not self.negated(text, *m.span())
            ]
            count = min(words.most, len({match[0] for match in matches}))
            points += words.weight * count
            if count and words.weight > heaviest:
                heaviest, found = words.weight, matches[0]
        return points, found

    def needed(self, text: str) -> int:
        """How many points are one-sided: few where the treatment is the subject, many where it is not named."""
        if self.subject.match(text):
            return self.thresholds["subject"]
        return self.thresholds["topic" if self.topic.search(text) else "neither"]

    def finds(self, text: str) -> Any:
        """The match that weighs most in a sentence that is one-sided, or None."""
        points, found = self.weigh(text)
        if points < self.needed(text) or self.neutral.search(text):
            return None
        return None if any(excuse(text, *found.span()) for excuse in self.excuses) else found


@lru_cache(maxsize=1)
def tones() -> tuple[Tone, ...]:
    return tuple(Tone(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml")))


def check(content: Content) -> list[Finding]:
    """At most one blocking finding of each kind for a sentence without a source in which claims.py found nothing."""
    return [finding for sentence in sentences(content) for finding in finds(sentence)]


def finds(sentence: Sentence) -> list[Finding]:
    if sentence.sourced or claims.check_sentence(sentence):
        return []
    return [finding for tone in tones() if (finding := check_sentence(tone, sentence))]


def check_sentence(tone: Tone, sentence: Sentence) -> Finding | None:
    match = tone.finds(sentence.folded.text)
    if match is None:
        return None
    start, end = sentence.folded.span(match.start(), match.end())
    place, quote = sentence.start + start, sentence.text[start:end]
    return Finding(sentence.field, place, sentence.start + end, tone.check, True, tone.message, tone.fix, quote)
