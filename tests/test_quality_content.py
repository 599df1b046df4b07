"""The two bad examples are blocked, our own pages are not."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.content import Content
from articles.quality import run_checks
from articles.quality.documents import read_document
from faq.questions import get_questions
from tests.quality_data import ROOT, STARTER, starter_content

# Short phrases in which the faults of the two examples stand (facts.md section 2), each with the check that sees it.
FAULTS_A = [
    ("is revolutionizing", "claims-hype"),
    ("low risk of addiction or dependency", "claims-not-addictive"),
    ("up to 70% of patients", "claims-percentage"),
    ("life-saving for individuals in crisis", "claims-suicide"),
    ('"rewiring" neural circuits', "claims-mechanism"),
]
FAULTS_B = [
    ("ketamine therapy, also known as ketamine-assisted psychotherapy", "claims-therapy"),
    ("a lower risk of side effects", "claims-no-side-effects"),
    ("long-lasting benefits", "claims-lasting"),
    ("does not lead to addiction", "claims-not-addictive"),
    ("safe and well-tolerated", "claims-no-side-effects"),
]
EXAMPLES = ROOT.parent / "shared" / "content"


def blocking(content: Content) -> list[str]:
    return [f"{f.field}: {f.check}: {f.quote}" for f in run_checks(content) if f.blocking]


@pytest.mark.parametrize(("phrase", "check"), FAULTS_A + FAULTS_B)
def test_each_known_fault_is_seen_in_its_phrase(phrase, check):
    content = read_document(f"Here, {phrase}.").content
    assert check in {finding.check for finding in run_checks(content) if finding.blocking}


@pytest.mark.parametrize("name", ["source-a.txt", "source-b.txt"])
def test_the_bad_examples_are_blocked_by_at_least_four_different_checks(name):
    path = EXAMPLES / name
    if not path.exists():
        pytest.skip("The two examples are not part of this repository.")
    found = run_checks(read_document(path.read_text(encoding="utf-8")).content)
    assert len({finding.check for finding in found if finding.blocking}) >= 4
    with pytest.raises(SystemExit) as ended:
        call_command("check_content", str(path), stdout=StringIO())
    assert ended.value.code == 1


@pytest.mark.parametrize("path", STARTER, ids=lambda path: path.stem)
def test_a_starter_article_passes(path):
    assert blocking(starter_content(path)) == []


def test_there_are_starter_articles():
    assert len(STARTER) >= 7


@pytest.mark.parametrize("question", get_questions(), ids=lambda question: question.slug)
def test_an_answer_of_the_faq_passes(question):
    assert blocking(Content(title=question.question, body=str(question.html))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "faq" / "questions").glob("*.toml")), ids=lambda path: path.stem)
def test_an_answer_passes_as_it_is_written(path):
    answer = path.read_text(encoding="utf-8").split('answer = """')[1].split('"""')[0]
    assert blocking(read_document(answer).content) == []
