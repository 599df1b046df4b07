"""A road between the site and one of its servers, that can be broken in every way a road breaks."""

import socket
import threading
import time
from contextlib import suppress

from tests.nginx_site import free_port

NONSENSE = b"\x00\xffHTTP/1.1 418\r\n$-7\r\n*99999999\r\n:words\r\n" * 20


class Proxy:
    """Forwards one TCP port to another. `break_down(mood)`: "gone" refuses and hangs up, "silent" takes everything and
    says nothing, "slow" holds each answer back for `delay` seconds, "nonsense" answers what no protocol knows."""

    def __init__(self, host: str, port: int, delay: float = 1.0):
        self.there, self.port, self.delay = (host, port), free_port(), delay
        self.mood = ""
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.door = self.listen()

    def __enter__(self):
        threading.Thread(target=self.welcome, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.break_down("gone")

    def listen(self) -> socket.socket:
        return socket.create_server(("127.0.0.1", self.port), backlog=100)

    def break_down(self, mood: str) -> None:
        self.mood = mood
        if mood == "gone":
            shut(self.door)
            self.hang_up()

    def heal(self) -> None:
        was, self.mood = self.mood, ""
        if was == "gone":
            self.door = self.listen()
            threading.Thread(target=self.welcome, daemon=True).start()
        self.hang_up()

    def hang_up(self) -> None:
        with self.lock:
            for one in self.open:
                shut(one)
            self.open.clear()

    def welcome(self) -> None:
        door = self.door
        while True:
            try:
                caller, _address = door.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(caller,), daemon=True).start()

    def connect(self, caller: socket.socket) -> None:
        with self.lock:
            self.open.add(caller)
        try:
            server = socket.create_connection(self.there, 5)
            server.settimeout(None)
        except OSError:
            shut(caller)
            return
        with self.lock:
            self.open.add(server)
        threading.Thread(target=self.carry, args=(server, caller, True), daemon=True).start()
        self.carry(caller, server, False)

    def carry(self, giver: socket.socket, taker: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := giver.recv(65536):
                if self.mood == "nonsense" and not is_answer:
                    giver.sendall(NONSENSE)
                elif self.mood == "silent":
                    self.keep_silent()
                else:
                    time.sleep(self.delay if self.mood == "slow" and is_answer else 0)
                    taker.sendall(data)
        shut(giver)
        shut(taker)
        with self.lock:
            self.open -= {giver, taker}

    def keep_silent(self) -> None:
        """What was said in the silence is lost, as it is when a firewall forgets a connection."""
        while self.mood == "silent":
            time.sleep(0.05)


def shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
