from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("portal.checks")
        import_module("portal.copies")
        import_module("portal.due")
        import_module("portal.durability")
        import_module("portal.lookups")
        import_module("portal.sign_in_record")
