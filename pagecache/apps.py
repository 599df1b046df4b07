from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from pagecache.table import make_table


class PagecacheConfig(AppConfig):
    name = "pagecache"
    verbose_name = _("Page cache")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(after_migrate, sender=self)


def after_migrate(sender, verbosity=1, **kwargs):
    """After `migrate` nothing else is left to do. `flush` sends the same signal, without a plan, and needs no table."""
    if "plan" in kwargs:
        make_table(verbosity=max(verbosity - 1, 0))
