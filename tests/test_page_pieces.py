"""Pieces of a page are kept, and still never show anything but what is true now."""

import pickle
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from articles.models import Article
from clinic.models import ClinicProfile
from clinic.profile import write_profile
from comments import moderation, private, redaction
from comments.models import Comment, Status
from comments.reading import SHOWN, Shown
from comments.triage import triage
from pagecache import generations, pieces
from pagecache.memory import memory as pages_here
from pagecache.pieces import Pieces, Stored, memory, piece
from tests.comment_factories import make_comment, make_reply

pytestmark = pytest.mark.django_db
NAME = "comments/_name.html"


def name_of(text: str) -> str:
    return piece(NAME, {"comment": {"name": text}}).strip()


@pytest.fixture
def comment():
    return make_comment(status=Status.APPROVED, name="Zebra", text="The first words.")


def read(client, comment) -> str:
    return client.get(comment.article.get_absolute_url()).content.decode()


def test_the_second_rendering_takes_what_the_first_has_made(client, comment, monkeypatch):
    before = read(client, comment)
    monkeypatch.setattr(pieces, "render_to_string", None)
    assert read(client, comment) == before


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"name": "Other name"}])
def test_what_changed_is_shown_at_once(client, comment, change):
    read(client, comment)
    Comment.objects.filter(pk=comment.pk).update(**change)
    page = read(client, comment)
    assert next(iter(change.values())) in page
    assert getattr(comment, next(iter(change))) not in page


def test_a_new_reply_is_shown_at_once(client, comment):
    read(client, comment)
    reply = make_reply(comment, status=Status.APPROVED, text="An answer.")
    assert "An answer." in read(client, comment)
    reply.delete()
    assert "An answer." not in read(client, comment)


def test_a_changed_article_is_shown_at_once(client, comment):
    read(client, comment)
    article = comment.article
    article.page = article.page | {"body": "<p>Mended words.</p>", "summary": "Another summary"}
    Article.objects.filter(pk=article.pk).update(page=article.page)
    page = read(client, comment)
    assert "<p>Mended words.</p>" in page
    assert "Another summary" in page


def test_the_clinics_new_number_is_shown_at_once(client, comment):
    read(client, comment)
    write_profile(ClinicProfile(phone="+1 555 0142"))
    assert "+1 555 0142" in read(client, comment)


def test_the_link_for_answering_goes_when_the_article_takes_no_more(client, comment):
    assert f"?reply={comment.pk}#reply" in read(client, comment)
    assert 'id="reply-form"' in read(client, comment)
    comment.article.comments_open = False
    comment.article.save()
    assert f"?reply={comment.pk}#reply" not in read(client, comment)
    assert 'id="reply-form"' not in read(client, comment)


def test_markup_in_a_kept_comment_stays_harmless(client):
    comment = make_comment(status=Status.APPROVED, name="<b>x</b>", text="<script>alert(1)</script>")
    for _ in range(2):
        page = read(client, comment)
        assert "<script>alert" not in page
        assert "&lt;b&gt;x" in page


def test_words_leave_the_memory_after_a_while(monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(pieces.time, "monotonic", lambda: now)
    name_of("Zebra")
    now += pieces.KEEP_SECONDS
    name_of("Somebody else")
    assert [html.strip() for _made_at, html in memory.html.values()] == ["Somebody else"]


def test_the_memory_has_an_end(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_BYTES", 1_000)
    kept = Pieces()
    for number in range(100):
        kept.put((number,), "x" * 200)
        kept.get((0,))
    assert kept.bytes <= 1_000
    assert (99,) in kept.html
    assert (0,) in kept.html, "what is asked for stays"


def test_each_language_has_its_own_pieces():
    with translation.override("en-us"):
        name_of("")
    with translation.override("de"):
        name_of("")
    assert len(memory.html) == 2


def test_a_developer_sees_every_change(settings):
    settings.DEBUG = True
    name_of("Zebra")
    assert not memory.html


def test_of_a_large_thing_only_the_digest_goes_into_keys():
    assert len(pickle.dumps(Stored({"body": "x" * 10_000}))) < 200
    assert Stored({"body": "x"}).digest != Stored({"body": "y"}).digest


def test_the_template_shows_nothing_that_is_not_part_of_the_key():
    folder = Path(settings.BASE_DIR) / "templates" / "comments"
    text = "".join((folder / name).read_text() for name in ("_comment.html", "_name.html"))
    assert set(re.findall(r"\bcomment\.(\w+)", text)) <= set(SHOWN)
    assert Shown._fields == (*SHOWN, "replies")


def held() -> str:
    """All that this process keeps of pages: the pieces, and the finished ones with their packings."""
    whole = [entry.bodies["identity"].decode() for entry in pages_here.entries.values()]
    return "".join([*(html for _made_at, html in memory.html.values()), *whole])


@pytest.mark.parametrize("way", ["erased", "withdrawn", "redacted", "rejected"])
def test_words_that_are_taken_down_leave_the_memory_at_once(client, people, way, django_capture_on_commit_callbacks):
    text = "Ring me on (212) 555-0142 for an apple."
    comment = make_comment(status=Status.APPROVED, text=text, **triage(text).as_fields())
    read(client, comment)
    assert "555-0142" in held()
    with django_capture_on_commit_callbacks(execute=True):
        {
            "erased": lambda: private.erase(comment),
            "withdrawn": lambda: private.withdraw(comment),
            "redacted": lambda: redaction.redact(comment, people["moderator"]),
            "rejected": lambda: moderation.reject(comment, people["moderator"], reason="unkind"),
        }[way]()
    assert "555-0142" not in held()


def test_they_leave_other_processes_with_their_next_look_at_the_generations(client, comment, monkeypatch):
    read(client, comment)
    with monkeypatch.context() as elsewhere:  # another process does it: ours is told nothing
        elsewhere.setattr(generations, "let_go", lambda: None)
        generations.carry_out([generations.Change(pk=1, name=f"article:{comment.article_id}")])
    assert "Zebra" in held()
    generations.begin()  # any page that is made
    assert "Zebra" not in held()


def test_a_stored_page_that_is_asked_for_is_such_a_look_too(client, comment, monkeypatch):
    read(client, comment)
    generations.known.holds({"site": "x"})
    generations.pages.delete(generations.key_of(generations.GONE))
    monkeypatch.setattr(generations, "CHECK_SECONDS", 0)
    generations.known.holds({"site": "x"})
    assert "Zebra" not in held()


def test_an_approved_comment_costs_no_piece(client, comment, people, django_capture_on_commit_callbacks):
    read(client, comment)
    other = make_comment(article=comment.article)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.approve(other, people["moderator"])
    assert "Zebra" in held()


def test_a_rendering_that_was_under_way_brings_nothing_back(monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(pieces.time, "monotonic", lambda: now)
    memory.let_go()
    name_of("Zebra")
    assert not memory.html
    now += pieces.SETTLE_SECONDS
    name_of("Zebra")
    assert memory.html


def test_a_process_that_nobody_asks_lets_go_too(monkeypatch):
    monkeypatch.setattr(pieces, "KEEP_SECONDS", 0.05)
    kept = Pieces()
    kept.put(("a",), "Zebra")
    deadline = time.monotonic() + 30
    while kept.html and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not kept.html and kept.bytes == 0
