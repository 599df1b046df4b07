"""A mail server with moods, small enough to be understood: it speaks as much SMTP as Django's client asks for."""

import re
import socketserver
import threading
import time
from collections import Counter
from contextlib import suppress

from tests.nginx_site import free_port


class MailServer:
    """`mood` is one of "well", "refuses" (nobody listens), "hangs" (takes the call and says nothing), "drops" (hangs up
    when it has the whole mail, and keeps nothing), "later" (4xx) and "never" (5xx)."""

    def __init__(self):
        self.port, self.mood = free_port(), "well"
        self.arrived: Counter[str] = Counter()  # by Message-ID
        self.pause = 0.0  # seconds between having a mail and saying so
        self.lock = threading.Lock()
        self.server: Listener | None = None

    def __enter__(self):
        self.be("well")
        return self

    def __exit__(self, *error):
        self.be("refuses")

    def be(self, mood: str) -> None:
        self.mood = mood
        if mood == "refuses" and self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
        elif mood != "refuses" and not self.server:
            self.server = Listener(("127.0.0.1", self.port), Talk)
            self.server.mails = self
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def keep(self, mail: bytes) -> None:
        name = re.search(rb"^Message-ID:\s*(\S+)", mail, re.IGNORECASE | re.MULTILINE)
        with self.lock:
            self.arrived[name[1].decode()] += 1

    def doubled(self) -> int:
        return sum(number - 1 for number in self.arrived.values())


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 50
    mails: MailServer


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            self.talk(self.server.mails)

    def talk(self, mails: MailServer) -> None:
        if mails.mood == "hangs":
            self.hang(mails)
            return
        self.say("220 mail.example")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                mail = self.read_mail()
                if mails.mood == "drops":
                    return
                mails.keep(mail)
                time.sleep(mails.pause)
            if word == b"QUIT":
                self.say("221 bye")
                return
            self.say(self.answer(word, mails.mood))

    def answer(self, word: bytes, mood: str) -> str:
        if word == b"RCPT" and mood == "later":
            return "451 come back later"
        if word == b"RCPT" and mood == "never":
            return "550 nobody of that name"
        return "250 fine"

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def hang(self, mails: MailServer) -> None:
        while mails.mood == "hangs":
            time.sleep(0.05)
