from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal import first_run


class Command(BaseCommand):
    help = (
        "Prints a code that works once, within a day, and where to enter it: whoever does makes this site their own in "
        "five questions and becomes its owner. Only while there is no owner yet."
    )

    def handle(self, *args, **options):
        code = first_run.new_code()
        if not code:
            raise CommandError("This site has an owner. Owners make further accounts under “Staff accounts”.")
        self.stdout.write(f"Make it your own site:  {settings.SITE_URL}{reverse('first_run')}\nCode:  {code}")
        self.stdout.write("It works once, within a day. Give it to nobody who may not own this site.")
