"""The made-up comments and approved texts of the demo, from starter/. They take the same steps as real ones."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from articles.models import Article
from clinic.models import User
from clinic.record import record
from clinic.roles import MODERATOR, OWNER
from comments import approved_texts, moderation, staff_replies
from comments.models import ApprovedText, Comment, Reason, Status
from comments.steps import take_step
from comments.triage import triage
from pagecache.generations import forget

NOTE = "example"
TITLE = "Example, not reviewed: "  # owners who want to keep a text give it another title
VERB_FOR = {
    Status.APPROVED: "approve",
    Status.REJECTED: "reject",
    Status.SPAM: "mark_spam",
    Status.WITHDRAWN: "withdraw",
}


class BadExample(ValueError):
    """An entry of the file that does not fit; the message names it."""


def example_moderator() -> User | None:
    """Who decides about the examples: the first account that holds the role, so that the trail names somebody."""
    return _first_with(MODERATOR)


def example_owner() -> User | None:
    """The same for the example texts, which owners save."""
    return _first_with(OWNER)


def _first_with(role: str) -> User | None:
    return User.objects.filter(is_active=True, groups__name=role).order_by("pk").first()


def load_examples(path: Path, by: User, now: datetime) -> int:
    """Loads the file once and returns how many comments it made: none when there are examples already.

    Answers stand after what they answer in the file. Raises BadExample, and then has stored nothing.
    """
    if Comment.objects.filter(is_example=True).exists():
        return 0
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("comment", [])
    made: dict[str, Comment] = {}
    with transaction.atomic():
        for entry in entries:
            try:
                made[entry["id"]] = _load(entry, made, by, now)
            except (KeyError, ValueError, Article.DoesNotExist, moderation.AlreadyDecided) as error:
                raise BadExample(f"{path.name}, comment {entry.get('id', '?')}: {error!r}") from error
    return len(made)


def load_example_texts(path: Path, by: User) -> int:
    """Loads approved texts for the demo, where there are none of any kind. Returns how many. Raises BadExample."""
    if ApprovedText.objects.exists():
        return 0
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("text", [])
    with transaction.atomic():
        for entry in entries:
            try:
                approved_texts.save(ApprovedText(title=TITLE + entry["title"]), entry["words"].strip(), by)
            except (KeyError, ValueError) as error:
                raise BadExample(f"{path.name}, text {entry.get('title', '?')}: {error!r}") from error
    return len(entries)


def remove_examples(by: User) -> int:
    """Removes the made-up comments with all answers to them, before a site becomes real. Returns how many went.

    Example texts that no owner has made her own are offered no more.
    """
    examples = Comment.objects.filter(is_example=True)
    articles = set(examples.values_list("article_id", flat=True))
    answers = Comment.objects.filter(parent__in=list(examples.values_list("pk", flat=True)))
    with transaction.atomic():
        number = answers.count() + examples.exclude(pk__in=list(answers.values_list("pk", flat=True))).count()
        answers.delete()
        examples.delete()
        ApprovedText.objects.filter(title__startswith=TITLE).update(is_offered=False)
        record(by, "remove example comments")
        for article in articles:
            forget(f"article:{article}")
    return number


def _load(entry: dict, made: dict[str, Comment], by: User, now: datetime) -> Comment:
    sent = now - timedelta(days=entry["days_ago"])
    answered = made[entry["reply_to"]] if "reply_to" in entry else None
    if entry.get("staff"):
        return staff_replies.post(made[entry["reply_to"]], by, entry["text"], at=sent)
    article = Article.objects.published(now).get(slug=entry["article"])
    comment = Comment.objects.create(
        article=article,
        parent=(answered.parent or answered) if answered else None,
        name=entry["name"],
        text=entry["text"].strip(),
        language=article.language,
        is_example=True,
        submitted_at=sent,
        waiting_since=sent,
        **triage(entry["text"].strip(), name=entry["name"]).as_fields(),
    )
    _decide(comment, entry, by, min(now, sent + timedelta(hours=5)))
    return comment


def _decide(comment: Comment, entry: dict, by: User, at: datetime) -> None:
    status = Status(entry["status"])
    if status != Status.PENDING:
        extra = {"reason": Reason(entry["reason"])} if status == Status.REJECTED else {}
        take_step(VERB_FOR[status], comment, by, note=NOTE, at=at, **extra)
