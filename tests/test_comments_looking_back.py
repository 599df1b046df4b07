"""Looking back over decided comments: by state, article, name, day and words, a bounded number of rows at a time."""

from datetime import timedelta
from html import unescape
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import looking_back, looking_back_page
from comments.looking_back import Wanted
from comments.models import Comment, Queue, Reason, Status, Tier
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article

pytestmark = pytest.mark.django_db
PAGE = "/admin/comments/comment/looking-back/"
LIST = "/admin/comments/comment/"
hours = count(1)


def decided(**changes) -> Comment:
    """Each one older than the one before."""
    sent = timezone.now() - timedelta(hours=next(hours))
    return make_comment(**({"status": Status.APPROVED, "submitted_at": sent} | changes))


def shown(client, **values) -> str:
    answer = client.get(PAGE, values)
    assert answer.status_code == 200
    return answer.content.decode()


def names_in(page: str, *names: str) -> list[str]:
    return sorted((name for name in names if f"<strong>{name}</strong>" in page), key=page.index)


def next_of(page: str) -> str:
    link = page.split('rel="next"')[0].rsplit('href="', 1)[1]
    return PAGE + unescape(link.split('"')[0])


@pytest.fixture
def few(monkeypatch):
    """Two on a page, and four looked through at once."""
    monkeypatch.setattr(looking_back, "SHOWN", 2)
    monkeypatch.setattr(looking_back, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(looking_back, "PORTIONS", ((0, 2), (2, 4)))


def test_the_newest_come_first_with_what_was_decided_why_by_whom_and_when(moderator):
    article = make_article(title="About sleep")
    decided(name="Newer", article=article)
    decided(name="Older", status=Status.REJECTED, decision_reason=Reason.OFF_TOPIC, decided_by_name="Kim")
    page = shown(moderator)
    assert names_in(page, "Older", "Newer") == ["Newer", "Older"]
    assert "About sleep" in page and "It is not about this article" in page and "decided by Kim on" in page


def test_each_condition_leaves_out_what_it_is_not_about(moderator):
    article = make_article(title="About sleep")
    decided(name="Owl", text="The kettle sang", status=Status.REJECTED, queue=Queue.CLINICAL, article=article)
    decided(name="Jay", text="The kettle fell")
    for values in (
        {"state": "rejected"},
        {"queue": "clinical"},
        {"name": "owl"},
        {"article": article.pk},
        {"title": "sleep about"},
        {"words": "SANG kettle"},
        {"words": "owl"},
        {"state": "rejected", "name": "Owl", "article": article.pk, "words": "kettle", "queue": "clinical"},
    ):
        assert names_in(shown(moderator, **values), "Owl", "Jay") == ["Owl"], values


def test_days_are_the_clinics_and_both_are_included(moderator):
    noon = timezone.localtime().replace(hour=12, minute=0)
    for days in (1, 2, 3, 4):
        decided(name=f"Day {days}", submitted_at=noon - timedelta(days=days))
    first, last = (noon - timedelta(days=3)).date(), (noon - timedelta(days=2)).date()
    page = shown(moderator, first=f"{first}", last=f"{last}")
    assert names_in(page, "Day 1", "Day 2", "Day 3", "Day 4") == ["Day 2", "Day 3"]


def test_a_page_ends_and_the_next_goes_on_from_there_without_a_gap(moderator, few):
    for number in range(5):
        decided(name=f"No {number}")
    seen, address = [], PAGE
    for _page in range(3):
        page = moderator.get(address).content.decode()
        seen += names_in(page, *(f"No {number}" for number in range(5)))
        address = next_of(page) if 'rel="next"' in page else ""
    assert seen == [f"No {number}" for number in range(5)] and not address


def test_comments_of_one_moment_are_shown_once_each(moderator, few):
    moment = timezone.now() - timedelta(days=1)
    for number in range(3):
        decided(name=f"No {number}", submitted_at=moment)
    first = shown(moderator)
    second = moderator.get(next_of(first)).content.decode()
    assert len(names_in(first, "No 0", "No 1", "No 2")) == 2 and len(names_in(second, "No 0", "No 1", "No 2")) == 1


def test_words_are_looked_for_in_a_bounded_number_and_the_page_says_how_far_it_came(moderator, few):
    for number in range(6):
        decided(name=f"No {number}", text="Rare words" if number == 5 else "Others")
    page = shown(moderator, words="rare")
    assert "Looked through 4 comments, back to" in page and "None of them is like this" in page
    assert names_in(moderator.get(next_of(page)).content.decode(), "No 5") == ["No 5"]


def test_what_is_found_on_the_way_is_shown_with_the_way_on(moderator, few):
    for number in range(6):
        decided(name=f"No {number}", text="Rare words" if number in (3, 5) else "Others")
    page = shown(moderator, words="rare")
    assert names_in(page, "No 3", "No 5") == ["No 3"] and "Look further back" in page


def test_more_comments_cost_no_more_queries(moderator, few):
    def queries(**values) -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(moderator, **values)
        return len(captured)

    for number in range(20):
        decided(name=f"No {number}")
    shown(moderator)  # what a process does once only
    assert queries(words="nowhere") <= 15 and queries(title="nothing") <= 15
    assert queries() <= 15


def test_no_query_about_comments_is_without_an_end(moderator, few):
    decided()
    with CaptureQueriesContext(connection) as captured:
        shown(moderator, words="nowhere", state="approved")
    about = [query["sql"] for query in captured.captured_queries if 'FROM "comments_comment"' in query["sql"]]
    bounded = [sql for sql in about if "LIMIT" in sql or '"id" IN (' in sql]
    assert [sql for sql in about if sql not in bounded and "'pending'" not in sql] == []
    assert not any("COUNT(*)" in sql for sql in bounded)


@pytest.mark.parametrize(
    "values",
    [
        {"before": "yesterday"},
        {"before": "2026-01-01_5"},
        {"before": "2026-13-01T00:00:00+00:00_5"},
        {"before": "2026-01-01T00:00:00_5"},
        {"before": "2026-01-01T00:00:00+00:00_99999999999999999999"},
        {"first": "soon"},
        {"article": "99999999999999999999"},
        {"state": "lost"},
        {"words": "%_'\"\\"},
    ],
)
def test_an_address_with_nonsense_is_answered(moderator, values):
    assert moderator.get(PAGE, values).status_code == 200


def test_no_queue_is_open_here_and_seldom_fields_are_folded_away_until_used(moderator):
    page = shown(moderator, words="owl")
    tabs = page.split('class="queue-tabs"')[1].split("</nav>")[0]
    assert tabs.count("aria-current") == 1 and f'href="{PAGE}" aria-current="page"' in tabs
    assert '<details class="moderation__step">' in page
    assert '<details class="moderation__step" open>' in shown(moderator, name="owl")


def test_a_mistake_in_a_field_is_said_beside_it(moderator):
    assert "Enter a valid date." in shown(moderator, first="soon")


def test_several_articles_with_these_words_are_offered_and_one_is_taken(moderator):
    one, other = make_article(title="Sleep at home"), make_article(title="Sleep elsewhere")
    decided(name="Owl", article=one)
    decided(name="Jay", article=other)
    page = shown(moderator, title="sleep")
    assert "Which article?" in page and names_in(page, "Owl", "Jay") == []
    link = page.split(f"article={one.pk}")[0].rsplit('href="', 1)[1] + f"article={one.pk}"
    assert names_in(moderator.get(PAGE + unescape(link)).content.decode(), "Owl", "Jay") == ["Owl"]
    assert "No article has these words in its title." in shown(moderator, title="nothing")


def test_a_word_is_marked_where_it_stands_also_far_behind(moderator):
    decided(text="long " * 100 + "<b>kettle</b> " + "end " * 100)
    page = shown(moderator, words="KETTLE")
    assert "&lt;b&gt;<mark>kettle</mark>&lt;/b&gt;" in page and "… " in page


def test_urgent_words_stand_on_their_own_page_only(moderator):
    decided(status=Status.CLOSED, tier=Tier.HIGH, text="Heavy words")
    page = shown(moderator, words="heavy")
    assert "Heavy" not in page and "Urgent: open it to read" in page


def test_what_its_writer_took_back_is_not_found(moderator):
    decided(name="Owl", status=Status.WITHDRAWN, taken_back_at=timezone.now(), tier=Tier.HIGH, queue=Queue.URGENT)
    for values in ({}, {"state": "withdrawn"}, {"name": "Owl"}, {"state": "withdrawn", "words": "words"}):
        assert "Owl" not in shown(moderator, **values).replace('value="Owl"', "")


def test_staff_replies_are_named_as_such(moderator, people):
    reply = make_reply(decided(), status=Status.APPROVED, is_staff_reply=True, staff_author=people["editor"], name="")
    assert reply.pk and "<strong>Clinic staff</strong>" in shown(moderator)


def test_addresses_of_the_lists_that_were_lead_there_with_what_they_asked(moderator):
    answer = moderator.get(LIST, {"state": "approved", "queue": "normal", "q": "two words"})
    assert answer["Location"] == f"{PAGE}?state=approved&queue=normal&words=two+words"
    assert moderator.get(LIST, {"state": "pending"}).status_code == 200


def test_every_list_of_the_desk_leads_there(moderator):
    comment = decided()
    for address in (LIST, reverse("admin:comments_comment_change", args=[comment.pk])):
        assert f'href="{PAGE}"' in moderator.get(address).content.decode()


def test_without_anything_it_says_what_to_do(moderator):
    assert "There is no comment yet." in shown(moderator)
    decided()
    assert "No comment is like this." in shown(moderator, words="nowhere")


def test_letters_that_grow_when_made_small_lose_no_place():
    comment = Comment(text="İ kettle", queue=Queue.NORMAL)
    assert "".join(part for part, _hit in looking_back_page.stretches_of(comment, ("kettle",))) == "İ kettle"


def test_the_same_place_is_read_back_from_an_address():
    place = (timezone.now(), 17)
    assert looking_back_page.place_in(looking_back_page.in_address(place)) == place
    assert Wanted().before is None
