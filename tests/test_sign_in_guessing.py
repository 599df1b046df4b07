"""Guessing: throttled for all processes together, whatever becomes of the page cache; and nothing to be learnt.

Controls seen red: with Django's default cache on the dead Redis the throttle tests fail with 500; without allauth's
work for unknown addresses the count of hasher calls is 0 against 1.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.core.internal.ratelimit import cache as counted_in
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client

from clinic.models import User
from portal import settings as real

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "four calm words here"
NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


def sign_in(client, email="dana@example.org", password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


@pytest.fixture
def dead_redis(settings):
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOWHERE}
    settings.CACHES = real.CACHES | {"pages": redis}
    with pytest.raises(Exception, match="refused"):
        caches["pages"].get("anything")


def test_with_redis_gone_staff_sign_in(reader, dana, dead_redis):
    assert sign_in(reader).headers["Location"] == "/admin/"
    assert reader.get("/admin/").status_code == 200


def test_with_redis_gone_guessing_is_throttled(reader, dana, dead_redis):
    for _attempt in range(5):
        assert "do not belong together" in sign_in(Client(), password="wrong words here").content.decode()
    assert "Too many" in sign_in(reader).content.decode()


def test_what_counts_stands_in_the_main_database(reader, dana):
    sign_in(reader, password="wrong words here")
    assert counted_in._alias == "default"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staff_throttles")
        assert cursor.fetchone()[0] >= 1
    assert "staff_throttles" not in connections["cache"].introspection.table_names()
    assert "shared_cache" not in connection.introspection.table_names()


@pytest.mark.parametrize("address", ["", NOWHERE])
def test_no_setting_moves_the_throttles_to_redis(tmp_path, address):
    script = "import json; from portal.settings import CACHES; print(json.dumps(CACHES))"
    values = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DATA_DIR": str(tmp_path), "CACHE_URL": address}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=values, capture_output=True, check=True)
    found = json.loads(run.stdout)
    assert found["default"]["BACKEND"].endswith(".DatabaseCache")
    assert ("Redis" in found["pages"]["BACKEND"]) == bool(address)


@pytest.fixture
def hashed(monkeypatch) -> list:
    """Each call of the password hasher."""
    calls = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: calls.append(1) or original(*args))
    return calls


@pytest.mark.parametrize("case", ["known", "unknown", "no password yet", "switched off"])
def test_a_wrong_password_costs_and_says_the_same_for_every_address(reader, dana, hashed, case):
    if case == "no password yet":
        dana.set_unusable_password()
        dana.save()
    if case == "switched off":
        User.objects.update(is_active=False)
    email = "nobody@example.org" if case == "unknown" else dana.email
    hashed.clear()
    response = sign_in(reader, email, "wrong words here")
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert len(hashed) == 1


class TestArgon2:
    """The suite signs in with a fast hasher; these use what real installations have."""

    @pytest.fixture(autouse=True)
    def real_hashers(self, settings):
        settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS

    def test_a_password_is_stored_as_argon2_and_opens_the_desk(self, reader, dana):
        assert dana.password.startswith("argon2$argon2id$")
        assert sign_in(reader).headers["Location"] == "/admin/"
        assert "do not belong" in sign_in(Client(), password="four calm words hers").content.decode()

    def test_one_from_before_is_renewed_at_the_next_sign_in(self, reader, dana):
        old = PBKDF2PasswordHasher().encode(PASSWORD, "some-salt", iterations=1000)
        User.objects.update(password=old)
        sign_in(reader)
        dana.refresh_from_db()
        assert dana.password.startswith("argon2$")
