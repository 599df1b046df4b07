"""A plugin of pytest that takes one protection away (FAULT_CONTROL), so that a run shows its tests going red."""

import os
import secrets

import pytest


@pytest.fixture(autouse=True)
def without_protection(monkeypatch):
    PROTECTIONS[os.environ["FAULT_CONTROL"]](monkeypatch)


def same_form(monkeypatch) -> None:
    """Two copies of one form are no longer known as the same."""
    monkeypatch.setattr("comments.posting.digest_of", lambda *_: secrets.token_hex(32))


def first_decision(monkeypatch) -> None:
    """Who comes second is no longer told so."""
    from comments.models import CommentQuerySet

    update = CommentQuerySet.update
    monkeypatch.setattr(CommentQuerySet, "update", lambda rows, **fields: update(rows, **fields) or 1)


def lease(monkeypatch) -> None:
    """Work that somebody holds may be taken all the same."""
    from django.db.models import Q

    monkeypatch.setattr("jobs.work.is_due", lambda moment: Q(next_try_at__lte=moment))


class AnyDigests(dict):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


def digests_of_backup(monkeypatch) -> None:
    """A backup is restored whatever its digests say."""
    from portal.backup import archive

    read = archive.read_manifest

    def believing(data):
        manifest = read(data)
        if manifest:
            manifest.digests = AnyDigests(manifest.digests)
        return manifest

    monkeypatch.setattr(archive, "read_manifest", believing)


def database_errors(monkeypatch) -> None:
    """An error of the database is answered like any other."""
    monkeypatch.setattr("portal.middleware.UnavailableMiddleware.process_exception", lambda *_: None)
    monkeypatch.setattr("portal.errors.is_soon_back", lambda *_: False)


def tokens(monkeypatch) -> None:
    """A stored page is shown whatever was forgotten since."""
    monkeypatch.setattr("pagecache.generations.Known.holds", lambda *_, **_more: True)


def rollback(monkeypatch) -> None:
    """What a transaction has written stays written, whatever happens afterwards."""
    from django.db import connection, transaction

    leave = transaction.Atomic.__exit__

    def commit(block, kind, error, trace):
        connection.needs_rollback = False
        return leave(block, None, None, None)

    monkeypatch.setattr(transaction.Atomic, "__exit__", commit)


def merging(monkeypatch) -> None:
    """Who saves later is not compared with who saved before."""
    from articles.merging import Merged

    monkeypatch.setattr("articles.drafts.on_top", lambda article, mine, *_: Merged(mine, (), ()))


def way_back(monkeypatch) -> None:
    """Going back leaves the indexes that a migration has added."""
    monkeypatch.setattr("django.db.migrations.AddIndex.database_backwards", lambda *_: None)


def plain_requests(monkeypatch) -> None:
    """What clients claim about their forms reaches Django as it comes."""
    from portal.plain_requests import PlainRequests

    monkeypatch.setattr(PlainRequests, "__call__", lambda layer, *request: layer.application(*request))


PROTECTIONS = {
    "tokens": tokens,
    "rollback": rollback,
    "merge": merging,
    "way back": way_back,
    "plain requests": plain_requests,
    "same form": same_form,
    "first decision": first_decision,
    "lease": lease,
    "digests of a backup": digests_of_backup,
    "database errors": database_errors,
}
