"""The copy of the database tells how far it is, is of one moment, and ends though others write meanwhile."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from comments.models import Comment
from portal.backup import databases
from tests.comment_factories import make_comment

pytest_plugins = ["tests.database_file"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def copied(database_file, tmp_path, monkeypatch):
    """Copies in small steps, and does something after each."""
    if database_file is None:
        pytest.skip("pg_dump copies PostgreSQL")
    monkeypatch.setattr(databases, "PAGES", 10)
    told: list[tuple[str, int, int]] = []

    def copy(after_each=lambda: None):
        def count(what, done, of):
            told.append((what, done, of))
            assert len(told) < 1000, "it begins anew again and again"
            after_each()

        rows = databases.connector().dump_to(tmp_path / "copy.sqlite3", count)
        return rows, told

    return copy


def words_in(path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [text for (text,) in database.execute("SELECT text FROM comments_comment ORDER BY id")]


def test_pages_are_told_from_the_first_to_the_last(copied, tmp_path):
    make_comment(text="Here before.")
    rows, told = copied()
    assert {what for what, _done, _of in told} == {"pages of the database"}
    assert [done for _what, done, _of in told] == sorted({done for _what, done, _of in told})
    assert told[-1][1] == told[-1][2] > 50
    assert rows["comments_comment"] == 1 and words_in(tmp_path / "copy.sqlite3") == ["Here before."]


def test_it_ends_though_somebody_writes_after_every_step_and_is_of_the_moment_it_began(copied, database_file, tmp_path):
    article = make_comment(text="Here before.").article
    connection.close()

    def write():
        with closing(sqlite3.connect(database_file, timeout=5)) as other, other:
            other.execute("UPDATE comments_comment SET text = text || 'x'")

    _rows, told = copied(write)
    assert [done for _what, done, _of in told] == sorted({done for _what, done, _of in told})
    assert words_in(tmp_path / "copy.sqlite3") == ["Here before."]
    assert Comment.objects.get().text == "Here before." + "x" * len(told)
    make_comment(article=article)  # nothing is left locked
