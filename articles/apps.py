from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clinic import languages


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self):
        from articles.quality.languages import has_rules  # noqa: PLC0415 (apps are loaded before this)

        languages.needs("claims", has_rules)
        import_module("articles.due")
        import_module("articles.findable")
