"""What was erased leaves the shared cache too: not only is it never served again, its bytes are gone."""

import base64
import sqlite3
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from page_cache_site import ask, state, tiny_site  # noqa: F401

from pagecache.discarding import discard, discard_expired, is_table
from pagecache.generations import forget, settle
from pagecache.models import Change
from pagecache.shared import pages as cache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
WORDS = "unmistakable owl"


@pytest.fixture
def cache_file(tmp_path):
    """The cache's table in a real file with the site's own options, in the place of the tests' one in memory."""
    if not is_table():
        pytest.skip("Redis keeps no file")
    connection = connections["cache"]
    path = tmp_path / "cache.sqlite3"
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    kept, connection.connection = connection.connection, None
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(path)
    yield path
    connection.close()
    connection.connection = kept
    connection.settings_dict["NAME"] = name


def stored() -> list[bytes]:
    """The stored values as they lie there."""
    if is_table():
        with connections["cache"].cursor() as cursor:
            cursor.execute("SELECT value FROM shared_cache WHERE cache_key LIKE '%%pagecache:page:%%'")
            return [base64.b64decode(value) for (value,) in cursor.fetchall()]
    with redis.from_url(settings.CACHES["pages"]["LOCATION"]) as client:
        return [client.get(key) for key in client.scan_iter(match="*pagecache:page:*")]


def with_words() -> int:
    return sum(WORDS.encode() in value for value in stored())


def erase(*paths: str) -> None:
    with transaction.atomic():
        state["words"] = "other"
        forget("article:1")
        discard(*paths)


def test_all_pages_of_the_path_are_taken_out_and_no_other():
    state["words"] = WORDS
    for address in ("/articles/1/", "/articles/1/?page=2", "/articles/11/", "/articles/2/"):
        ask(address)
    assert with_words() == 4
    erase("/articles/1/")
    assert with_words() == 2
    assert ask("/articles/1/").text.startswith("other")


def test_what_is_rolled_back_stays():
    state["words"] = WORDS
    ask("/articles/1/")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        discard("/articles/1/")
        raise ZeroDivisionError
    assert with_words() == 1
    assert not Change.objects.exists()


def test_a_rendering_that_came_late_is_taken_out_by_the_worker():
    state["words"] = WORDS
    erase("/articles/1/")
    state["words"] = WORDS
    ask("/articles/1/")  # as if it had begun before
    now = timezone.now()
    settle(now)
    assert with_words() == 1  # it may still be running
    assert settle(now + timedelta(minutes=1)) == 1
    assert with_words() == 0
    assert not Change.objects.exists()


def test_a_cache_that_is_down_hears_of_it_later(monkeypatch, caplog):
    state["words"] = WORDS
    ask("/articles/1/")
    with monkeypatch.context() as down:
        down.setattr("pagecache.discarding.delete_rows", lambda beginning: 1 / 0)
        down.setattr("pagecache.discarding.delete_keys", lambda beginning: 1 / 0)
        erase("/articles/1/")
    assert "could not be taken out: ZeroDivisionError" in caplog.text and WORDS not in caplog.text
    assert with_words() == 1
    settle(timezone.now() + timedelta(minutes=1))
    assert with_words() == 0


def test_pages_past_their_time_are_deleted_and_what_decides_their_validity_is_not():
    state["words"] = WORDS
    ask("/articles/1/")
    assert discard_expired(timezone.now()) == 0
    tomorrow = timezone.now() + timedelta(hours=25)
    assert discard_expired(tomorrow) == is_table()
    assert with_words() == (not is_table())  # Redis lets go of them by itself
    ask("/articles/1/")
    assert cache.get("pagecache:token:article:1")


def test_no_byte_is_left_in_the_file_or_its_log(cache_file):
    state["words"] = WORDS
    ask("/articles/1/")
    bits = pieces_of(cache_file)
    state["words"] = "longer " * 400 + WORDS
    forget("article:1")
    ask("/articles/1/")  # the first rendering was written over
    bits += pieces_of(cache_file)
    assert any(bit in everything_in(cache_file) for bit in bits)  # the test looks into the right files
    erase("/articles/1/")
    assert not any(bit in everything_in(cache_file) for bit in bits)


def pieces_of(path) -> list[bytes]:
    """Bits of the stored text (which is packed) as the table holds it, long enough to be found nowhere by chance."""
    with sqlite3.connect(path) as copy:
        rows = copy.execute("SELECT value FROM shared_cache WHERE cache_key LIKE '%pagecache:page:%'").fetchall()
    return [value[start : start + 40].encode() for (value,) in rows for start in range(400, len(value) - 40, 400)]


def everything_in(path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
