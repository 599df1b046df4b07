from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = _("Clinic")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from clinic.roles import sync_after_migrate  # noqa: PLC0415 (models exist only now)

        post_migrate.connect(sync_after_migrate, sender=self, dispatch_uid="clinic.roles")
