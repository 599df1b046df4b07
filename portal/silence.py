"""Hanging up on clients that have fallen silent in the middle of what they send.

The web server waits for a body without end and tells nobody which connection it is. So of all connections of that
client those are ended on which nothing has happened for long, as the kernel counts it: on Linux. Elsewhere nothing is
done.
"""

import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from os import dup
from pathlib import Path

FOLDER = Path("/proc/self/fd")
# Of the kernel's struct tcp_info: eight bytes, then numbers of four; milliseconds since we last sent, and received.
LAST_SENT, LAST_RECEIVED, ENOUGH = 44, 52, 60


def hang_up(address: str, seconds: float) -> int:
    """Ends the reading from each connection that `address` (an IP, as the server gives it) has made to us and on which
    nothing went to and fro for so long; returns how many. Whoever reads a body there sees its end and may still answer.

    Connections that idle between two requests are among them, and end a little early. So is one whose page takes that
    long to make; its client is the one that keeps us waiting elsewhere.
    """
    with suppress(ValueError):
        client, ended = ip_address(address), 0
        ports = {one.getsockname()[1] for one in connections() if listens(one)}
        for one in connections():
            with suppress(OSError):  # it may be gone by now
                if not listens(one) and one.getsockname()[1] in ports and is_silent(one, client, seconds):
                    one.shutdown(socket.SHUT_RD)
                    ended += 1
        return ended
    return 0


def connections() -> Iterator[socket.socket]:
    """This process's TCP sockets, each under a second name: closing that one ends nothing."""
    for name in list(FOLDER.iterdir()) if FOLDER.is_dir() else []:
        with suppress(OSError):
            if not stat.S_ISSOCK(name.stat().st_mode):
                continue
            with socket.socket(fileno=dup(int(name.name))) as one:
                if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
                    yield one


def listens(one: socket.socket) -> bool:
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def is_silent(one: socket.socket, client: IPv4Address | IPv6Address, seconds: float) -> bool:
    if ip_address(one.getpeername()[0]) != client:
        return False
    told = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, ENOUGH)
    return min(struct.unpack_from("=I", told, place)[0] for place in (LAST_SENT, LAST_RECEIVED)) >= seconds * 1000
