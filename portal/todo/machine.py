"""Tasks about what runs unseen: the worker and the backups. One question for both."""

from datetime import timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from clinic.profile import get_profile
from clinic.roles import OWNER, has_role
from jobs.models import Heartbeat
from portal.backup import schedule
from portal.health import OLD_BACKUP_HOURS, SILENT_AFTER
from portal.todo.task import Task


def machine_tasks(user, now) -> tuple[Task | None, Task | None]:
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    return silent_worker(beats, now), old_backup(beats, now) if has_role(user, OWNER) else None


def silent_worker(beats: dict, now) -> Task | None:
    beat = beats.get("worker")
    if beat and beat > now - SILENT_AFTER:
        return None
    detail = _("Mail, pictures and planned articles wait until it runs: start “manage.py worker”.")
    if beat:
        title = _("The worker has been silent for %(time)s") % {"time": timesince(beat, now)}
    else:
        title = _("The worker has never run")
    return Task("worker", title, detail, tone="alarm")


def old_backup(beats: dict, now) -> Task | None:
    """What the owner has to know: no backup was found whole for more than two nights, or ever."""
    checked_at = beats.get(schedule.CHECKED)
    if checked_at is None:
        if get_profile().is_demo:  # an example has nothing to lose
            return None
        detail = _("The worker makes one every night. To make one now: “make backup” on the server.")
        return Task("backup", _("There is no checked backup yet"), detail, tone="due")
    if now - checked_at <= timedelta(hours=OLD_BACKUP_HOURS):
        return None
    title = _("The last backup that was checked is %(time)s old") % {"time": timesince(checked_at, now)}
    detail = _("What is written now could be lost. The log of the worker says what went wrong.")
    return Task("backup", title, detail, tone="alarm")
