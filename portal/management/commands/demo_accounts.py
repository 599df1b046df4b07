import secrets
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clinic.models import User
from clinic.profile import get_profile
from clinic.roles import ROLES

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on a screen


def new_password() -> str:
    """Four groups of four letters and digits: 79 bits, and still possible to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def read_lines(path: Path) -> dict[str, list[str]]:
    """The lines of the file by role: [role, e-mail, password, TOTP secret]."""
    if not path.exists():
        return {}
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {line[0]: line for line in lines if len(line) == 4}


class Command(BaseCommand):
    help = "Makes one example account per role for the demo, once, and prints how to sign in."

    def handle(self, *args, **options):
        if not get_profile().is_demo:
            raise CommandError("Example accounts belong to the demo; this site is not in the state “demo”.")
        path = settings.DATA_DIR / "demo-accounts.txt"
        known = read_lines(path)
        with transaction.atomic():
            lines = [self.account(role, known) for role in ROLES]
            if lines != list(known.values()):
                self.write(path, lines)
        self.show(lines)

    def account(self, role: str, known: dict[str, list[str]]) -> list[str]:
        """The account's line. One that exists and whose password the file knows is left alone."""
        name = role.lower()
        email = f"{name}@example.org"
        user = User.objects.filter(email=email).first()
        if user and name in known:
            return known[name]
        user = user or User.objects.create_user(email, display_name=f"Demo {role}")
        password, secret = new_password(), generate_totp_secret()
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get(name=role))
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
        return [name, email, password, secret]

    def write(self, path: Path, lines: list[list[str]]) -> None:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")

    def show(self, lines: list[list[str]]) -> None:
        self.stdout.write(f"\nStaff sign-in: {settings.SITE_URL}/accounts/login/\n\n")
        for name, email, password, secret in lines:
            self.stdout.write(f"  {name:<10} {email:<24} {password}   TOTP secret {secret}")
        self.stdout.write(
            "\nAfter the password a code is asked for. The demo lets you go on without one; an\n"
            f"authenticator app with the secret shows it. Kept in {settings.DATA_DIR / 'demo-accounts.txt'}.\n"
        )
