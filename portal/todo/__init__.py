"""What the staff desk asks somebody to do, the most pressing first. Each function makes few queries."""

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Count, Min, Q, Value
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.roles import CLINICIAN, OWNER, has_role
from comments.duty import REPEATS_BEFORE_OWNERS
from comments.models import Comment, Queue, Report
from jobs.work import parked
from portal.charts.counting import Numbers
from portal.second_factor import second_factors
from portal.todo import drafts, feedback, live_pages, machine, opening, signoff, taken_down
from portal.todo.task import Link, Task, pressing


def tasks_for(user, numbers: Numbers | None = None) -> list[Task]:
    """The tasks of one member of staff, by what the account may do. `numbers`: what is counted for owners already."""
    now = timezone.now()
    distress, asked, in_hand, comments = _comments(user, now)
    plans, newer_drafts, imported = drafts.draft_tasks(user)
    said = _said_by_readers(user)
    danger = [distress, _reports(said.get("reports"), now), feedback.feedback_task(said.get("feedback"), now)]
    found = [
        *sorted(filter(None, danger), key=pressing),
        asked,
        in_hand,
        *machine.machine_tasks(user, now),
        comments,
        *signoff.signoff_tasks(user),
        plans,
        taken_down.taken_down_task(user, now),
        *live_pages.live_page_tasks(user, now),
        newer_drafts,
        imported,
        _parked_work(user, numbers["parked"] if numbers is not None else None),
        signoff.nobody_signs(user, numbers["signers"] if numbers is not None else None),
        *opening.opening_tasks(user, now),
        _no_second_factor(user),
    ]
    return [task for task in found if task]


def _address(name: str, query: str = "") -> str:
    """An admin address, or "" while that list does not exist for this site."""
    try:
        return reverse(f"admin:{name}") + query
    except NoReverseMatch:
        return ""


def _comments(user, now) -> tuple[Task | None, ...]:
    """People in distress, what moderators ask a clinician, what the account has in hand, and waiting comments, from one
    look at the queue.

    Owners who do not read it hear of distress once nobody on duty has answered for an hour.
    """
    reads = user.has_perm("comments.view_comment")
    if not reads and not has_role(user, OWNER):
        return None, None, None, None
    waiting, urgent = Comment.objects.waiting(), Q(queue=Queue.URGENT)
    mine = Q(claimed_by=user, claimed_until__gt=now)
    if not reads:
        waiting = waiting.filter(urgent, acknowledged_at=None, alerts__gt=REPEATS_BEFORE_OWNERS)
    found = waiting.aggregate(
        number=Count("pk"),
        oldest=Min("waiting_since"),
        urgent=Count("pk", filter=urgent),
        urgent_oldest=Min("waiting_since", filter=urgent),
        urgent_seen=Count("acknowledged_at", filter=urgent),
        asked=Count("escalated_at"),
        asked_oldest=Min("escalated_at"),
        mine=Count("pk", filter=mine),
        mine_first=Min("pk", filter=mine),
    )
    distress = _people_in_distress(found, now, reads) if found["urgent"] else None
    asked = _questions(found, now) if found["asked"] and has_role(user, CLINICIAN) else None
    in_hand = _in_hand(found) if found["mine"] and reads else None
    return distress, asked, in_hand, _waiting_comments(found, now) if found["number"] and reads else None


def _people_in_distress(found: dict, now, reads: bool) -> Task:
    number = found["urgent"]
    title = ngettext("%(number)d person may be in distress", "%(number)d people may be in distress", number)
    if found["urgent_seen"] == number:
        detail = _("Somebody is looking after it. The oldest has waited for %(time)s.")
    else:
        detail = _("Nobody has acknowledged all of it yet. The oldest has waited for %(time)s.")
    address = _address("comments_comment_queue", "?queue=urgent") if reads else ""
    return Task(
        "distress",
        title % {"number": number},
        detail % {"time": timesince(found["urgent_oldest"], now)},
        address,
        tone="alarm",
        in_hand=found["urgent_seen"] == number,
    )


