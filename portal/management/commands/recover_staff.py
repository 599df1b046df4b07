from django.core.management.base import BaseCommand, CommandError

from clinic.models import User
from portal.staff_accounts import recover


class Command(BaseCommand):
    help = (
        "For a member of staff who is locked out: prints a link that works once, within 24 hours. It sets a new "
        "password and takes the lost second step away. The record says that this was done."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address with which the person signs in")
        parser.add_argument("--owner", action="store_true", help="also make the account an owner")

    def handle(self, *args, email, owner, **options):
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError("No staff account has this address.")
        link = recover(user, make_owner=owner)
        self.stdout.write(f"Give this link to {user.display_name} and to nobody else. It works once, for 24 hours:")
        self.stdout.write(link)
