"""The plain form of a text that rules are matched on, and the way back to the text as it was sent.

People write in capitals, with accents, in full-width or look-alike letters, "k1ll", "k.i.l.l", "k i l l", "k*ll".
`fold` takes all that away and remembers for every character where it came from. Linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

# Cyrillic and Greek letters that look Latin. Whole texts in those alphabets are the language screen's business.
LOOK_ALIKES = dict(
    zip(
        "абвгдезиікмнорѕстухуԁӏһјԛԝαβγεικνορτυχωℓı",
        "a6bgge3uikmhopsctyxydlhjqwabyeikvoptuxwli",
        strict=True,
    )
)
SIGNS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "_": " ",
    "ß": "ss",
    "æ": "ae",
}
DASHES = "‐‑‒–—―−"
LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "i"}
INSIDE_ALWAYS = frozenset("01345@$7")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words people disguise. Only these are restored from forms that could also be something else ("5uicide", "d*e").
DISGUISED = _words(
    "suicide suicidal suicides kill killed killing kills killer myself yourself himself herself self harm die dies "
    "died dying dead death overdose overdosed hang hanging cut cutting cuts abuse abused rape raped sex sexual "
    "drug drugs ketamine fuck fucking fucked shit bitch cunt slut whore bastard idiot retard asshole dick pussy "
    "weed cocaine heroin meth viagra casino crypto bitcoin free life end hurt hate murder gun shoot stab"
)
DOUBLED = DISGUISED | _words(
    "need needed feel feeling too good off will well tell all call still miss keep see seen free week weeks been "
    "sleep asleep really soon feet blood bleed bleeding took pills pill goodbye happy sorry better pee peeing "
    "worry school teen teenager speed fell hell look book fall small swollen dizzy"
)

# Text-message spellings that have one meaning. "u", "ur" and "rn" have several and are left to the rules.
CHAT = {
    "tonite": "tonight",
    "2nite": "tonight",
    "2night": "tonight",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tomoz": "tomorrow",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "bout": "about",
    "abt": "about",
    "sum1": "someone",
    "some1": "someone",
    "any1": "anyone",
    "every1": "everyone",
    "no1": "no one",
    "ppl": "people",
    "wud": "would",
    "cud": "could",
    "shud": "should",
}

_CHAT = re.compile(r"(?<![\w@.'-])(?:" + "|".join(CHAT) + r")(?![\w@.-])")
_ODD = re.compile(r"[^ -^a-~\n]")  # outside ASCII, and "_" and "`"
_WHITE = re.compile(r" ?\n\s*|  \s*")
_MAYBE_SPELLED = re.compile(r"([ .*/-])[a-z]\1[a-z](?![a-z])")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z](?:([ .*/-])[a-z])(?:\1[a-z])+(?![a-z0-9]|'[a-z])")
_SIGN = re.compile(r"[013457@$!|*#]")
_MIXED = re.compile(r"(?<![a-z0-9@$*#.])[a-z0-9@$!|*#]{3,24}(?![a-z0-9@$*])")
_RUN = re.compile(r"([a-z])\1\1+")
_REPEATED = re.compile(r"(?<![a-z])[a-z]*?([a-z])\1\1[a-z]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the plain form; its character `i` came from `positions[i]` up to `ends[i]` of the original."""

    text: str
    positions: list[int] | range
    ends: list[int] | range

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Turns a span of the plain form (end exclusive, not empty) into one of the original."""
        return self.positions[start], self.ends[end - 1]


Edit = Callable[[re.Match[str]], list[tuple[str, int, int]] | None]


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What one character becomes: mostly one other, sometimes several ("ß"), or nothing (accents, zero width)."""
    if character in SIGNS:
        return SIGNS[character]
    if character in DASHES:
        return "-"
    if character.isspace():
        return character if character == "\n" else " "
    out = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        if unicodedata.category(part) in ("Mn", "Me", "Cf", "Cc"):
            continue
        out.append(SIGNS.get(part) or LOOK_ALIKES.get(part, part))
    return "".join(out)


def fold(text: str) -> Folded:
    """The plain form of `text`: lower case, one blank or line break between words, disguises taken off."""
    lowered = text.lower()
    if len(lowered) == len(text):
        folded = Folded(lowered, range(len(text)), range(1, len(text) + 1))
        folded = _edited(folded, _ODD, _made_plain)
    else:  # a few letters grow when lowered
        folded = _by_character(text)
    if "  " in folded.text or "\n" in folded.text:
        folded = _edited(folded, _WHITE, _one_blank)
    if _MAYBE_SPELLED.search(folded.text):
        folded = _edited(folded, _SPELLED, _joined)
    if _SIGN.search(folded.text):
        folded = _edited(folded, _MIXED, _restored)
    if _RUN.search(folded.text):
        folded = _edited(folded, _REPEATED, _calmed)
    return _edited(folded, _CHAT, _spelled_out)


