"""Stems are the same however many threads ask at once: searching and screening both rest on them."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.quality import wording
from comments.screening import learned
from search import words

WORDS = [
    word
    for line in (
        "generalizations relational conditional hopelessness helplessness nationally operators anesthetics",
        "overwhelming thoughtfulness infusions electricity formalities suffering sensitivities callousness",
        "psychological triplicate dependence adjustments replacement communism effective probabilities rationalizing",
    )
    for word in line.split()
]


@pytest.fixture
def eager_threads():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


STEMS = {
    "search": lambda word: words.stem.__wrapped__(word, "en-us"),  # what was remembered would hide it
    "another language": lambda word: words.stem.__wrapped__(word, "es"),
    "screening": learned.stem.__wrapped__,
    "checks": wording.named.__wrapped__,
}


@pytest.mark.parametrize("afresh", STEMS.values(), ids=STEMS)
def test_eight_threads_at_once_find_the_stems_that_one_finds(afresh, eager_threads):
    alone = [afresh(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _number: [afresh(word) for word in WORDS], range(80)))
    assert all(one == alone for one in together)
