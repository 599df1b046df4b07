import sys

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

STOP_SERVER = 3  # what gunicorn understands as "stop": with any other code it would start its worker again, for ever


class FaqConfig(AppConfig):
    name = "faq"
    verbose_name = _("Questions and answers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from faq import checks, findable, questions, reading  # noqa: F401, PLC0415 (apps are loaded before this)
        from pagecache import keys  # noqa: PLC0415

        try:
            for language in ("", *dict(settings.LANGUAGES)):
                keys.add_to_release(questions.get_faq(language).digest)
        except reading.BadFaq as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(STOP_SERVER) from None
