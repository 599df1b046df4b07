"""The made-up comments of the demo."""

import tomllib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from clinic.models import User
from clinic.retention import BY_KEY
from comments import due, examples
from comments.management.commands import load_example_comments
from comments.models import ApprovedText, Comment, Decision, Reason, Status
from tests.factories import make_article

pytestmark = pytest.mark.django_db
FILE = """
[[comment]]
id = "asked"
name = "Robin"
article = "sleep"
status = "approved"
days_ago = 5
text = "Example comment: a question?"

[[comment]]
id = "answered"
name = "Clinic team (example)"
article = "sleep"
status = "approved"
days_ago = 4
reply_to = "asked"
staff = true
text = "Example reply: an answer."

[[comment]]
id = "advertising"
name = "Shop"
article = "sleep"
status = "rejected"
reason = "promotion"
days_ago = 3
text = "Example comment: buy."

[[comment]]
id = "waiting"
name = "Ash"
article = "sleep"
status = "pending"
days_ago = 0
text = "Example comment: hello."
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "comments.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_examples_come_in_all_states_each_decided_by_the_moderator(file, people):
    make_article(slug="sleep")
    call_command("load_example_comments", file)
    states = dict(Comment.objects.values_list("name", "status"))
    assert states == {"Robin": "approved", "": "approved", "Shop": "rejected", "Ash": "pending"}
    assert Comment.objects.filter(is_example=True).count() == 4
    reply = Comment.objects.get(is_staff_reply=True)
    assert reply.parent.name == "Robin" and reply in Comment.objects.published()
    decisions = Decision.objects.filter(by=people["moderator"])
    assert decisions.count() == 3 and decisions.filter(note="example").count() == 2


def test_a_second_run_changes_nothing(file, people):
    make_article(slug="sleep")
    for _ in range(2):
        call_command("load_example_comments", file)
    assert Comment.objects.count() == 4 and Decision.objects.count() == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('status = "pending"', 'status = "published"'),
        ('article = "sleep"', 'article = "nowhere"'),
        ('reply_to = "asked"', 'reply_to = "nobody"'),
        ('reason = "promotion"', 'reason = "negative_opinion"'),
        ('name = "Ash"', ""),
    ],
)
def test_a_broken_entry_stops_the_loading_and_leaves_nothing(file, people, old, new):
    make_article(slug="sleep")
    file.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(CommandError, match=r"comments\.toml, comment"):
        call_command("load_example_comments", file)
    assert not Comment.objects.exists() and not Decision.objects.exists()


def test_without_a_moderator_nobody_could_have_decided(file):
    make_article(slug="sleep")
    with pytest.raises(CommandError):
        call_command("load_example_comments", file)


def test_a_real_clinic_gets_no_examples(file, people, monkeypatch):
    make_article(slug="sleep")
    profile = type("Open", (), {"is_demo": False})
    monkeypatch.setattr(load_example_comments, "get_profile", profile)
    with pytest.raises(CommandError):
        call_command("load_example_comments", file)
    assert User.objects.exists() and not Comment.objects.exists()


def test_the_starter_file_fits_and_nothing_in_it_is_past_its_time():
    text = (settings.BASE_DIR / "starter" / "comments.toml").read_text(encoding="utf-8")
    for entry in tomllib.loads(text)["comment"]:
        kept = BY_KEY[due.PERIODS.get(entry["status"], "waiting")].most
        assert entry["status"] in Status.values
        assert entry["status"] == Status.APPROVED or entry["days_ago"] < kept
        assert (entry["status"] == Status.REJECTED) == ("reason" in entry)
        assert entry.get("reason", Reason.OFF_TOPIC) in Reason.values
        assert len(entry["name"]) <= 40 and len(entry["text"]) <= 5000


def test_staff_can_answer_from_example_texts_at_once_and_their_titles_say_what_they_are(file, people, moderator):
    make_article(slug="sleep")
    for _ in range(2):
        call_command("load_example_comments", file)
    texts = ApprovedText.objects.with_words()
    assert len(texts) == ApprovedText.objects.offered().count() >= 5
    assert all(text.title.startswith("Example, not reviewed: ") and text.number == 1 for text in texts)
    page = moderator.get(reverse("admin:comments_comment_change", args=[Comment.objects.published().first().pk]))
    assert "Example, not reviewed: thanks for a kind word</option>" in page.content.decode()


def test_a_site_that_opens_offers_no_example_text_that_no_owner_made_her_own(file, people):
    make_article(slug="sleep")
    call_command("load_example_comments", file)
    ApprovedText.objects.filter(title__endswith="kind word").update(title="Thanks")
    examples.remove_examples(people["owner"])
    assert [text.title for text in ApprovedText.objects.offered()] == ["Thanks"]


def test_a_text_that_the_guard_would_stop_is_not_loaded(people, tmp_path):
    path = tmp_path / "texts.toml"
    path.write_text('[[text]]\ntitle = "odd"\nwords = "We remember your visit last week."\n', encoding="utf-8")
    with pytest.raises(examples.BadExample, match=r"texts\.toml, text odd"):
        examples.load_example_texts(path, people["owner"])
    assert not ApprovedText.objects.exists()
