"""The database fails at the first, second, third … query of every form that writes: nothing is ever half-done.

Each form is sent once to see what it changes when all is well, and then again and again on rows of its own, while the
k-th query fails as it does when the database goes away. Whatever k is, the answer is a page for people (503, or the
form with the words), and the rows are as before or as after, with nothing in between.
Without rollback (tests/faults/controls.py) they are not.
"""

from collections import Counter
from contextlib import contextmanager
from itertools import count

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.forms.models import model_to_dict
from django.urls import reverse

from clinic.models import ClinicProfile, StaffSession
from comments import private
from jobs.models import Heartbeat
from pagecache.models import Change
from tests.comment_factories import FROM_OUR_PAGE, make_comment, send, words_of
from tests.factories import make_article, make_topic, picture_bytes
from tests.test_articles_publishing import ADD, change, form_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.servers]
OURS = ("articles", "clinic", "comments", "jobs", "search")
APART = (StaffSession, Heartbeat, Change)  # who is signed in, who is alive, what the page cache has yet to hear
WORDS = "Words that took me an hour to write"
MOST = 150  # queries of one form
numbers = count(1)


class FailsAt:
    """Fails at the k-th query, and at every one that follows: it is away, and does not come back at once."""

    def __init__(self, k: int):
        self.k, self.seen = k, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen >= self.k:
            raise OperationalError("the connection is closed")
        return execute(sql, params, many, context)


def rows() -> Counter:
    """How many each table has, in one question: it is asked twice for every query that fails."""
    tables = {model._meta.label: connection.ops.quote_name(model._meta.db_table) for model in ours()}
    counts = " UNION ALL ".join(f"SELECT '{label}', count(*) FROM {table}" for label, table in tables.items())
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return Counter(dict(cursor.fetchall()))


def ours():
    return [model for app in OURS for model in apps.get_app_config(app).get_models() if model not in APART]


def delta(before: Counter, after: Counter) -> dict:
    return {name: after[name] - before[name] for name in before | after if after[name] != before[name]}


def post_comment(clients):
    article = make_article()
    return lambda: send(
        clients["reader"], article, text=f"{WORDS} {next(numbers)}", email=f"owl{next(numbers)}@example.org"
    )


def post_from_danger(clients):
    article = make_article()
    return lambda: send(clients["reader"], article, text=f"I want to kill myself tonight {next(numbers)}")


def private_page(clients, **form):
    comment = make_comment(email="owl@example.org")
    address = reverse("comments:private", args=[private.token_from(comment.access_salt)])
    return lambda: clients["reader"].post(address, form, **FROM_OUR_PAGE)


def report(clients):
    from comments import moderation

    comment = make_comment()
    moderation.approve(comment, clients["people"]["moderator"])
    address = reverse("comments:report", args=[comment.pk])
    form = {"why": "worried", "text": WORDS}
    return lambda: clients["reader"].post(address, form, **FROM_OUR_PAGE)


def decide(clients, **form):
    comment = make_comment()
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    fields = {"seen": "pending", "queue": "", "tier": "", "words": words_of(comment)} | form
    return lambda: clients["moderator"].post(address, fields)


def reply(clients):
    from comments import moderation

    comment = make_comment()
    moderation.approve(comment, clients["people"]["moderator"])
    address = reverse("admin:comments_comment_reply", args=[comment.pk])
    form = {"text": "Thank you for writing to us.", "words": words_of(comment)}
    return lambda: clients["moderator"].post(address, form)


def spam(clients):
    form = {"action": "mark_selected_as_spam", "_selected_action": [make_comment().pk]}
    return lambda: clients["moderator"].post(reverse("admin:comments_comment_changelist"), form)


def new_article(clients, **buttons):
    topic = make_topic()
    return lambda: clients["editor"].post(ADD, form_data(title=f"New {next(numbers)}", topic=topic.pk, **buttons))


def changed_article(clients, **buttons):
    article = make_article()
    data = form_data(article, body=f"<p>{WORDS} {next(numbers)}.</p>", **buttons)
    return lambda: clients["editor"].post(change(article), data)


def take_down(clients):
    article = make_article()
    address = f"/admin/articles/article/{article.pk}/withdraw/"
    return lambda: clients["clinician"].post(address, {"reason": "It is wrong."})


