"""Tasks for owners about the state of the site."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.profile import get_profile
from clinic.roles import OWNER, has_role
from comments.opening import away_at
from portal import opening
from portal.models import Opening
from portal.todo.task import Task


def opening_tasks(user, now) -> list[Task | None]:
    """What an example or a site in preparation still needs; later, help lines that nobody has called for long."""
    if not has_role(user, OWNER):
        return []
    return [while_away(now), _of_its_state(now)]


def while_away(now) -> Task | None:
    """Who is back earlier sees it, and where it ends. Otherwise it ends by itself."""
    away = away_at(now)
    if away is None:
        return None
    title = _("The site says that you are away until %(day)s") % {"day": date_format(away.last_day, "l, F j")}
    paused, read_late = _("Comments are paused."), _("Comments are taken, and the form says when they will be read.")
    where = reverse("admin:clinic_clinicprofile_changelist")
    return Task("away", title, paused if away.pauses else read_late, where)


def _of_its_state(now) -> Task | None:
    state = get_profile().site_state
    if state == "open":
        return old_help_lines(now)
    if state == "demo":
        title = _("This is still the example clinic")
        detail = _("Give it your own name, numbers, hours and rules before you show it to anybody.")
        return Task("example", title, detail, reverse("opening"))
    number = len(opening.missing(now))
    title = ngettext(
        "%(number)d thing is missing before the site can open",
        "%(number)d things are missing before the site can open",
        number,
    )
    ready = _("Everything is there: the site can open")
    return Task("opening", title % {"number": number} if number else ready, "", reverse("opening"), tone="due")


def old_help_lines(now) -> Task | None:
    row = Opening.as_it_is()
    found = opening.help_lines(row, get_profile(), timezone.localdate(now))
    return (
        Task("help_lines", _("Call the help lines again"), found.detail, found.address, tone="alarm") if found else None
    )
