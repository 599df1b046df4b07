"""`make upgrade`: a backup first, then the tables; nothing of the clinic's own is touched, and there is a way back."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clinic.models import ClinicProfile
from portal import upgrading
from portal.backup import archive, making
from portal.management.commands import upgrade
from tests.backup_place import newest

pytest_plugins = ["tests.database_file", "tests.backup_place"]
OWN_LINES = "Our own night line | 0800 000 000"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"


def run() -> str:
    said = io.StringIO()
    call_command("upgrade", stdout=said)
    return said.getvalue()


def steps_left() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_versions_are_skipped_with_the_clinics_words_kept_and_a_way_back(store):
    profile = ClinicProfile.the_one()
    profile.help_lines = OWN_LINES
    profile.save()
    call_command("migrate", "clinic", "0004", verbosity=0)
    assert steps_left() > 1
    said = run()
    name = newest(store).name
    assert steps_left() == 0
    assert ClinicProfile.objects.get().help_lines == OWN_LINES
    with connection.cursor() as cursor:  # what a new index is worth is known at once
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'clinic_clinicprofile'")
        assert cursor.fetchone()[0] > 0
    assert f"make restore FILE={name} ARGS=--replace" in said
    ClinicProfile.objects.update(help_lines="")
    call_command("restore", name, replace=True, stdout=io.StringIO())
    assert ClinicProfile.objects.get().help_lines == OWN_LINES


@pytest.mark.django_db
def test_without_a_backup_nothing_is_changed(monkeypatch):
    def refuse(**words):
        raise archive.Refused("The disk is full.")

    monkeypatch.setattr(making, "make", refuse)
    monkeypatch.setattr(upgrade.Command, "bring_up", lambda self: pytest.fail("went on without a backup"))
    with pytest.raises(CommandError, match=r"Nothing was changed.*The disk is full"):
        run()


@pytest.mark.django_db
def test_an_upgrade_that_stops_half_way_says_the_way_back_and_notes_nothing(monkeypatch, capsys):
    def stop(self):
        raise CommandError("A step failed.")

    monkeypatch.setattr(making, "make", lambda **words: making.Made("portal-x.backup", 1, 2, 3))
    monkeypatch.setattr(upgrade.Command, "bring_up", stop)
    with pytest.raises(CommandError, match="A step failed"):
        call_command("upgrade")
    assert "make restore FILE=portal-x.backup" in capsys.readouterr().out
    assert upgrading.remembered() == {}


@pytest.fixture
def prepared(monkeypatch):
    monkeypatch.setattr(making, "make", lambda **words: making.Made("portal-x.backup", 1, 2, 3))
    monkeypatch.setattr(upgrade.Command, "bring_up", lambda self: None)


@pytest.mark.django_db
def test_changed_rules_are_listed(prepared):
    assert "noted down" in run()
    assert "the same" in run()
    path = settings.DATA_DIR / "upgraded.json"
    noted = json.loads(path.read_text())
    noted["rules"]["comments/screening/distress.py"] = "another"
    noted["rules"]["comments/screening/old.py"] = noted["rules"].pop("comments/screening/spam.py")
    path.write_text(json.dumps(noted))
    lines = [line.strip() for line in run().splitlines()]
    assert "changed  comments/screening/distress.py" in lines
    assert "gone     comments/screening/old.py" in lines
    assert "new      comments/screening/spam.py" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "[]", '{"rules": 3}', "no JSON"])
def test_a_note_that_cannot_be_read_is_as_none(prepared, words):
    (settings.DATA_DIR / "upgraded.json").write_text(words)
    assert "noted down" in run()


@pytest.mark.servers
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no limit to lift")
def test_a_change_of_a_large_table_may_take_its_time(monkeypatch):
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    seen = {}
    monkeypatch.setattr(upgrade, "call_command", lambda name, **words: seen.setdefault(name, limit()))
    monkeypatch.setattr(making, "make", lambda **words: making.Made("portal-x.backup", 1, 2, 3))
    run()
    assert seen["migrate"] == "0"
    assert seen["check"] == limit() == "3s"