def upload(clients):
    def act():
        number = next(numbers)
        file = SimpleUploadedFile("a.jpg", picture_bytes(color=(number % 255, number // 255, 9)), "image/jpeg")
        form = {"upload": file, "title": f"Picture {number}", "alt": "A calm room", "key": f"upload-{number}"}
        form |= {"focal_x": "50", "focal_y": "50"}
        return clients["editor"].post("/admin/articles/image/add/", form)

    return act


def profile(clients):
    row = ClinicProfile.the_one()
    filled = {name: value for name, value in model_to_dict(row).items() if value is not None}
    form = filled | {"name": f"Clinic {next(numbers)}"}
    return lambda: clients["owner"].post("/admin/clinic/clinicprofile/1/change/", form)


FORMS = {
    "comment": post_comment,
    "comment of somebody in danger": post_from_danger,
    "edit own comment": lambda clients: private_page(clients, name="Owl", text=f"{WORDS} {next(numbers)}"),
    "withdraw own comment": lambda clients: private_page(clients, withdraw="1"),
    "erase own comment": lambda clients: private_page(clients, erase="1"),
    "report": report,
    "approve": lambda clients: decide(clients, move="approve"),
    "reject": lambda clients: decide(clients, move="reject", reason="off_topic", note="Not about it."),
    "staff reply": reply,
    "spam in bulk": spam,
    "new draft": lambda clients: new_article(clients, _save="1"),
    "publish a new article": lambda clients: new_article(clients, _publish="1"),
    "publish a change": lambda clients: changed_article(clients, _publish="1"),
    "take down": take_down,
    "upload": upload,
    "clinic profile": profile,
}
# Publishing saves the draft first, on its own: when the rest fails, the words are safe and a second try goes on there.
SAVED_FIRST = {
    "publish a new article": FORMS["new draft"],
    "publish a change": lambda clients: changed_article(clients, _save="1"),
}


@pytest.fixture
def clients(people, reader, moderator, editor, clinician, owner):
    made = {"reader": reader, "moderator": moderator, "editor": editor, "clinician": clinician, "owner": owner}
    for client in made.values():
        client.raise_request_exception = False
    return made | {"people": people}


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    from comments import network

    monkeypatch.setattr(network, "LIMITS", ())
    monkeypatch.setattr(network, "seconds_to_wait", lambda address, now: 0)
    for module in ("comments.sending", "comments.posting"):
        monkeypatch.setattr(f"{module}.seconds_to_wait", lambda address, now: 0)


@contextmanager
def failing_at(k: int):
    fault = FailsAt(k)
    with connection.execute_wrapper(fault):
        yield fault


def wrong(name: str, k: int, response, before: Counter, whole: list[dict], form_words: bool) -> str:
    """What is wrong with the outcome of one fault, or ""."""
    if response.status_code >= 500 and response.status_code != 503:
        return f"{name}, query {k}: {response.status_code}"
    if response.status_code == 503 and not response.headers.get("Retry-After"):
        return f"{name}, query {k}: no Retry-After"
    changed = delta(before, rows())
    if changed and changed not in whole:
        return f"{name}, query {k}: half-done, {changed} instead of {whole}"
    if form_words and not changed and "Words that" not in response.content.decode():
        return f"{name}, query {k}: the words are lost"
    return ""


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_half_done(name, clients):
    FORMS[name](clients)()  # what only the first of its kind makes, such as the day's key
    whole = [what_it_changes(make, clients) for make in (FORMS[name], SAVED_FIRST.get(name)) if make]
    found, tries = break_each_query(name, clients, whole)
    assert tries > 2, "no query was made to fail"
    assert found == []


def what_it_changes(make, clients) -> dict:
    act, before = make(clients), rows()
    answer = act()
    assert answer.status_code < 400, answer.content.decode()[:3000]
    return delta(before, rows())


def break_each_query(name: str, clients, whole: list[dict]) -> tuple[list[str], int]:
    """What was wrong, and how many queries were made to fail."""
    found = []
    for k in range(1, MOST):
        act, before = FORMS[name](clients), rows()
        with failing_at(k) as fault:
            response = act()
        if fault.seen < k:
            break
        found.append(wrong(name, k, response, before, whole, name == "comment"))
    return [one for one in found if one], k
