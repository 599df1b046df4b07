"""What was erased or withdrawn, for the restore of a backup."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One wish that a restored backup must respect: no words, no address, no link to the person."""

    class Kind(models.TextChoices):
        ERASED = "erased", _("erased")
        WITHDRAWN = "withdrawn", _("withdrawn")

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(db_index=True)
    listed = models.BooleanField(default=False)  # whether it is in the list outside the database already

    class Meta:
        verbose_name = _("a person’s rights")
        verbose_name_plural = _("a person’s rights")
        default_permissions = ()
        permissions = [("answer_person", _("Can find, give and erase what is held of a person"))]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(listed=False), name="comments_erasures_to_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"

    def as_entry(self) -> dict:
        return {"digest": self.digest, "kind": self.kind, "at": self.at.isoformat()}
