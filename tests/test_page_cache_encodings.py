"""Accept-Encoding is read as RFC 9110 says."""

import gzip

import brotli
import pytest
from page_cache_site import ask, renderings, tiny_site  # noqa: F401

from pagecache.negotiation import best_encoding

pytestmark = [pytest.mark.django_db]

ALL = ("identity", "br", "gzip")


@pytest.mark.parametrize(
    ("header", "expected", "reason"),
    [
        ("", "identity", "no wish"),
        ("gzip, deflate, br, zstd", "br", "what browsers send; we prefer the smallest"),
        ("gzip", "gzip", "one wish"),
        ("GZip", "gzip", "names have no case"),
        ("x-gzip", "gzip", "the old name"),
        ("deflate", "identity", "we do not have it"),
        ("br;q=0, gzip", "gzip", "excluded by name"),
        ("br;q=0.5, gzip;q=0.8", "gzip", "the weight decides"),
        ("br; q=0.5 , gzip ;q=0.4", "br", "spaces are allowed"),
        ("identity, br;q=0.5", "identity", "identity may be preferred"),
        ("br;q=0.001", "br", "a named encoding comes before unnamed identity"),
        ("*", "br", "anything"),
        ("*;q=0", "identity", "nothing at all: a page serves better than 406"),
        ("identity;q=0", "identity", "the same: nothing else is named"),
        ("gzip;q=0", "identity", "gzip is excluded, identity is not"),
        ("*;q=0, gzip;q=0.1", "gzip", "everything else is excluded"),
        ("gzip, *;q=0", "gzip", "the same in another order"),
        ("br;q=0.000, *", "gzip", "the star does not bring back what is excluded"),
        ("br;q=2, gzip", "gzip", "not a weight: we do not know that it is wanted"),
        ("br;q=nan, gzip;q=0.1", "gzip", "not a number"),
        ("br;q=-1", "identity", "neither"),
        ("br;level=5", "br", "another parameter is not a weight"),
        (",,;;=,q=0", "identity", "nonsense"),
        ("br," * 300, "identity", "too long to be worth reading"),
        ("\u0661;q=\u0661", "identity", "digits of other scripts"),
    ],
)
def test_the_header_is_read_correctly(header, expected, reason):
    assert best_encoding(header, ALL) == expected, reason


def test_what_we_do_not_have_is_not_sent():
    assert best_encoding("br, gzip;q=0.5", ("identity",)) == "identity"
    assert best_encoding("br, gzip;q=0.5", ("identity", "gzip")) == "gzip"


@pytest.mark.parametrize("times", [0, 1])  # fresh and stored
@pytest.mark.parametrize(("wish", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_page_is_packed_once_and_sent_as_wished(wish, unpack, times):
    for _ in range(times):
        ask("/articles/1/")
    packed = ask("/articles/1/", HTTP_ACCEPT_ENCODING=wish)
    plain = ask("/articles/1/")
    assert packed.headers["content-encoding"] == wish
    assert packed.headers["content-length"] == str(len(packed.body))
    assert len(packed.body) < len(plain.body) / 2
    assert unpack(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] == plain.headers["etag"]
    assert renderings[1] == 1


def test_what_does_not_shrink_is_sent_as_it_is():
    ask("/odd/gone/")
    assert "content-encoding" not in ask("/odd/gone/", HTTP_ACCEPT_ENCODING="br").headers