def _by_character(text: str) -> Folded:
    plain = [_plain(character) for character in text]
    positions = [position for position, characters in enumerate(plain) for _character in characters]
    return Folded("".join(plain), positions, [position + 1 for position in positions])


def _made_plain(match: re.Match[str]) -> list[tuple[str, int, int]]:
    return [(character, 0, 1) for character in _plain(match[0])]


def _edited(folded: Folded, pattern: re.Pattern[str], edit: Edit) -> Folded:
    """Applies `edit(match)`, which answers None or a list of (character, start, end) within the match."""
    pieces: list[str] = []
    positions: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(folded.text):
        changes = edit(match)
        if changes is None:
            continue
        pieces.append(folded.text[done : match.start()])
        positions.extend(folded.positions[done : match.start()])
        ends.extend(folded.ends[done : match.start()])
        for character, start, end in changes:
            pieces.append(character)
            positions.append(folded.positions[match.start() + start])
            ends.append(folded.ends[match.start() + end - 1])
        done = match.end()
    if not done:
        return folded
    text = "".join(pieces) + folded.text[done:]
    return Folded(text, [*positions, *folded.positions[done:]], [*ends, *folded.ends[done:]])


def _one_blank(match: re.Match[str]) -> list[tuple[str, int, int]] | None:
    if match[0] in (" ", "\n"):
        return None
    return [("\n" if "\n" in match[0] else " ", 0, len(match[0]))]


def _joined(match: re.Match[str]) -> list[tuple[str, int, int]]:
    word = match[0]  # asked for once: each time it is a new copy of the text
    return [(word[at], at, at + 1) for at in range(0, len(word), 2)]


def _spelled_out(match: re.Match[str]) -> list[tuple[str, int, int]]:
    word = match[0]
    return [(character, 0, len(word)) for character in CHAT[word]]


def _restored(match: re.Match[str]) -> list[tuple[str, int, int]] | None:
    """Letters for the signs in "su1c1de", "k*ll", "$uicide"; None where that is not clearly meant."""
    word = match[0]
    if word.isalpha() or word.isdigit() or ("@" in word and match.string[match.end() : match.end() + 1] == "."):
        return None
    plain = "".join(LEET.get(character, character) for character in word)
    known = _known(word, plain)
    if known is None:
        signs = [at for at, character in enumerate(word) if not character.isalpha()]
        inside = signs[0] > 0 and signs[-1] < len(word) - 1 and {word[at] for at in signs} <= INSIDE_ALWAYS
        if not inside or 2 * len(signs) > len(word):
            return None
        known = plain
    return [(character, at, at + 1) for at, character in enumerate(known)]


def _known(word: str, plain: str) -> str | None:
    if plain in DISGUISED:
        return plain
    if "1" in word or "!" in word or "|" in word:
        other = "".join("l" if character in "1!|" else LEET.get(character, character) for character in word)
        if other in DISGUISED:
            return other
    if "*" in word or "#" in word:
        shape = re.compile("".join("[a-z]" if character in "*#" else re.escape(character) for character in plain))
        return next((known for known in sorted(DISGUISED) if shape.fullmatch(known)), None)
    return None


def _calmed(match: re.Match[str]) -> list[tuple[str, int, int]] | None:
    """ "killlll" to "kill", "pleaaase" to "please": a run of three or more becomes one letter, two in known words."""
    word = match[0]
    if word == "www":
        return None
    runs = list(_RUN.finditer(word))[:4]
    best = None
    for lengths in product((1, 2), repeat=len(runs)):
        changed = _with_runs(word, runs, lengths)
        best = best or changed
        if "".join(character for character, _start, _end in changed) in DOUBLED:
            return changed
    return best


def _with_runs(word: str, runs: list[re.Match[str]], lengths: tuple[int, ...]) -> list[tuple[str, int, int]]:
    out: list[tuple[str, int, int]] = []
    done = 0
    for run, length in zip(runs, lengths, strict=True):
        out.extend((word[at], at, at + 1) for at in range(done, run.start()))
        if length == 2:
            out.append((run[1], run.start(), run.start() + 1))
        out.append((run[1], run.start() + length - 1, run.end()))
        done = run.end()
    out.extend((word[at], at, at + 1) for at in range(done, len(word)))
    return out
