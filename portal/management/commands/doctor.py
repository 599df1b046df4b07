import json
import sys

from django.core.management.base import BaseCommand

from portal import doctor


class Command(BaseCommand):
    help = "One page: what is configured, what works, what is wrong and how it is mended. Exit status 1 if anything is."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for a program to read")

    def handle(self, **options):
        results = doctor.examine()
        if options["json"]:
            self.write_json(results)
        else:
            self.write_page(results)
        if not all(result.well for result in results):
            sys.exit(1)

    def write_json(self, results) -> None:
        rows = [{"name": one.name, "well": one.well, "said": one.said, "mend": one.mend} for one in results]
        self.stdout.write(
            json.dumps({"settings": dict(doctor.settings_in_words()), "checks": rows}, ensure_ascii=False)
        )

    def write_page(self, results) -> None:
        for name, value in doctor.settings_in_words():
            self.stdout.write(f"{name:<22} {value}")
        self.stdout.write("")
        for one in results:
            self.stdout.write(f"{'well ' if one.well else 'WRONG'}  {one.name:<20} {one.said}")
            if not one.well and one.mend:
                self.stdout.write(f"{'':<28} {one.mend}")
        wrong = sum(not one.well for one in results)
        self.stdout.write(f"\n{wrong} to mend." if wrong else "\nEverything is well.")
