"""Settings of the test suite: the real ones, with throwaway data. RUN_ON=servers takes PostgreSQL and Redis."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["DEBUG"] = "false"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["STAFF_SECOND_FACTOR"] = "offered"
os.environ["BACKUP_HOUR"] = "never"  # a test that moves the clock starts no process
os.environ["CHECK_OUTSIDE_LINKS"] = "false"  # tests reach no other host
for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "FAQ_DIR", "TRUSTED_PROXIES"):
    os.environ[name] = ""  # what a developer's .env says must not reach the tests
if os.environ.get("RUN_ON") == "servers":
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    # Each process of pytest-xdist has a database of its own by itself; of Redis it takes the next numbered one.
    address, _slash, number = os.environ["TEST_REDIS_URL"].rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["CACHE_URL"] = f"{address}/{int(number) + worker}"

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

# One fast hasher: the suite signs in hundreds of times, and Argon2 has its own test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
if "options" in DATABASES["default"]["OPTIONS"]:  # PostgreSQL: nothing that a test commits has to outlive the server
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
for database in DATABASES.values():
    if database["ENGINE"] == "portal.sqlite3":
        database["TEST"] = {"NAME": ":memory:"}  # pytest-django knows Django's own backend only
# No migration touches it: its one table is made beside them. Walking through all of them took as long as the other's.
DATABASES["cache"].setdefault("TEST", {})["MIGRATE"] = False
DEBUG_PROPAGATE_EXCEPTIONS = False
