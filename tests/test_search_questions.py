"""Forty questions as people type them, on the starter content: the same first three results on every database.

The expected ones were read by a person before they were written down.
"""

import json
from pathlib import Path

import pytest

from articles.starter import load_starter
from search.finding import search
from search.index import rebuild

QUESTIONS = json.loads((Path(__file__).with_name("data") / "search_questions.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def test_the_first_three_results_are_the_expected_ones():
    load_starter(with_renditions=False)
    rebuild()
    found = {asked: [hit.url for hit in search(asked, "en-us").hits[:3]] for asked in QUESTIONS}
    assert found == QUESTIONS
    assert len(QUESTIONS) >= 40
