"""What the charts are drawn from: every number in one question, whatever there is to count."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models import Article
from clinic.models import Clinician
from comments.figures import DECIDED
from comments.models import Comment, Decision, Status
from jobs.models import Heartbeat, OutboxMail
from jobs.work import retryable_models
from portal.backup import schedule
from portal.health import OLD_BACKUP_HOURS, SILENT_AFTER
from search.models import Miss

LOOK_BACK = timedelta(days=30)
MAIL_IS_LATE = timedelta(hours=1)
MOST_MISSES = 5
HOUR, DAY = 3600, 24 * 3600

Numbers = dict[str, dict[str, int]]


def count_all(now) -> Numbers:
    """Part of the page → what → how many. One query."""
    lines = [waiting(now), states(now), times(now), reviews(now), misses(), mail(now), beats(now), signers(), *parked()]
    found: Numbers = defaultdict(dict)
    for line in lines[0].union(*lines[1:], all=True):
        found[line["part"]][line["what"]] = line["number"]
    return found


def counted(rows: QuerySet, part: str, *buckets: tuple[str, Q]) -> QuerySet:
    """So many rows in each bucket, a row in the first that it fits."""
    named = Case(*(When(fits, then=Value(name)) for name, fits in buckets), default=Value(""), output_field=CharField())
    return as_lines(rows, part, named, Count("pk"))


def as_lines(rows: QuerySet, part: str, what, number) -> QuerySet:
    labelled = rows.order_by().annotate(part=Value(part, output_field=CharField()), what=Cast(what, CharField()))
    return labelled.values("part", "what").annotate(number=Cast(number, IntegerField()))


def waiting(now) -> QuerySet:
    def since(days: int) -> Q:
        return Q(waiting_since__gt=now - timedelta(days=days))

    ages = (("day", since(1)), ("three_days", since(3)), ("week", since(7)))
    return counted(Comment.objects.waiting(), "waiting", *ages, ("longer", Q(pk__isnull=False)))


def decided(now) -> QuerySet:
    """Decisions of a person about visitors' comments; those about the clinic's own answers carry no queue."""
    lines = Decision.objects.filter(at__gt=now - LOOK_BACK, from_status=Status.PENDING, to_status__in=DECIDED)
    return lines.filter(by__isnull=False).exclude(queue="")


def states(now) -> QuerySet:
    return as_lines(decided(now), "states", F("to_status"), Count("pk"))


def times(now) -> QuerySet:
    spans = (("hour", HOUR), ("day", DAY), ("three_days", 3 * DAY), ("week", 7 * DAY))
    buckets = [(name, Q(waited__lte=most)) for name, most in spans]
    rows = decided(now).filter(waited__isnull=False)
    return counted(rows, "times", *buckets, ("longer", Q(waited__gt=7 * DAY)))


def reviews(now) -> QuerySet:
    today = timezone.localdate(now)
    buckets = [("overdue", Q(next_review_on__lt=today))]
    buckets += [(f"in_{days}", Q(next_review_on__lte=today + timedelta(days=days))) for days in (30, 90, 180)]
    rows = Article.objects.published(now).filter(next_review_on__lte=today + timedelta(days=180))
    return counted(rows, "reviews", *buckets)


def misses() -> QuerySet:
    """Words that people have looked for in vain on most days. Readable ones only (search/models.py)."""
    most = Miss.objects.exclude(text="").order_by("-days", "-last_day").values("pk")[:MOST_MISSES]
    return as_lines(Miss.objects.filter(pk__in=most), "misses", F("text"), F("days"))


def mail(now) -> QuerySet:
    late = Q(parked_at=None, sent_at=None, created_at__lt=now - MAIL_IS_LATE)
    rows = OutboxMail.objects.filter(Q(sent_at=None) | Q(parked_at__isnull=False))
    return counted(rows, "mail", ("given_up", Q(parked_at__isnull=False)), ("late", late))


def beats(now) -> QuerySet:
    fresh = Q(name="worker", at__gt=now - SILENT_AFTER)
    checked = Q(name=schedule.CHECKED, at__gte=now - timedelta(hours=OLD_BACKUP_HOURS))
    ever = Q(name=schedule.CHECKED)
    return counted(Heartbeat.objects.all(), "beats", ("worker", fresh), ("backup", checked), ("ever", ever))


def signers() -> QuerySet:
    """Who may sign pages: where nobody does, the list of tasks says so, and need not ask again."""
    return as_lines(Clinician.objects.signing(), "signers", Value("all"), Count("pk"))


def parked() -> list[QuerySet]:
    """Work of each kind that was given up: the list of tasks names it, and need not ask again."""
    kinds = {model._meta.label: model._base_manager.filter(parked_at__isnull=False) for model in retryable_models()}
    return [as_lines(rows, "parked", Value(label), Count("pk")) for label, rows in kinds.items()]
