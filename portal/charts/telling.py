"""Each chart with the one sentence that it says. For owners."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.profile import get_profile
from clinic.roles import OWNER, has_role
from comments.models import Status
from portal.charts.counting import LOOK_BACK, Numbers, count_all
from portal.charts.drawing import Chart, Sign, laid_out


def numbers_for(user, now=None) -> Numbers | None:
    """Everything that is counted for an account; None where charts are not its business."""
    return count_all(now or timezone.now()) if has_role(user, OWNER) else None


def charts_of(numbers: Numbers | None) -> list[Chart]:
    if numbers is None:
        return []
    return [waiting(numbers), states(numbers), times(numbers), reviews(numbers), misses(numbers), machine(numbers)]


def charts_for(user, now=None) -> list[Chart]:
    return charts_of(numbers_for(user, now))


def waiting(numbers: Numbers) -> Chart:
    found = numbers["waiting"]
    day, three, week, longer = (found.get(name, 0) for name in ("day", "three_days", "week", "longer"))
    number, old = day + three + week + longer, week + longer
    says = _("No comment waits.")
    if number:
        says = ngettext("%(number)d comment waits", "%(number)d comments wait", number) % {"number": number}
        says += ", " + (_("%(old)d of them for more than three days.") % {"old": old} if old else _("none for long."))
    bars = [
        (_("less than a day"), day),
        (_("one to three days"), three),
        (_("three days to a week"), week, "late"),
        (_("more than a week"), longer, "late"),
    ]
    return Chart("waiting", _("Comments that wait, by age"), says, _("Waiting for"), laid_out(bars))


def states(numbers: Numbers) -> Chart:
    found, days = numbers["states"], LOOK_BACK.days
    number, public = sum(found.values()), found.get(Status.APPROVED, 0)
    says = _("Nothing was decided in the last %(days)d days.") % {"days": days}
    if number:
        says = ngettext(
            "%(number)d decision in the last %(days)d days, %(public)d of them to publish.",
            "%(number)d decisions in the last %(days)d days, %(public)d of them to publish.",
            number,
        ) % {"number": number, "days": days, "public": public}
    shown = (Status.APPROVED, Status.REJECTED, Status.SPAM, Status.CLOSED, Status.WITHDRAWN)
    bars = [(state.label, found.get(state, 0)) for state in shown]
    address = reverse("admin:comments_decision_changelist")
    return Chart("states", _("What became of comments"), says, _("Decision"), laid_out(bars), address=address)


def times(numbers: Numbers) -> Chart:
    found = numbers["times"]
    number, soon = sum(found.values()), found.get("hour", 0) + found.get("day", 0)
    says = _("There is nothing to measure yet.")
    if number:
        says = _("%(soon)d of %(number)d decisions came within a day.") % {"soon": soon, "number": number}
    bars = [
        (_("within an hour"), found.get("hour", 0)),
        (_("within a day"), found.get("day", 0)),
        (_("within three days"), found.get("three_days", 0)),
        (_("within a week"), found.get("week", 0), "late"),
        (_("later"), found.get("longer", 0), "late"),
    ]
    address = reverse("admin:comments_decision_changelist")
    return Chart("times", _("Time to a decision"), says, _("Decided"), laid_out(bars), address=address)


def reviews(numbers: Numbers) -> Chart:
    found = numbers["reviews"]
    overdue, soon = found.get("overdue", 0), found.get("in_30", 0)
    if overdue:
        says = ngettext(
            "%(number)d article is past its review date, and its page says so.",
            "%(number)d articles are past their review date, and their pages say so.",
            overdue,
        ) % {"number": overdue}
    elif soon:
        says = ngettext(
            "%(number)d review is due within 30 days.", "%(number)d reviews are due within 30 days.", soon
        ) % {"number": soon}
    else:
        says = _("No review is due within 30 days.")
    bars = [
        (_("past the date"), overdue, "late"),
        (_("within 30 days"), soon),
        (_("30 to 90 days from now"), found.get("in_90", 0)),
        (_("90 to 180 days from now"), found.get("in_180", 0)),
    ]
    return Chart("reviews", _("Reviews due"), says, _("Due"), laid_out(bars))


def misses(numbers: Numbers) -> Chart:
    rows = sorted(numbers["misses"].items(), key=lambda row: (-row[1], row[0]))
    says = _("Nothing was looked for in vain on five different days or more.")
    if rows:
        says = _("No page answers “%(words)s”, looked for on %(days)d days.") % {
            "words": rows[0][0],
            "days": rows[0][1],
        }
    return Chart("misses", _("Searches without results, by days"), says, _("Looked for"), laid_out(rows))


def machine(numbers: Numbers) -> Chart:
    """Worker, mail and backup. What is wrong stands among the tasks, with how to mend it."""
    beats, mail = numbers["beats"], numbers["mail"]
    given_up, late = mail.get("given_up", 0), mail.get("late", 0)
    if given_up:
        letters = ngettext("%(number)d mail could not be sent", "%(number)d mails could not be sent", given_up)
    else:
        letters = ngettext("%(number)d mail is late", "%(number)d mails are late", late)
    worker, backup = beats.get("worker", 0), beats.get("backup", 0)
    needs_none = get_profile().is_demo and not beats.get("ever", 0)  # an example; the tasks say nothing either
    signs = (
        Sign(_("Worker"), bool(worker), _("runs") if worker else _("silent: nothing is sent or planned")),
        Sign(
            _("Mail"),
            not given_up and not late,
            letters % {"number": given_up or late} if given_up or late else _("nothing waits"),
        ),
        Sign(
            _("Backup"),
            bool(backup) or needs_none,
            _("the example needs none") if needs_none else backups(bool(backup)),
        ),
    )
    ill = [sign.label for sign in signs if not sign.well]
    says = _("Please look at: %s.") % ", ".join(ill) if ill else _("Everything runs.")
    return Chart("machine", _("Worker, mail and backup"), says, signs=signs)


def backups(lately: bool) -> str:
    return _("one was read back lately") if lately else _("none lately that was read back")
