"""Who falls silent in the middle of what they send is hung up on, and nobody else.

Seen red with nobody hung up on, with those who send as well, and with other clients' connections.
"""

import socket
import threading
import time

import pytest

from portal import silence

pytestmark = pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="the kernel does not tell")
SILENT = 0.3  # seconds
HERS = "127.0.0.5"


@pytest.fixture
def connect():
    """Makes connections from one of this machine's addresses; gives both ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        opened = []

        def connect(address: str = HERS) -> tuple[socket.socket, socket.socket]:
            client = socket.create_connection(listening.getsockname(), 5, source_address=(address, 0))
            opened.extend((client, listening.accept()[0]))
            return client, opened[-1]

        yield connect
        for one in opened:
            one.close()


def ends(ours: socket.socket) -> bool:
    """Whether its reading has been ended."""
    ours.settimeout(0.05)
    try:
        return ours.recv(10) == b""
    except TimeoutError:
        return False


def test_whoever_waits_for_a_silent_client_sees_the_end_and_can_answer(connect):
    client, ours = connect()
    got: list[bytes] = []
    reading = threading.Thread(target=lambda: got.append(ours.recv(100)))
    reading.start()
    time.sleep(2 * SILENT)
    assert silence.hang_up(HERS, SILENT) == 1
    reading.join(5)
    assert got == [b""]
    ours.sendall(b"408")
    assert client.recv(10) == b"408"


def test_whoever_sends_or_is_being_answered_stays(connect):
    (client, sends), (_other, is_answered) = connect(), connect()
    time.sleep(2 * SILENT)
    client.sendall(b"a")
    is_answered.sendall(b"a")
    assert silence.hang_up(HERS, SILENT) == 0
    assert sends.recv(10) == b"a" and not ends(sends) and not ends(is_answered)


def test_other_clients_and_what_we_have_opened_ourselves_stay(connect):
    """A database may be at the same address."""
    (client, _ours), (_other, theirs) = connect(), connect("127.0.0.2")
    time.sleep(2 * SILENT)
    assert silence.hang_up("127.0.0.1", SILENT) == 0
    assert not ends(client) and not ends(theirs)


@pytest.mark.parametrize("address", ["", "unix:", "127.0.0.3", "::1"])
def test_an_address_that_nobody_has_harms_nobody(connect, address):
    connect()
    time.sleep(2 * SILENT)
    assert silence.hang_up(address, SILENT) == 0
