"""The bench reads, judges and compares its figures rightly; the measuring itself is no test."""

import json

import pytest

from portal.bench.figures import Figure, as_json, growth, table
from portal.bench.load import Request, percentile, read_wrk

WRK = """
  Latency Distribution
     50%  426.00us
     75%  611.00us
     90%    1.06ms
     99%    4.02ms
  90804 requests in 3.00s, 1.30GB read
  Non-2xx or 3xx responses: 12
"""


@pytest.mark.parametrize(
    ("value", "target", "met"),
    [
        (5, "<= 6", True),
        (7, "<= 6", False),
        (2, ">= 1.5", True),
        (1.4, ">= 1.5", False),
        (3, "", None),
        (6, "<= 6", True),
    ],
)
def test_a_figure_knows_whether_it_meets_its_target(value, target, met):
    assert Figure("sqlite-small", "something", value, "ms", target).met is met


def test_growth_compares_the_large_site_with_the_small_one():
    small = Figure("sqlite-small", "afresh: home", 4.0, "ms CPU")
    large = Figure("sqlite-large", "afresh: home", 8.0, "ms CPU")
    other = Figure("servers-large", "afresh: home", 80.0, "ms CPU")
    (grown,) = growth([small, large, other])
    assert (grown.value, grown.met) == (2.0, False)


def test_the_table_shows_what_is_not_met_and_the_earlier_figure(tmp_path):
    figure = Figure("sqlite-small", "afresh: home", 8.0, "ms CPU", "<= 6")
    earlier = tmp_path / "earlier"
    earlier.write_text("a table\n" + as_json([figure], True, (0.1, 0.1, 0.1)))
    text = table([Figure("sqlite-small", "afresh: home", 5.0, "ms CPU", "<= 6")], earlier)
    assert "met" in text
    assert text.rstrip().endswith("8")
    assert "NOT MET" in table([figure], None)


def test_the_json_line_tells_how_busy_the_machine_was():
    line = json.loads(as_json([Figure("s", "n", 1.0, target="<= 2")], False, (3.14159, 2, 1)))
    assert line["load_before"] == [3.14, 2, 1]
    assert line["figures"][0]["met"] is True


def test_what_wrk_says_is_read():
    load = read_wrk(WRK)
    assert (load.requests, load.seconds, load.errors) == (90804, 3.0, 12)
    assert load.p95 == 1.06


def test_percentiles_of_few_times():
    assert percentile([], 95) == 0.0
    assert percentile([4.0], 95) == 4.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


def test_a_request_is_written_as_a_client_writes_it():
    raw = Request("/a/", "POST", (("X", "1"),), b"words").raw("localhost:1")
    assert raw == b"POST /a/ HTTP/1.1\r\nHost: localhost:1\r\nX: 1\r\nContent-Length: 5\r\n\r\nwords"
