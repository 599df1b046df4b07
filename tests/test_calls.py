"""The signed call to the clinic's own alarm system: at every urgent alert, without a word of the message."""

import hashlib
import hmac
import json
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest
from django.utils import timezone

from comments import due, duty
from comments.models import Comment, Tier
from jobs import calls
from jobs.models import OutboxCall
from tests.comment_factories import make_comment, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
SECRET = "between us two"


@contextmanager
def listening(status: int = 204):
    """A server of this test; gives its address and what it was sent."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body.decode()))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self):
            """Who follows a redirect comes here, and would take it for a success."""
            got.append((dict(self.headers), self.path))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with serving(Handler) as address:
        yield address, got


@contextmanager
def serving(handler):
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alarm/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def alarm(settings):
    settings.ALERT_WEBHOOK_SECRET = SECRET
    with listening() as (address, got):
        settings.ALERT_WEBHOOK_URL = address
        yield got


def test_an_urgent_message_is_told_at_once_with_a_link_and_no_word_of_it(alarm, reader, settings):
    send(reader, make_article(title="About sleep"), text="I want to kill myself tonight", name="Night owl")
    assert calls.make_due_calls(timezone.now()) == 1
    (_headers, body), comment = alarm[0], Comment.objects.get()
    told = json.loads(body)
    assert told.keys() == {"event", "at", "alert", "link"} and (told["event"], told["alert"]) == ("urgent", 1)
    assert told["link"] == f"{settings.SITE_URL}/admin/comments/comment/{comment.pk}/acknowledge/"
    assert not any(word in body for word in ("kill", "Night", "sleep"))


def test_the_receiver_can_tell_our_calls_from_others(alarm, reader):
    send(reader, make_article(), text="I want to kill myself tonight")
    calls.make_due_calls(timezone.now())
    headers, body = alarm[0]
    signed = hmac.new(SECRET.encode(), f"{headers['Portal-Timestamp']}.{body}".encode(), hashlib.sha256).hexdigest()
    assert headers["Portal-Signature"] == f"sha256={signed}" and headers["Content-Type"] == "application/json"


def test_it_is_repeated_with_each_alert_until_somebody_looks_after_it(alarm, reader, people):
    send(reader, make_article(), text="I want to kill myself tonight")
    start = timezone.now()
    calls.make_due_calls(start)
    for minutes in (16, 32):
        due.repeat_alerts(start + timedelta(minutes=minutes))
        calls.make_due_calls(start + timedelta(minutes=minutes))
    assert [json.loads(body)["alert"] for _headers, body in alarm] == [1, 2, 3]
    duty.acknowledge(Comment.objects.get(), people["moderator"])
    due.repeat_alerts(start + timedelta(minutes=48))
    assert calls.make_due_calls(start + timedelta(minutes=48)) == 0


def test_what_could_not_be_told_is_told_by_the_next_one_only(settings, reader):
    settings.ALERT_WEBHOOK_URL, settings.ALERT_WEBHOOK_SECRET = "http://127.0.0.1:9/", SECRET
    send(reader, make_article(), text="I want to kill myself tonight")
    start = timezone.now()
    assert calls.make_due_calls(start) == 0 and OutboxCall.objects.get().last_error == "URLError"
    due.repeat_alerts(start + timedelta(minutes=16))
    assert [json.loads(call.body)["alert"] for call in OutboxCall.objects.all()] == [2]


def test_acknowledging_ends_what_waits(settings, people):
    settings.ALERT_WEBHOOK_URL, settings.ALERT_WEBHOOK_SECRET = "http://127.0.0.1:9/", SECRET
    comment = make_comment(tier=Tier.HIGH)
    duty.alert(comment, timezone.now())
    duty.acknowledge(comment, people["moderator"])
    assert not OutboxCall.objects.exists()


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_answer_that_is_no_success_is_tried_again_and_no_redirect_is_followed(settings, status):
    """Seen red without NoRedirects."""
    settings.ALERT_WEBHOOK_SECRET = SECRET
    with listening(status) as (address, got):
        settings.ALERT_WEBHOOK_URL = address
        calls.queue_call("urgent", dedupe_key="a")
        assert calls.make_due_calls(timezone.now()) == 0
    call = OutboxCall.objects.get()
    assert len(got) == 1 and call.tries == 1 and call.next_try_at > timezone.now() and call.made_at is None


def test_an_answer_that_drips_in_keeps_nobody_waiting_and_is_tried_again(settings, monkeypatch):
    """A letter at a time keeps within the limit of each piece. Seen red without the limit of the whole."""
    enough = Event()

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self):
            with suppress(OSError):
                self.wfile.write(b"HTTP/1.1 204 No Content\r\nX: ")
                for _second in range(60):
                    if not enough.wait(0.05):
                        self.wfile.write(b"a")
                self.wfile.write(b"\r\n\r\n")

        def log_message(self, *args):
            pass

    monkeypatch.setattr(calls, "WHOLE_PATIENCE", 0.5)
    settings.ALERT_WEBHOOK_SECRET = SECRET
    with serving(Dripping) as address:
        settings.ALERT_WEBHOOK_URL = address
        calls.queue_call("urgent", dedupe_key="a")
        assert calls.make_due_calls(timezone.now()) == 0
        enough.set()
    call = OutboxCall.objects.get()
    assert call.last_error == "TimeoutError" and call.tries == 1 and call.made_at is None


def test_neither_the_address_nor_the_secret_nor_a_link_is_logged(settings, caplog):
    """An address of a chat or pager often is itself the permission to write there."""
    caplog.set_level("DEBUG")
    for address in ("http://127.0.0.1:9/hooks/token-of-ours", "http://127.0.0.1:port/hooks/token-of-ours"):
        settings.ALERT_WEBHOOK_URL, settings.ALERT_WEBHOOK_SECRET = address, SECRET
        calls.queue_call("urgent", dedupe_key=address, link="https://clinic.example.org/admin/x/")
    assert calls.make_due_calls(timezone.now()) == 0
    kept = caplog.text + "".join(OutboxCall.objects.values_list("last_error", flat=True))
    assert "failed" in kept
    assert not any(words in kept for words in ("token-of-ours", SECRET, "admin/x"))


def test_without_an_address_nothing_is_written(reader):
    send(reader, make_article(), text="I want to kill myself tonight")
    assert not OutboxCall.objects.exists()


def test_a_week_later_nothing_is_left(alarm):
    calls.queue_call("urgent", dedupe_key="a")
    calls.make_due_calls(timezone.now())
    assert OutboxCall.objects.get().body == ""
    calls.delete_old_calls(timezone.now() + timedelta(days=8))
    assert not OutboxCall.objects.exists()
