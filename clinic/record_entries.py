"""The rows of the record. clinic/record.py writes them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RecordQuerySet(models.QuerySet):
    def update(self, **fields):
        raise TypeError("The record is append-only.")

    def delete(self):
        raise TypeError("The record is append-only.")


class Record(models.Model):
    """Who did what, when. Rows are added and never changed."""

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.CharField(_("number of the object"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the record")
        verbose_name_plural = _("record")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="clinic_record_of_object"),
            models.Index(fields=["action", "-at", "-id"], name="clinic_record_of_action"),
        ]

    def __str__(self):
        return f"{self.action} {self.object_type} {self.object_id}".strip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The record is append-only.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args, **kwargs):
        raise TypeError("The record is append-only.")
