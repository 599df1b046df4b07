"""Question files: what is read from them, and what stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import Error, Warning

from faq.checks import check_question_files
from faq.questions import load
from faq.reading import BadFaq

QUESTION = '''group = "Safety"
question = "Is it safe?"
slug = "is-it-safe"
topics = ["safety"]
sources = ["short2018"]
evidence_checked_on = 2026-11-22
answer = """
Not for **everyone**. [@short2018]
"""
'''
SOURCE = """[[source]]
key = "short2018"
title = "Side-effects associated with ketamine use in depression"
kind = "review"
checked_on = 2026-11-22
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A clinic's own folder with one good question and one source."""
    made = tmp_path / "questions"
    made.mkdir()
    (made / "01-is-it-safe.toml").write_text(QUESTION)
    (made / "sources.toml").write_text(SOURCE)
    return made


def problems_in(folder: Path) -> list[str]:
    with pytest.raises(BadFaq) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_question_is_read_as_it_stands(folder):
    (question,) = load(folder).questions
    assert (question.group, question.question, question.slug) == ("Safety", "Is it safe?", "is-it-safe")
    assert question.url == "/faq/#is-it-safe"
    assert question.text == "Not for everyone."
    assert (
        '<strong>everyone</strong>.\N{WORD JOINER}<sup class="cite"><a href="/faq/#source-1" id="cite-1-1">'
        in question.html
    )


def test_sources_may_stand_beside_the_folder(folder):
    (folder / "sources.toml").rename(folder.parent / "sources.toml")
    assert [source.number for source in load(folder).sources] == [1]


def test_files_are_read_in_the_order_of_their_names_and_grouped(folder):
    for name, group, slug in (("02", "Costs", "price"), ("03", "Safety", "again"), ("00", "Safety", "first")):
        text = QUESTION.replace("is-it-safe", slug).replace("Safety", group)
        (folder / f"{name}.toml").write_text(text)
    faq = load(folder)
    groups = [(group.title, [question.slug for question in group.questions]) for group in faq.groups]
    assert groups == [("Safety", ["first", "is-it-safe", "again"]), ("Costs", ["price"])]


def test_html_in_an_answer_is_shown_and_not_run(folder):
    text = QUESTION.replace("Not for", "<script>alert(1)</script> [go](javascript:alert(1)) Not for")
    (folder / "01-is-it-safe.toml").write_text(text)
    html = load(folder).questions[0].html
    assert "<script" not in html
    assert 'href="javascript' not in html


BROKEN = [
    ('slug = "is-it-safe"', "slug = is-it-safe", 3, "is not valid TOML"),
    ('slug = "is-it-safe"', 'slugs = "is-it-safe"', 3, "“slugs” is not a key we know"),
    ('slug = "is-it-safe"\n', "", 1, "“slug” is missing"),
    ('slug = "is-it-safe"', 'slug = "Is it safe"', 3, "the slug “Is it safe” is taken, or not made of"),
    ('slug = "is-it-safe"', 'slug = "source-1"', 3, "the slug “source-1” is taken"),
    ('question = "Is it safe?"', 'question = " "', 2, "“question” is empty"),
    ('topics = ["safety"]', 'topics = "safety"', 4, "“topics” must be a list of texts"),
    ("= 2026-11-22", '= "2026-11-22"', 6, "“evidence_checked_on” must be a date without quotes"),
    ("= 2026-11-22", "= 2026-11-22T10:00:00", 6, "“evidence_checked_on” must be a date without quotes"),
    (
        'sources = ["short2018"]',
        'sources = ["short2018", "gone2019"]',
        5,
        "“gone2019” is not in sources.toml",
    ),
    ('sources = ["short2018"]', "sources = []", 8, "cites “short2018”, which its list"),
    (" [@short2018]", "", 5, "the source “short2018” is listed, but the answer never cites it"),
    ("[@short2018]", "[@short2018] [@Short]", 8, "a source mark cannot be read"),
    ("Not for **everyone**. [@short2018]", "[@short2018]", 7, "the answer has no words"),
    ("Not for **everyone**. [@short2018]", " ", 7, "“answer” is empty"),
]


@pytest.mark.parametrize(("good", "bad", "line", "words"), BROKEN, ids=[case[3][:40] for case in BROKEN])
def test_a_mistake_is_named_with_its_file_line_and_an_example(folder, good, bad, line, words):
    path = folder / "01-is-it-safe.toml"
    path.write_text(QUESTION.replace(good, bad))
    first = problems_in(folder)[0]
    assert first.startswith(f"FAQ file {path}, line {line}: ")
    assert words in first
    assert " Example: " in first
    assert "\n" not in first


def test_two_questions_with_one_slug_are_refused(folder):
    (folder / "02-again.toml").write_text(QUESTION)
    assert "02-again.toml, line 3: the slug “is-it-safe” is used by 01-is-it-safe.toml" in problems_in(folder)[0]


def test_a_file_that_is_not_utf8_is_named_with_its_line(folder):
    (folder / "02.toml").write_bytes(b'group = "A"\nquestion = "caf\xe9"\n')
    assert "02.toml, line 2: is not saved as UTF-8." in problems_in(folder)[0]


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ('kind = "review"', 'kind = "rumour"', "line 4: “rumour” is no kind of source"),
        ("checked_on = 2026-11-22", "", "line 1: “checked_on” is missing"),
        ('kind = "review"', 'kind = "review"\npeople = true', "line 5: “people” must be a whole number"),
        (
            'kind = "review"',
            'kind = "review"\nurl = "javascript:alert(1)"',
            "line 5: “javascript:alert(1)” is no",
        ),
        ("[[source]]", "[[sauce]]", "line 1: “sauce” is not expected"),
    ],
)
def test_a_mistake_in_a_source_is_named(folder, good, bad, words):
    (folder / "sources.toml").write_text(SOURCE.replace(good, bad))
    assert words in problems_in(folder)[0]


def test_a_mistake_in_the_second_source_is_named_with_its_own_line(folder):
    (folder / "sources.toml").write_text(SOURCE + "\n" + SOURCE)
    assert "sources.toml, line 8: the key “short2018” is used by an earlier source" in problems_in(folder)[0]


def test_all_files_that_are_broken_are_named_at_once(folder):
    (folder / "02.toml").write_text("x")
    (folder / "03.toml").write_text("y")
    assert len(problems_in(folder)) == 2


def test_the_check_reports_each_problem_as_an_error(folder, settings):
    (folder / "01-is-it-safe.toml").write_text(QUESTION.replace("slug", "slugs"))
    settings.FAQ_DIR = folder
    assert all(isinstance(found, Error) and found.id == "faq.E001" for found in check_question_files())
    assert len(check_question_files()) == 2


def test_the_check_warns_of_a_folder_without_questions(tmp_path, settings):
    settings.FAQ_DIR = tmp_path
    (found,) = check_question_files()
    assert isinstance(found, Warning)


def test_a_broken_file_stops_the_start_with_one_line(folder, tmp_path):
    (folder / "01-is-it-safe.toml").write_text(QUESTION.replace('slug = "is-it-safe"\n', ""))
    environment = os.environ | {"FAQ_DIR": str(folder), "DATA_DIR": str(tmp_path), "SECRET_KEY": "x"}
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    command = [sys.executable, "-c", "import django; django.setup()"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 3  # what tells gunicorn not to try again
    assert done.stderr.startswith(f"FAQ file {folder}/01-is-it-safe.toml, line 1: “slug” is missing.")
    assert done.stderr.count("\n") == 1
