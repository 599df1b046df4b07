"""A file made to fill the memory, or to keep the program busy, is refused in words while most of it is still unread.

Entities and document types: test_wordpress_import.
"""

import tracemalloc

import pytest

from portal.wordpress import wxr
from portal.wordpress.wxr import BadExport, Export
from tests.wordpress_files import comment, export, post

MANY = 400_000


@pytest.mark.parametrize(
    "inside",
    ["<wp:postmeta/>" * (MANY // 14), "<a>" * (MANY // 3), f"<wp:postmeta><wp:meta_value>{'a' * MANY}"],
    ids=["many parts", "without end", "one long text"],
)
def test_an_entry_that_is_no_post_is_refused_unread(tmp_path, monkeypatch, inside):
    monkeypatch.setattr(wxr, "LARGEST_ENTRY", 100_000)
    path = export(tmp_path, post(7), post(8, inside=inside * 10), post(9))
    tracemalloc.start()
    with pytest.raises(BadExport, match="One entry takes more than"):
        list(Export(path).items())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000


def test_so_is_one_that_no_entry_ends_in(tmp_path, monkeypatch):
    monkeypatch.setattr(wxr, "LARGEST_ENTRY", 100_000)
    path = export(tmp_path, tail="<!--" + "a" * MANY)
    with pytest.raises(BadExport, match="One entry takes more than"):
        list(Export(path).items())


def test_any_number_of_ordinary_entries_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(wxr, "LARGEST_ENTRY", 100_000)
    talk = "".join(comment(number, "It helped me.") for number in range(30))
    path = export(tmp_path, *(post(number, "Words. " * 500, inside=talk) for number in range(1, 40)))
    assert path.stat().st_size > 5 * wxr.LARGEST_ENTRY
    assert len(list(Export(path).items())) == 39
