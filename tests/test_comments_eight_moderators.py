"""Eight moderators on the same hundred comments make a hundred decisions, and a hundred people hear of it once."""

import threading
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connections
from django.utils import timezone

from clinic.models import User
from clinic.roles import MODERATOR, sync_permissions
from comments import moderation
from comments.models import Comment, Decision, Status
from comments.notices import SETTLED, send_due_notices
from jobs.models import OutboxMail
from tests.comment_factories import make_comment
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
PEOPLE, NUMBER = 8, 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_eight_moderators_make_a_hundred_decisions(database_file):
    sync_permissions()
    article = make_article()
    asked = {"article": article, "email_confirmed_at": timezone.now()}
    numbers = [make_comment(email=f"owl{n}@example.org", **asked).pk for n in range(NUMBER)]
    gate, busy = threading.Barrier(PEOPLE), []

    def moderate(user):
        gate.wait()
        for number in numbers:
            with suppress(moderation.AlreadyDecided):
                try:
                    moderation.approve(Comment.objects.get(pk=number), user)
                except OperationalError as error:
                    busy.append(error)
        connections.close_all()

    users = [User.objects.create_user(f"m{n}@example.org", None, display_name=f"M{n}") for n in range(PEOPLE)]
    for user in users:
        user.groups.add(Group.objects.get(name=MODERATOR))
    together(moderate, users)
    assert not busy
    assert Comment.objects.filter(status=Status.APPROVED).count() == NUMBER
    assert Decision.objects.count() == NUMBER
    assert Decision.objects.values("comment_id").distinct().count() == NUMBER
    together(tell_all, range(2))
    assert OutboxMail.objects.count() == OutboxMail.objects.values("to").distinct().count() == NUMBER


def together(work, each) -> None:
    threads = [threading.Thread(target=work, args=(one,)) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def tell_all(_number: int) -> None:
    later = timezone.now() + SETTLED
    while send_due_notices(later):
        pass
    connections.close_all()
