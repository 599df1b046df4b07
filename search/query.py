"""From what somebody types to what is looked up."""

from dataclasses import dataclass

from search.models import Synonyms
from search.vocabulary import vocabulary
from search.words import stem, stop_words, words_of

Phrase = tuple[str, ...]  # stems
Groups = list[list[Phrase]]  # every group has to be there; of a group's phrases any one will do

LONGEST = 200  # characters that are read of a query
MOST_WORDS = 10
COMPLETIONS = 8  # words that the beginning of one may stand for
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Query:
    """`text` as typed in a `language`, its folded `words` without stop words, and the `groups` to look up."""

    text: str
    language: str
    words: tuple[str, ...]
    groups: Groups


def read(text: str, language: str) -> Query:
    """Reads a query: words with their synonyms, and with what the last word may be the beginning of. Three queries
    of the database at most. Never raises, whatever was typed."""
    text = " ".join(text.replace("\x00", " ")[:LONGEST].split())
    typed = words_of(text, language)[:MOST_WORDS]
    words = telling(typed, language)
    if not words:
        return Query(text, language, (), [])
    groups = grouped([stem(word, language) for word in words], synonym_sets(language))
    last = words[-1]
    if len(last) >= SHORTEST_BEGINNING and typed[-1] == last:
        groups[-1] += [(found,) for found in completions(last, language) if (found,) not in groups[-1]]
    return Query(text, language, tuple(words), groups)


def telling(words: list[str], language: str) -> list[str]:
    """The words without stop words; all of them where there are no others."""
    return [word for word in words if word not in stop_words(language)] or words


def grouped(stems: list[str], sets: list[list[Phrase]]) -> Groups:
    """The stems as groups; where they are words of a synonym, the group holds its other phrases too."""
    groups: Groups = []
    at = 0
    while at < len(stems):
        phrase, others = longest_synonym(stems, at, sets)
        groups.append([phrase, *others])
        at += len(phrase)
    return groups


def longest_synonym(stems: list[str], at: int, sets: list[list[Phrase]]) -> tuple[Phrase, list[Phrase]]:
    """The longest phrase of the editors' synonyms that begins at `at`, with the phrases that mean the same; where none
    does, the one stem alone."""
    best: Phrase = (stems[at],)
    others: list[Phrase] = []
    for phrases in sets:
        for phrase in phrases:
            longer = len(phrase) > len(best) or (len(phrase) == len(best) and not others)
            if longer and tuple(stems[at : at + len(phrase)]) == phrase:
                best, others = phrase, [other for other in phrases if other != phrase]
    return best, others


def synonym_sets(language: str) -> list[list[Phrase]]:
    sets = []
    for words in Synonyms.objects.values_list("words", flat=True):
        phrases = [phrase for part in words.split(",") if (phrase := phrase_of(part, language))]
        sets.append(list(dict.fromkeys(phrases)))
    return sets


def phrase_of(text: str, language: str) -> Phrase:
    return tuple(stem(word, language) for word in telling(words_of(text, language), language))


def completions(beginning: str, language: str) -> list[str]:
    """The stems of the most frequent words that begin like this."""
    words = vocabulary(language)
    most = words.by_frequency(words.beginning(beginning))[:COMPLETIONS]
    return list(dict.fromkeys(stem(word, language) for word in most))
