"""How many comments one network may send, how a network is recognized, and that no header fools us."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from comments.models import Comment, NetworkKey
from comments.network import client_address, network_hash, network_of
from tests.comment_factories import FROM_OUR_PAGE, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def request_from(remote: str, forwarded: str | None = None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address", "reason"),
    [
        ([], "203.0.113.9", None, "203.0.113.9", "no proxy, no header"),
        ([], "203.0.113.9", "198.51.100.1", "203.0.113.9", "without a proxy of ours the header is a client's tale"),
        (["10.0.0.1"], "203.0.113.9", "198.51.100.1", "203.0.113.9", "not from our proxy"),
        (["10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1", "our proxy's word"),
        (["10.0.0.1"], "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1", "the first is what the client wrote"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1", "two proxies in a row"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.1, rubbish", "10.0.0.1", "what cannot be read ends the walk"),
        (["10.0.0.0/8"], "10.0.0.1", None, "10.0.0.1", "a proxy that says nothing"),
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.7", "10.0.0.7", "somebody inside"),
        (["unix"], "", "198.51.100.1", "198.51.100.1", "a proxy over a Unix socket"),
        ([], "", "198.51.100.1", "", "no address and no proxy named"),
        (["10.0.0.1"], "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1", "the proxy's address in IPv6 dress"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, remote, forwarded, address, reason):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request_from(remote, forwarded)) == address, reason


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
        ("rubbish", "unknown"),
    ],
)
def test_a_network_is_a_24_or_a_48(address, network):
    assert network_of(address) == network


def test_neighbors_share_a_hash_and_the_next_day_gives_another():
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert network_hash("203.0.113.9", noon) == network_hash("203.0.113.200", noon)
    assert network_hash("203.0.113.9", noon) != network_hash("203.0.114.9", noon)
    assert network_hash("203.0.113.9", noon) != network_hash("203.0.113.9", noon + timedelta(days=1))
    assert NetworkKey.objects.count() == 2


def test_the_address_itself_is_stored_nowhere(reader):
    send(reader, make_article(), headers=FROM_OUR_PAGE | {"REMOTE_ADDR": "203.0.113.77"})
    stored = str(Comment.objects.values().get()) + str(NetworkKey.objects.values().get())
    assert "203.0.113" not in stored


def flood(reader, article, number, start=0, **headers):
    return [
        send(reader, article, headers=FROM_OUR_PAGE | headers, text=f"Message {n}")
        for n in range(start, start + number)
    ]


def test_too_many_from_one_network_are_asked_to_wait_with_the_words_kept(reader):
    answers = flood(reader, make_article(), 12)
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    page = answers[-1].content.decode()
    assert "Message 11</textarea>" in page and "in about 10 minutes" in page
    assert 0 < int(answers[-1]["Retry-After"]) <= 600
    assert Comment.objects.count() == 10


def test_forged_headers_do_not_help_a_flood(reader):
    article = make_article()
    statuses = [
        flood(reader, article, 1, start=n, HTTP_X_FORWARDED_FOR=f"198.51.{n}.1", HTTP_X_REAL_IP=f"198.51.{n}.1")[0]
        for n in range(11)
    ]
    assert statuses[-1].status_code == 429


def test_other_networks_do_not_notice(reader):
    article = make_article()
    flood(reader, article, 11)
    assert flood(reader, article, 1, start=50, REMOTE_ADDR="198.51.100.1")[0].status_code == 200


def test_after_the_time_said_it_works_again(reader):
    article = make_article()
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        wait = int(flood(reader, article, 11)[-1]["Retry-After"])
        clock.move_to(start + timedelta(seconds=wait - 1))
        assert flood(reader, article, 1, start=60)[0].status_code == 429
        clock.move_to(start + timedelta(seconds=wait))
        assert flood(reader, article, 1, start=61)[0].status_code == 200


def test_the_change_of_keys_at_midnight_is_no_way_around(reader):
    article = make_article(published_at=datetime(2026, 1, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 22, 23, 58, tzinfo=UTC), tick=False) as clock:
        flood(reader, article, 10)
        clock.move_to(datetime(2026, 11, 23, 0, 1, tzinfo=UTC))
        assert flood(reader, article, 1, start=70)[0].status_code == 429
