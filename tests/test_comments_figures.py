"""The owners' report: figures from the trail, ten rejections by lot, what became of the rules, and a safe file."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clinic.models import Record
from comments import figures, moderation, private, redaction, staff_replies, urgent
from comments.figures_admin import cell
from comments.models import Comment, Decision, Queue, Reason, Status, Tier
from comments.triage import triage
from tests.comment_factories import make_comment
from tests.factories import make_article
from tests.test_lists_to_take_along import cells

pytestmark = pytest.mark.django_db
PAGE = "/admin/comments/decision/"
MONTH = date(2026, 10, 1)
NOON = timezone.make_aware(datetime(2026, 10, 15, 12, 0))


def finding(screen, rule, **more):
    return {"field": "text", "screen": screen, "kind": "", "tier": "", "rule": rule, "start": 0, "end": 3} | more


def waiting(hours=1, **changes):
    return make_comment(waiting_since=NOON - timedelta(hours=hours), **changes)


def reject(number, people, article=None, note="", reason=Reason.OFF_TOPIC):
    article = article or make_article()
    for _ in range(number):
        moderation.reject(waiting(article=article), people["moderator"], reason=reason, note=note, at=NOON)


def test_decisions_and_reasons_are_counted(people):
    article = make_article()
    moderation.approve(waiting(article=article), people["moderator"], at=NOON)
    reject(2, people, article)
    reject(1, people, article, reason=Reason.UNKIND)
    private.withdraw(waiting(article=article), at=NOON)
    back = waiting(article=article)
    moderation.mark_spam(back, people["moderator"], at=NOON)
    moderation.reopen(back, people["moderator"], at=NOON)
    found = figures.figures_of(MONTH)
    assert dict(found.states) == {"approved": 1, "rejected": 3, "spam": 1, "withdrawn": 1, "closed": 0}
    reasons = dict(found.reasons)
    assert (reasons[Reason.OFF_TOPIC.label], reasons[Reason.UNKIND.label], sum(reasons.values())) == (2, 1, 3)
    assert found.taken_back == 1


def test_only_the_month_counts_in_the_clinics_own_time(people):
    for at in (
        datetime(2026, 9, 30, 23, 59),
        datetime(2026, 10, 1),
        datetime(2026, 10, 31, 23, 59),
        datetime(2026, 11, 1),
    ):
        moderation.approve(waiting(), people["moderator"], at=timezone.make_aware(at))
    assert dict(figures.figures_of(MONTH).states)["approved"] == 2


def test_times_by_queue(people):
    article = make_article()
    for hours in (1, 3, 20):
        comment = waiting(hours, article=article, queue=Queue.PRIVACY)
        moderation.approve(comment, people["moderator"], at=NOON)
    private.withdraw(waiting(500, article=article), at=NOON)  # its writer did that, nobody was slow
    (waited,) = figures.figures_of(MONTH).waited
    assert (waited.queue, waited.number) == ("privacy", 3)
    assert (waited.median, waited.slowest) == (timedelta(hours=3), timedelta(hours=20))


def test_answers_of_the_clinic_are_no_decisions_about_comments(people):
    comment = waiting()
    moderation.approve(comment, people["moderator"], at=NOON)
    staff_replies.post(comment, people["moderator"], "In general, yes.", at=NOON)
    assert dict(figures.figures_of(MONTH).states)["approved"] == 1


def test_rules_show_hits_and_where_people_decided_otherwise(people):
    article, by = make_article(), people["moderator"]
    name = finding("identifiers", "name", kind="person_name")
    moderation.approve(waiting(article=article, findings=[name]), by, at=NOON)
    moderation.reject(waiting(article=article, findings=[name, name]), by, reason=Reason.UNKIND, at=NOON)
    despair = waiting(article=article, tier=Tier.HIGH, findings=[finding("distress", "wish", tier="high")])
    urgent.lower_tier(despair, by, tier=Tier.NONE, note="A song text", at=NOON)
    number = waiting(article=article, text="Ring 212 555 0142", **triage("Ring 212 555 0142").as_fields())
    redaction.redact(number, by, at=NOON)
    moderation.approve(number, by, at=NOON)
    rules = {(rule.screen, rule.rule): rule for rule in figures.figures_of(MONTH).rules}
    assert (rules["identifiers", "name"].hits, rules["identifiers", "name"].approved) == (2, 1)
    assert (rules["distress", "wish"].hits, rules["distress", "wish"].lowered) == (1, 1)
    removed = [rule for key, rule in rules.items() if key not in {("identifiers", "name"), ("distress", "wish")}]
    assert removed and {(rule.hits, rule.approved) for rule in removed} == {(1, 0)}  # they were right


def test_ten_rejections_by_lot_and_always_the_same(people):
    reject(30, people)
    first = [one.decision.pk for one in figures.figures_of(MONTH).rejections]
    assert len(set(first)) == 10
    assert first == [one.decision.pk for one in figures.figures_of(MONTH).rejections]
    assert first != list(Decision.objects.order_by("pk").values_list("pk", flat=True)[:10])


def test_words_are_shown_while_they_are_kept_and_only_those_decided_about(people, owner):
    reject(2, people)
    one, other = Comment.objects.order_by("pk")
    Comment.objects.filter(pk=one.pk).update(text="Something else by now")
    page = owner.get(PAGE, {"month": "2026-10"}).content.decode()
    assert other.text in page and "Something else by now" not in page and "Its words are erased" in page
    Comment.objects.all().delete()
    assert owner.get(PAGE, {"month": "2026-10"}).content.decode().count("Its words are erased") == 2


def test_the_page_has_every_month_and_something_to_say_for_an_empty_one(people, owner):
    reject(1, people)
    page = owner.get(PAGE).content.decode()
    assert '<option value="2026-10">October 2026</option>' in page
    assert "Nothing was decided in this month." in page and "Nothing was rejected in this month." in page
    assert "There is nothing about that month" in owner.get(PAGE, {"month": "1999-13"}).content.decode()


@pytest.mark.parametrize("number", [1, 40])
def test_the_page_asks_no_more_with_more_decisions(people, owner, number, django_assert_max_num_queries):
    reject(number, people)
    with django_assert_max_num_queries(15):
        owner.get(PAGE, {"month": "2026-10"})


def test_visitors_words_run_nowhere(people, owner):
    moderation.reject(waiting(text="<script>alert(1)</script>"), people["moderator"], reason=Reason.UNKIND, at=NOON)
    page = owner.get(PAGE, {"month": "2026-10"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_the_file_holds_the_figures_no_words_and_no_formula(people, owner):
    people["moderator"].display_name = '=HYPERLINK("http://x")'
    people["moderator"].save()
    reject(1, people, note="@SUM(A1)")
    answer = owner.post(f"{PAGE}export/?month=2026-10")
    assert answer["Content-Disposition"] == 'attachment; filename="comments-2026-10.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["Decisions", "rejected", "number", "1"] in rows
    assert any(row[3].startswith("'=HYPERLINK") for row in rows)
    assert Comment.objects.get().text not in answer.content.decode()
    assert Record.objects.get(action="export report on comments").note == "2026-10"


def test_the_report_as_a_spreadsheet_says_the_same_as_text(owner, people):
    people["moderator"].display_name = '=HYPERLINK("https://evil.example")'
    people["moderator"].save()
    reject(1, people, note="@SUM(A1)")
    answer = owner.post(f"{PAGE}export/?month=2026-10", {"as": "xlsx"})
    assert answer["Content-Disposition"] == 'attachment; filename="comments-2026-10.xlsx"'
    rows = cells(answer.content)
    assert ["Decisions", "rejected", "number", "1"] in rows
    assert any(row[3] == '=HYPERLINK("https://evil.example"): @SUM(A1)' for row in rows)
    assert Record.objects.get(action="export report on comments").note == "2026-10"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1"])
def test_a_cell_is_never_computed(value):
    assert cell(value) == f"'{value}"
    assert cell(f"a{value}") == f"a{value}"


def test_states_of_the_report_are_all_there_are():
    assert {*figures.DECIDED, Status.PENDING} == set(Status)
