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


@pytest.mark.parametrize("stem", [words.stem, learned.stem, wording.named], ids=["search", "screening", "checks"])
def test_eight_threads_at_once_find_the_stems_that_one_finds(stem, eager_threads):
    afresh = stem.__wrapped__  # what was remembered would hide it
    alone = [afresh(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _number: [afresh(word) for word in WORDS], range(80)))
    assert all(one == alone for one in together)
