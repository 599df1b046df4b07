"""Calls to the one address that whoever runs the site has named (ALERT_WEBHOOK_URL): a pager, a chat, an on-call rota.

Written with what causes them and made by the worker. Each is signed, so that the receiver can tell it from others'.
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils import timezone

from jobs.deadline import within
from jobs.models import OutboxCall
from jobs.registry import sweep
from jobs.work import run_batch

KEPT = timedelta(days=7)  # as mail, see safety.md
PATIENCE = 10  # seconds for connecting, and for each piece of the answer
WHOLE_PATIENCE = 30  # seconds for all of it: mail and alerts wait behind a call


class NoRedirects(HTTPRedirectHandler):
    """Wherever an answer sends us, nobody has named that address: the call has failed."""

    def redirect_request(self, *args, **words):
        return None


def queue_call(event: str, *, dedupe_key: str, **facts: str | int) -> None:
    """Writes a call in the caller's transaction: made only after its commit. Nothing where no address is set.

    `facts` are sent with it and leave the house, so they are numbers and links to the desk, never anybody's words. A
    second call with the same `dedupe_key` is not written.
    """
    if not settings.ALERT_WEBHOOK_URL:
        return
    now = timezone.now()
    body = json.dumps({"event": event, "at": now.isoformat(timespec="seconds")} | facts)
    call = OutboxCall(body=body, dedupe_key=dedupe_key, created_at=now, next_try_at=now)
    OutboxCall.objects.bulk_create([call], ignore_conflicts=True)


def delete_unsent(begin: str) -> None:
    """Deletes calls whose dedupe key begins so and that were not made: what they say is said again, or of no use."""
    OutboxCall.objects.filter(made_at=None, dedupe_key__startswith=begin).delete()


@sweep("calls")
def make_due_calls(now: datetime) -> int:
    """Makes what is due."""
    return run_batch(OutboxCall.objects.filter(made_at=None), make, now=now, lease=timedelta(minutes=1))


@sweep("old calls", every=timedelta(hours=1))
def delete_old_calls(now: datetime) -> int:
    """Deletes calls a week after they were written, made or not: nobody needs to hear of them any more."""
    return OutboxCall.objects.filter(created_at__lt=now - KEPT).delete()[0]


def make(call: OutboxCall) -> None:
    """Makes one call; raises where no answer from 200 to 299 comes. Without an address by now it is deleted."""
    if not settings.ALERT_WEBHOOK_URL:
        call.delete()
        return
    moment = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "clinic-portal",
        "Portal-Delivery": str(call.pk),  # the same when it is made again, by which a double is known
        "Portal-Timestamp": moment,
        "Portal-Signature": f"sha256={signature(moment, call.body)}",
    }
    request = Request(settings.ALERT_WEBHOOK_URL, data=call.body.encode(), headers=headers)  # noqa: S310  http or https: settings see to it
    within(WHOLE_PATIENCE, lambda: build_opener(NoRedirects).open(request, timeout=PATIENCE).close())
    OutboxCall.objects.filter(pk=call.pk).update(made_at=timezone.now(), body="")


def signature(moment: str, body: str) -> str:
    """HMAC-SHA256 over the moment, a full stop and the body, in hexadecimal."""
    key = settings.ALERT_WEBHOOK_SECRET.encode()
    return hmac.new(key, f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
