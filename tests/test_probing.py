"""Asking another site: a stand-in that answers slowly, or never, keeps nobody, and addresses may have any letters."""

import socket
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.utils import timezone

from articles import outside_links, probing
from articles.models import OutsideLink
from articles.probing import LATE, Answer, probe
from tests.factories import make_article

pytestmark = pytest.mark.servers


@pytest.fixture
def stand_in(monkeypatch):
    """Starts a server of ours that stands for the other site. `serve` gets each connection and what was asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(probing, "public_address", lambda *_args: "127.0.0.1")
    monkeypatch.setattr(probing, "PORTS", {"http": listening.getsockname()[1]})

    def start(serve):
        def run():
            while True:
                try:
                    reached, _from = listening.accept()
                except OSError:
                    return  # the test is over
                with reached:
                    serve(reached, reached.recv(4096).decode("ascii"))

        Thread(target=run, daemon=True).start()

    yield start
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def test_a_server_that_sends_a_letter_now_and_then_is_hung_up_on(stand_in, monkeypatch):
    monkeypatch.setattr(probing, "WHOLE_PATIENCE", 0.3)
    monkeypatch.setattr(probing, "GRACE", 60.0)  # so that it is the hanging up which ends it
    begun, gone = Event(), Event()

    def drip(reached, _asked):
        begun.set()
        try:
            while not gone.wait(0.02):
                reached.sendall(b"x")
        except OSError:
            gone.set()

    stand_in(drip)
    assert probe("http://other.example.org/") == LATE
    assert not begun.is_set() or gone.wait(60)


def test_a_name_that_is_looked_up_for_ever_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(probing, "WHOLE_PATIENCE", 0.1)
    monkeypatch.setattr(probing, "GRACE", 0.1)
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: over.wait(60) and [])
    assert probe("http://other.example.org/") == LATE
    over.set()


def test_addresses_with_letters_of_any_kind_are_asked_as_browsers_ask_them(stand_in):
    lines = []

    def serve(reached, asked):
        lines.append(asked.partition(" HTTP")[0])
        onward = "" if len(lines) > 1 else "Location: /früh%20er/\r\n"
        reached.sendall(f"HTTP/1.1 {200 if len(lines) > 1 else 302} x\r\n{onward}\r\n".encode())

    stand_in(serve)
    assert probe("http://other.example.org/schlaf/träume (neu)/?a=ü&b=%C3%BC") == Answer("fine", "200")
    assert lines == ["HEAD /schlaf/tr%C3%A4ume%20(neu)/?a=%C3%BC&b=%C3%BC", "HEAD /fr%C3%BCh%20er/"]


@pytest.mark.django_db
def test_looking_ends_when_its_time_is_used_up_and_the_rest_comes_next_time(monkeypatch):
    article, clock = make_article(), [0.0]
    for number in range(3):
        article.outside_links.add(OutsideLink.objects.create(url=f"https://other.example.org/{number}"))

    def slow(_url):
        clock[0] += 16
        return Answer("fine", "200")

    monkeypatch.setattr(outside_links, "looks_outside", lambda: True)
    monkeypatch.setattr(outside_links, "monotonic", lambda: clock[0])
    monkeypatch.setattr(outside_links, "probe", slow)
    now = timezone.now() + timedelta(minutes=1)
    assert [outside_links.look(now) for _turn in range(3)] == [2, 1, 0]
