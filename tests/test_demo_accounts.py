"""The demo's accounts: one per role, made once, written down for their owner's eyes only."""

import stat

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from clinic.models import ClinicProfile, User
from clinic.profile import write_profile


@pytest.fixture
def path(settings):
    path = settings.DATA_DIR / "demo-accounts.txt"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def lines(path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines()]


def test_there_is_one_account_per_role_with_working_secrets(db, path):
    call_command("demo_accounts")
    assert [line[0] for line in lines(path)] == ["owner", "clinician", "editor", "moderator"]
    for role, email, password, secret in lines(path):
        user = User.objects.get(email=email)
        assert user.check_password(password)
        assert user.display_name == f"Demo {role.title()}"
        assert [group.name for group in user.groups.all()] == [role.title()]
        assert Authenticator.objects.get(user=user, type="totp").data["secret"] == secret


def test_the_file_is_for_its_owner_alone(db, path):
    path.touch(mode=0o644)
    call_command("demo_accounts")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_table_is_printed_each_time(db, path, capsys):
    call_command("demo_accounts")
    first = capsys.readouterr().out
    call_command("demo_accounts")
    assert capsys.readouterr().out == first
    assert all(word in first for line in lines(path) for word in line)


def test_a_second_run_leaves_everything(db, path):
    call_command("demo_accounts")
    before = path.read_bytes()
    user = User.objects.get(email="editor@example.org")
    user.set_password("chosen by a visitor")
    user.groups.clear()
    user.save()
    call_command("demo_accounts")
    assert path.read_bytes() == before
    user.refresh_from_db()
    assert user.check_password("chosen by a visitor")
    assert not user.groups.exists()


def test_when_the_file_is_lost_the_accounts_get_new_secrets(db, path):
    call_command("demo_accounts")
    path.unlink()
    call_command("demo_accounts")
    assert User.objects.count() == Authenticator.objects.count() == 4
    assert User.objects.get(email="owner@example.org").check_password(lines(path)[0][2])


def test_a_site_that_has_left_the_demo_gets_none(db, path):
    row = ClinicProfile.the_one()
    row.site_state = "setup"
    write_profile(row)
    with pytest.raises(CommandError):
        call_command("demo_accounts")
    assert not path.exists()
    assert not User.objects.exists()
