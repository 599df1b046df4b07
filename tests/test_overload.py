"""Too many at once: the surplus gets 503 and the help lines at once, and everybody else an answer.

Seen red without the gate, and with all threads for everybody.
"""

import io

import pytest

from portal.overload import OverloadGate

pytestmark = pytest.mark.django_db

THREADS = 16


class Crowd:
    """A gate whose visitors come while all those before them are still inside."""

    def __init__(self):
        self.gate = OverloadGate(self.enter, THREADS)
        self.to_come, self.told = 0, []

    def enter(self, environ, start_response):
        self.press(self.to_come)
        start_response("200 OK", [])
        return [b"a page"]

    def press(self, number: int) -> list[int]:
        """So many come; what they were told, the last one first."""
        if number:
            self.to_come = number - 1
            self.told.append(ask(self.gate)["status"])
        return self.told


def ask(gate, path="/articles/", method="GET"):
    said = {}

    def start_response(status, headers, exc_info=None):
        said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

    body = gate({"PATH_INFO": path, "REQUEST_METHOD": method, "wsgi.input": io.BytesIO()}, start_response)
    return said | {"text": b"".join(body).decode()}


@pytest.fixture
def full():
    def make(inside: int) -> OverloadGate:
        gate = Crowd().gate
        gate.inside = inside
        return gate

    return make


def test_the_surplus_is_told_at_once_with_the_help_lines(full):
    answer = ask(full(10))
    assert answer["status"] == 503
    assert answer["headers"]["retry-after"] == "5"
    assert answer["headers"]["cache-control"] == "no-store"
    assert "default-src 'none'" in answer["headers"]["content-security-policy"]
    assert "/help-now/" in answer["text"]
    assert "tel:" in answer["text"]


@pytest.mark.parametrize(
    ("inside", "path", "method", "status"),
    [
        (9, "/articles/", "GET", 200),
        (10, "/articles/", "GET", 503),
        (10, "/articles/a/comments/", "POST", 200),
        (12, "/articles/a/comments/", "POST", 503),
        (12, "/admin/", "GET", 200),
        (13, "/accounts/login/", "POST", 200),
        (14, "/admin/", "POST", 503),
        (15, "/healthz", "GET", 200),
        (15, "/static/site.css", "GET", 200),
    ],
)
def test_each_kind_of_visitor_has_its_share(full, inside, path, method, status):
    assert ask(full(inside), path, method)["status"] == status


def test_who_leaves_makes_room(full):
    gate = full(0)
    for _ in range(3 * THREADS):
        assert ask(gate)["status"] == 200
    assert gate.inside == 0


def test_an_application_that_fails_leaves_too():
    gate = OverloadGate(lambda environ, start_response: 1 / 0, THREADS)
    with pytest.raises(ZeroDivisionError):
        ask(gate)
    assert gate.inside == 0


def test_a_crowd_is_counted_while_it_is_inside():
    crowd = Crowd()
    assert crowd.press(11) == [503] + [200] * 10
    assert crowd.gate.inside == 0


def test_head_gets_no_body(full):
    assert ask(full(16), method="HEAD")["text"] == ""


def test_a_flood_makes_one_line_in_the_log(full, caplog):
    gate = full(16)
    for _ in range(50):
        ask(gate)
    assert [record.name for record in caplog.records] == ["portal.overload"]


def test_one_thread_still_serves():
    gate = OverloadGate(lambda environ, start_response: start_response("200 OK", []) or [b""], 1)
    assert ask(gate)["status"] == 200