def _questions(found: dict, now) -> Task:
    """What only a clinician answers."""
    number = found["asked"]
    title = ngettext(
        "Moderators ask you about %(number)d comment", "Moderators ask you about %(number)d comments", number
    )
    detail = _("The oldest question has waited for %(time)s.") % {"time": timesince(found["asked_oldest"], now)}
    return Task(
        "asked", title % {"number": number}, detail, _address("comments_comment_queue", "?queue=clinician"), tone="due"
    )


def _in_hand(found: dict) -> Task:
    """What was opened and left, or handed over by a colleague."""
    number = found["mine"]
    title = ngettext("You have %(number)d comment in hand", "You have %(number)d comments in hand", number)
    detail = _("You opened it, or a colleague handed it over to you. Others leave it to you meanwhile.")
    address = reverse("admin:comments_comment_change", args=[found["mine_first"]])
    return Task("in_hand", title % {"number": number}, detail, address, tone="due")


def _waiting_comments(found: dict, now) -> Task:
    number = found["number"]
    title = ngettext("%(number)d comment waits", "%(number)d comments wait", number) % {"number": number}
    detail = _("The oldest has waited for %(time)s.") % {"time": timesince(found["oldest"], now)}
    return Task("comments", title, detail, _address("comments_comment_queue"), tone="due")


def _said_by_readers(user) -> dict[str, dict]:
    """Of the reports and the feedback that wait: how many, since when, how many urgent, and unseen. One query."""
    reports = Report.objects.filter(handled_at=None) if user.has_perm("comments.view_report") else None
    waiting = {"reports": reports, "feedback": feedback.waiting_for(user)}
    counts = [
        rows.order_by()
        .values(what=Value(name, output_field=CharField()))
        .annotate(
            number=Count("pk"),
            oldest=Min("sent_at"),
            urgent=Count("pk", filter=Q(queue=Queue.URGENT)),
            unseen=Count("pk", filter=Q(queue=Queue.URGENT, acknowledged_at=None)),
        )
        for name, rows in waiting.items()
        if rows is not None
    ]
    if not counts:
        return {}
    return {row["what"]: row for row in counts[0].union(*counts[1:], all=True)}


def _reports(found: dict | None, now) -> Task | None:
    """Readers' reports; those of somebody who is worried are an alarm."""
    number = found["number"] if found else 0
    if not found or not number:
        return None
    title = ngettext("%(number)d report by a reader", "%(number)d reports by readers", number) % {"number": number}
    detail = _("The oldest has waited for %(time)s.") % {"time": timesince(found["oldest"], now)}
    if found["urgent"]:
        detail = _("Somebody is worried about a person.") + " " + detail
    address = _address("comments_report_changelist")
    tone, in_hand = ("alarm", not found["unseen"]) if found["urgent"] else ("due", False)
    return Task("reports", title, detail, address, tone=tone, in_hand=in_hand)


def _parked_work(user, given_up: dict[str, int] | None) -> Task | None:
    if not has_role(user, OWNER):
        return None
    links = []
    counted = parked() if given_up is None else {apps.get_model(label): n for label, n in given_up.items() if n}
    for model, number in counted.items():
        text = f"{model._meta.verbose_name_plural}: {number}"
        links.append(Link(text, _address(f"{model._meta.app_label}_{model._meta.model_name}_changelist")))
    if not links:
        return None
    detail = _("Tried five times without success. Mail is tried again by itself for four days.")
    return Task("parked", _("Work that has failed"), detail, links=tuple(links), tone="alarm")


def _no_second_factor(user) -> Task | None:
    if settings.STAFF_SECOND_FACTOR == "required":
        return None
    title = _("A password alone opens this desk")
    detail = _("This installation only offers a second step for signing in. A real one asks for it.")
    if not second_factors(user):
        detail += " " + _("Your account has none yet.")
    return Task("second_factor", title, detail, reverse("mfa_index"))
