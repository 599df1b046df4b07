"""The cast and the house rules of the suite.

reader, moderator, editor, clinician, owner are test clients; `people["editor"]` is the account behind one.
"""

import gc
import os
import shutil
import signal
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from articles.quality import whole_run
from clinic import roles
from clinic.models import User
from comments import refusals
from pagecache.generations import known
from pagecache.pieces import memory as pieces
from pagecache.shared import pages as cache
from tests.prepared_site import PLACE
from tests.quick_flush import delete_instead_of_truncate
from tests.sharing_out import OneByOne

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # pytest-playwright runs an event loop

ROLES = {
    "moderator": roles.MODERATOR,
    "editor": roles.EDITOR,
    "clinician": roles.CLINICIAN,
    "owner": roles.OWNER,
}


def pytest_configure(config):
    """Whatever processes this run has, they share the sites that were prepared once (tests/prepared_site.py)."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell without job control starts what runs in the background deaf to Ctrl-C, and so would all be that we
        # start from here and end in that way.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput") and PLACE not in os.environ:
        folder = os.environ[PLACE] = mkdtemp(prefix="prepared-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.add_cleanup(lambda: os.environ.pop(PLACE, None))


def pytest_collection_modifyitems(config, items):
    """The shared cache is a second database: every test with a database may use both. And what asks no database is the
    same on every database: it is not run a second time on the servers, unless it says that it is about them."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            marker.kwargs.setdefault("databases", "__all__")
    if os.environ.get("RUN_ON") == "servers":
        same = [item for item in items if not depends_on_servers(item)]
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if depends_on_servers(item)]
    if hasattr(config, "workerinput"):
        items.sort(key=how_soon)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "load":  # the default
        return None
    config.option.loadscopereorder = False
    return OneByOne(config, log)


def pytest_collection_finish():
    """What the imports and the collection have made stays to the end. Looking through it for garbage took a quarter of
    a second, again and again: tests that measure time do so each before they begin."""
    gc.collect()
    gc.freeze()


def depends_on_servers(item) -> bool:
    return "db" in item.fixturenames or any(item.get_closest_marker(name) for name in ("django_db", "servers"))


def how_soon(item) -> int:
    """What takes long begins first, so that no process is alone with it at the end."""
    names = {marker.name for marker in item.iter_markers()}
    return 0 if "browser" in names else 1 if "slow" in names else 2


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        delete_instead_of_truncate()


@pytest.fixture(autouse=True)
def nobody_has_flooded_us():
    """What one test sends over a limit is not held against the next."""
    refusals.bucket = refusals.Bucket(refusals.SCREENED_A_SECOND, refusals.AT_ONCE)


@pytest.fixture(autouse=True)
def clean_surroundings():
    """Nothing that a test leaves outside the database may reach the next one."""
    if settings.CACHE_URL.startswith("redis"):
        cache.clear()  # on SQLite the cache's table is rolled back with everything else
    yield
    known.reset()
    pieces.clear()
    whole_run.cache_clear()
    for name in ("profile.json", "policies.json", "answer-links.json", "media", "mail"):
        left = Path(settings.DATA_DIR) / name
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


@pytest.fixture
def empty_cache(db):
    cache.clear()
    known.reset()


@pytest.fixture
def connections_stay():
    """For calling the whole application: as in django.test.Client, a test's transaction outlives its requests."""
    keep_connections()
    yield
    for end in (request_started, request_finished):
        end.connect(close_old_connections)


def keep_connections() -> None:
    """Each request of django.test.Client sees to it that the next one of somebody else closes them."""
    for end in (request_started, request_finished):
        end.disconnect(close_old_connections)


@pytest.fixture
def people(db) -> dict[str, User]:
    """One account per role, by the role's name."""
    made = {}
    for name, group in ROLES.items():
        user = User.objects.create_user(f"{name}@example.org", None, display_name=name.title())
        user.groups.add(Group.objects.get(name=group))
        made[name] = user
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reader(db) -> Client:
    return Client()


@pytest.fixture
def moderator(people) -> Client:
    return signed_in(people["moderator"])


@pytest.fixture
def editor(people) -> Client:
    return signed_in(people["editor"])


@pytest.fixture
def clinician(people) -> Client:
    return signed_in(people["clinician"])


@pytest.fixture
def owner(people) -> Client:
    return signed_in(people["owner"])
