"""What both language models (reader.py, careful.py) are made of: pieces of words, and a network of numbers.

A network is a file in weights/, in the format that the trade has agreed on (ONNX), computed by ONNX Runtime. Beside its
numbers it holds the pieces of words that it knows and the screens that it speaks for. Nothing is fetched, and nothing
leaves the process: requirements.in keeps to versions of the library that cannot report to their maker, and
tests/test_screening_networks.py looks after it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime

FOLDER = Path(__file__).with_name("weights")
LONGEST = 96  # pieces read at once
WIDEST = 60  # letters of one word: what is longer is no word
UNKNOWN, INSIDE = "[UNK]", "##"
ERRORS_ONLY = 3  # what the library says of processors and of graphics cards it did not find is no concern of a clinic
_WORD = re.compile(r"[^\W_]+|[^\s\w]|_")

onnxruntime.disable_telemetry_events()  # on Windows every version would report


@dataclass(frozen=True)
class Pieces:
    """The pieces of words that a model knows, by number."""

    known: dict[str, int]

    def numbers(self, words: list[str]) -> list[int]:
        return [number for word in words for number in self.of(word)]

    def of(self, word: str) -> tuple[int, ...]:
        """The longest pieces that make up a word, from the left."""
        if word in self.known:
            return (self.known[word],)
        found, start = [], 0
        while start < len(word) <= WIDEST:
            before = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if before + word[start:end] in self.known), None)
            if end is None:
                break
            found.append(self.known[before + word[start:end]])
            start = end
        return tuple(found) if word and start == len(word) else (self.known[UNKNOWN],)


@lru_cache(maxsize=16)
def words(text: str) -> list[str]:
    """The words and signs of a text in its plain form."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Network:
    """What was learned, ready to be asked."""

    screens: tuple[str, ...]
    pieces: Pieces
    session: onnxruntime.InferenceSession

    def said_of(self, ids: list[int]) -> list[float]:
        """How strongly these pieces, LONGEST at most, speak for each screen: above 0 rather yes."""
        return self.session.run(None, {"ids": np.array(ids, np.int64)})[0].tolist()


def network(file: Path) -> Network:
    """Reads a file of weights/. Raises what ONNX Runtime raises where it is missing or damaged, KeyError where it says
    no pieces or screens.

    No further thread: texts are short, and many.py splits a process in two, which threads do not survive.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    options.enable_cpu_mem_arena = False  # or it keeps the room that the longest text once needed
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    kept = session.get_modelmeta().custom_metadata_map
    known = Pieces({piece: number for number, piece in enumerate(kept["pieces"].split("\n"))})
    return Network(tuple(kept["screens"].split()), known, session)
