from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clinic import languages


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from comments.screening.languages import can_screen  # noqa: PLC0415

        languages.needs("comments", can_screen)
        from comments import contacts, desk_mail, due, notices  # noqa: F401, PLC0415  register their sweeps; models must be loaded first
