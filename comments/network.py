"""Where a comment came from, as a hash nobody can undo a week later, and how many may come from there."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

from clinic.prepared import Prepared
from comments.models import Comment, NetworkKey, Tier

KEEP_KEYS = timedelta(days=7)
# How many comments one network (a /24 or /48: perhaps a hospital, or a phone company) may send in which time.
LIMITS = ((timedelta(minutes=10), 10), (timedelta(hours=24), 100))


def comments_from(networks, since: datetime):
    """The comments of these networks (their hashes) since then. That the hash is not empty has to be said: the index
    leaves out the million comments whose network is forgotten."""
    return Comment.objects.filter(network_hash__in=networks, submitted_at__gt=since).exclude(network_hash="")


KEYS = Prepared(lambda days: NetworkKey.objects.filter(day__in=days).values("key"), days=(date, 2))
LATEST = Prepared(
    lambda networks, since: (
        comments_from(networks, since)
        .order_by("-submitted_at")
        .values("submitted_at")[: max(most for _window, most in LIMITS)]
    ),
    networks=(str, 2),
    since=datetime,
)
URGENT_WINDOW, MOST_URGENT = timedelta(hours=1), 20  # beyond those limits, for high distress alone


def client_address(request) -> str:
    """The address of the person who sends, or "" when unknown.

    A forwarding header counts only when our own proxy wrote it: from the right, up to the first address that
    is not one of settings.TRUSTED_PROXIES (addresses or networks). What stands left of it is never believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and is_trusted_proxy(address):
        candidate = forwarded.pop().strip()
        if _parse(candidate) is None:
            break
        address = candidate
    return address


def network_of(address: str) -> str:
    """The /24 or /48 that the address belongs to; everything unreadable counts as one network."""
    parsed = _parse(address)
    if parsed is None:
        return "unknown"
    return str(ip_network((parsed, 48 if isinstance(parsed, IPv6Address) else 24), strict=False))


def network_hash(address: str, now: datetime) -> str:
    """The network's keyed hash for the day of `now`; another day gives another hash."""
    day = now.astimezone(UTC).date()
    keys = KEYS.rows(days=[day])
    key = keys[0]["key"] if keys else NetworkKey.objects.get_or_create(day=day)[0].key
    return _hash(key, address)


def seconds_to_wait(address: str, now: datetime) -> int:
    """0 when this network may send another comment now, else after how many seconds it may."""
    longest = max(window for window, _most in LIMITS)
    days = ((now - longest).astimezone(UTC).date(), now.astimezone(UTC).date())
    hashes = [_hash(row["key"], address) for row in KEYS.rows(days=days)]
    times = [row["submitted_at"] for row in LATEST.rows(networks=hashes, since=now - longest)]
    wait = timedelta()
    for window, allowed in LIMITS:
        if len(times) >= allowed and (ready := times[allowed - 1] + window) > now:
            wait = max(wait, ready - now)
    return -(-wait // timedelta(seconds=1))  # rounded up: a second too early would be refused again


def may_store_urgent(address: str, now: datetime) -> bool:
    """Whether one more message of high distress from this network is stored though its limit is reached.

    Despair has no rate, but a robot must not fill the urgent queue: so many in an hour, and no more.
    """
    key = NetworkKey.objects.filter(day=now.astimezone(UTC).date()).first()
    if key is None:
        return True
    recent = comments_from([_hash(key.key, address)], now - URGENT_WINDOW)
    return recent.filter(tier=Tier.HIGH)[:MOST_URGENT].count() < MOST_URGENT


def _hash(key: str, address: str) -> str:
    return hmac.new(bytes.fromhex(key), network_of(address).encode(), hashlib.sha256).hexdigest()


def _parse(address: str):
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def is_trusted_proxy(address: str) -> bool:
    """Whether `address` is one of settings.TRUSTED_PROXIES (addresses, networks, or the word "unix")."""
    if not address:  # a request over a Unix socket has no address; only our own proxy can speak there
        return "unix" in settings.TRUSTED_PROXIES
    parsed = _parse(address)
    if parsed is None:
        return False
    proxies = (ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES if proxy != "unix")
    return any(parsed in proxy for proxy in proxies)
