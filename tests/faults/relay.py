"""A relay before a server (PostgreSQL, Redis) that can refuse, stay silent, be slow, cut off or talk nonsense."""

import contextlib
import os
import selectors
import socket
import threading
import time

PASS, REFUSE, SILENT, SLOW, NONSENSE = "pass", "refuse", "silent", "slow", "nonsense"


class Relay:
    def __init__(self, host: str, port: int):
        self.target = (host, port)
        self.mood = PASS
        self.pairs: set[tuple[socket.socket, socket.socket]] = set()
        self.lock = threading.Lock()
        self.listener = self._listen(0)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, mood: str) -> None:
        """From now on. Refusing also cuts what is open, and closes the door."""
        self.mood = mood
        if mood == REFUSE:
            self.listener.close()
            self._cut()
        elif self.listener.fileno() < 0:
            self.listener = self._listen(self.port)
            threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.set(REFUSE)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def _cut(self) -> None:
        with self.lock:
            for pair in self.pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        listener = self.listener
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(self.target, timeout=5) as server:
            server.settimeout(None)
            pair = (client, server)
            with self.lock:
                self.pairs.add(pair)
            try:
                self._pump(client, server)
            finally:
                with self.lock:
                    self.pairs.discard(pair)

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        selector = selectors.DefaultSelector()
        selector.register(client, selectors.EVENT_READ, server)
        selector.register(server, selectors.EVENT_READ, client)
        with selector:
            while True:
                for key, _events in selector.select():
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    self._hand_on(key.data, data, back=key.data is client)

    def _hand_on(self, to: socket.socket, data: bytes, *, back: bool) -> None:
        while self.mood == SILENT:
            time.sleep(0.05)
        if self.mood == SLOW:
            time.sleep(5)
        to.sendall(os.urandom(len(data)) if self.mood == NONSENSE and back else data)
