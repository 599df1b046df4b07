"""Eight moderators on the same hundred comments make exactly a hundred decisions."""

import threading
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connections

from clinic.models import User
from clinic.roles import MODERATOR, sync_permissions
from comments import moderation
from comments.models import Comment, Decision, Status
from tests.comment_factories import make_comment
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
PEOPLE, NUMBER = 8, 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_eight_moderators_make_a_hundred_decisions(database_file):
    sync_permissions()
    article = make_article()
    numbers = [make_comment(article=article).pk for _ in range(NUMBER)]
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
    threads = [threading.Thread(target=moderate, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not busy
    assert Comment.objects.filter(status=Status.APPROVED).count() == NUMBER
    assert Decision.objects.count() == NUMBER
    assert Decision.objects.values("comment_id").distinct().count() == NUMBER
