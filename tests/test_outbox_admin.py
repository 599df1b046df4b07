"""Staff see whether mail leaves the house, and nothing of what is in it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import OutboxMail

LIST = reverse("admin:jobs_outboxmail_changelist")


@pytest.fixture
def parked(db) -> OutboxMail:
    now = timezone.now()
    return OutboxMail.objects.create(
        to="patient@example.org", subject="secret subject", body="secret body", parked_at=now, tries=5
    )


@pytest.fixture
def keeper(people) -> Client:
    """Somebody who may look after the outbox, whatever role that is."""
    user = people["moderator"]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="jobs"))
    client = Client()
    client.force_login(user)
    return client


def test_the_list_masks_recipients_and_shows_no_words(keeper, parked):
    for address in (LIST, reverse("admin:jobs_outboxmail_change", args=[parked.pk])):
        page = keeper.get(address)
        assert page.status_code == 200
        assert "p…@example.org" in page.text
        assert "given up" in page.text
        for secret in ("patient@", "secret subject", "secret body"):
            assert secret not in page.text


def test_what_was_given_up_can_be_tried_again(keeper, parked):
    page = keeper.post(LIST, {"action": "send_again", "_selected_action": [parked.pk]}, follow=True)
    assert "1 mail will be tried again" in page.text
    parked.refresh_from_db()
    assert (parked.parked_at, parked.tries) == (None, 0)
    assert parked.next_try_at


@pytest.mark.parametrize("state", ["parked", "waiting", "sent", "nonsense"])
def test_the_list_can_be_narrowed(keeper, parked, state):
    shown = "p…@example.org" in keeper.get(LIST, {"state": state}).text
    assert shown == (state in ("parked", "nonsense"))


@pytest.mark.parametrize("what", ["add", "change", "delete"])
def test_nobody_can_write_change_or_delete_a_mail_here(keeper, parked, what):
    args = [] if what == "add" else [parked.pk]
    reply = keeper.post(reverse(f"admin:jobs_outboxmail_{what}", args=args), {"to": "b@example.org", "post": "yes"})
    assert reply.status_code == 403
    assert OutboxMail.objects.get().to == "patient@example.org"


def test_who_lacks_the_permission_sees_nothing(client, moderator, parked):
    assert client.get(LIST).status_code == 302
    assert moderator.get(LIST).status_code == 403
