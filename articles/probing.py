"""Looking whether an address of another site answers, without ever touching a machine that is not public.

The host's addresses are looked up first and each must be public; then that very address is connected to, so that a
name cannot mean another machine a moment later. Every redirect goes through the same gate. No body is read.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread, Timer
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

PATIENCE = 5.0  # seconds for connecting, and for each answer
WHOLE_PATIENCE = 15.0  # seconds for one address with all its redirects
GRACE = 1.0  # seconds more, after which we do not even wait for the request to notice
MOST_REDIRECTS = 5
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # leads into IPv4, whatever stands behind it
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
SAFE = "/%:=&?~#+!$,;'@()*[]"  # stands in addresses as it is
ASK_AGAIN = (400, 403, 404, 405, 406, 501)  # answers to HEAD from servers that only understand GET


@dataclass(frozen=True)
class Answer:
    """`state` is "fine", "dead", "unsure", "failed" (try again before believing it) or "no_network"."""

    state: str
    detail: str = ""


LATE = Answer("failed", "no answer in time")


class Refused(Exception):
    """An address that we do not connect to: no public machine, or no web address at all."""


class NoNetwork(Exception):
    """Names cannot be looked up at all: that says nothing about the link."""


def probe(url: str) -> Answer:
    """What stands at the other end. Never raises, and never takes longer than WHOLE_PATIENCE and GRACE together.

    Looking up a name has no limit of its own, so all of it happens in a thread that nobody has to wait for.
    """
    answer: Future[Answer] = Future()
    Thread(target=settle, args=(answer, url), name="probe", daemon=True).start()
    try:
        return answer.result(timeout=WHOLE_PATIENCE + GRACE)
    except TimeoutError:
        return LATE


def settle(answer: Future[Answer], url: str) -> None:
    try:
        answer.set_result(asked(url, time.monotonic() + WHOLE_PATIENCE))
    except BaseException as error:  # whoever waits gets to see it
        answer.set_exception(error)


def asked(url: str, until: float) -> Answer:
    try:
        return follow(url, until)
    except Refused as error:
        return Answer("dead", str(error))
    except NoNetwork:
        return Answer("no_network")
    except TimeoutError:
        return LATE
    except ssl.SSLError:
        return Answer("failed", "certificate not valid")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return LATE if time.monotonic() >= until else Answer("failed", type(error).__name__)


def follow(url: str, until: float) -> Answer:
    for _redirect in range(MOST_REDIRECTS + 1):
        status, onward = ask(url, "HEAD", until)
        if status in ASK_AGAIN:
            status, onward = ask(url, "GET", until)
        if status not in REDIRECTS or not onward:
            return judged(status)
        url = urljoin(url, onward)
    return Answer("dead", "redirects without end")


def judged(status: int) -> Answer:
    if status in (404, 410):
        return Answer("dead", str(status))
    if status < 400:
        return Answer("fine", str(status))
    # A server that wants no robots, or is busy, is there all the same.
    return Answer("failed" if status >= 500 and status != 503 else "unsure", str(status))


def ask(url: str, method: str, until: float) -> tuple[int, str]:
    """Status and onward address of one request. Raises Refused, NoNetwork, OSError or HTTPException."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or (parts.port or PORTS[parts.scheme]) != PORTS[parts.scheme]:
        raise Refused("not an address of a public website")
    connection = connect(parts.scheme, parts.hostname, public_address(parts.hostname, PORTS[parts.scheme]), until)
    late = hang_up_at(until, connection.sock)
    try:
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=SAFE)
        headers = {"User-Agent": f"link check of {settings.SITE_URL}", "Accept": "*/*", "Connection": "close"}
        connection.request(method, path, headers=headers | ({"Range": "bytes=0-0"} if method == "GET" else {}))
        response = connection.getresponse()
        # Headers are read as latin-1: this gives the very bytes that were sent.
        return response.status, quote(response.headers.get("Location", ""), safe=SAFE, encoding="latin-1")
    finally:
        late.cancel()
        connection.close()


def hang_up_at(until: float, reached: socket.socket) -> Timer:
    """Ends the connection at `until`: a server that sends a letter now and then would keep us for days."""

    def hang_up() -> None:
        with suppress(OSError):  # it has ended by itself
            socket.socket.shutdown(reached, socket.SHUT_RDWR)  # not the one of ssl, which is not made for two threads

    late = Timer(max(until - time.monotonic(), 0), hang_up)
    late.daemon = True
    late.start()
    return late


def public_address(host: str, port: int) -> str:
    """The address to connect to. Raises Refused where any address of the host is not a public machine's."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise NoNetwork from error
        raise OSError("unknown host") from error
    except UnicodeError as error:
        raise Refused("not an address of a public website") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise Refused("not a public machine")
    return addresses[0]


def is_public(address: str) -> bool:
    number = ipaddress.ip_address(address.partition("%")[0])
    if number.version == 6 and number in TRANSLATED:
        return False
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number
    return all(
        one.is_global and not (one.is_multicast or one.is_reserved or getattr(one, "is_site_local", False))
        for one in (number, inner)
    )


def connect(scheme: str, host: str, address: str, until: float) -> http.client.HTTPConnection:
    wait = min(PATIENCE, until - time.monotonic())
    if wait <= 0:
        raise TimeoutError
    connection = http.client.HTTPConnection(host, PORTS[scheme], timeout=wait)
    reached = socket.create_connection((address, PORTS[scheme]), timeout=wait)
    if scheme == "https":
        reached = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
    connection.sock = reached
    return connection
