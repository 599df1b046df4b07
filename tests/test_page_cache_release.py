"""An upgrade, a changed setting or a changed FAQ file never serves pages of before."""

import pytest
from page_cache_site import ask, renderings, tiny_site  # noqa: F401

from pagecache import keys

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    monkeypatch.setattr(keys, "_release_parts", [])
    keys.release.cache_clear()
    yield keys.release.cache_clear
    keys.release.cache_clear()


def test_a_restart_alone_changes_nothing(new_process):
    ask("/articles/1/")
    new_process()
    ask("/articles/1/")
    assert renderings[1] == 1


def test_a_changed_template_is_another_release(new_process, settings, tmp_path):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    (tmp_path / "base.html").write_text("old")
    old = keys.release()
    (tmp_path / "base.html").write_text("new")
    new_process()
    assert keys.release() != old


def test_a_changed_setting_is_another_release(new_process, settings):
    old = keys.release()
    settings.SITE_URL = "http://elsewhere.example"
    new_process()
    assert keys.release() != old


def test_what_an_app_read_at_start_counts_as_well():
    ask("/articles/1/")
    keys.add_to_release("digest of the questions")
    ask("/articles/1/")
    assert renderings[1] == 2
