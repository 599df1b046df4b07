"""How a member of staff wants to hear of what waits."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Queue


class How(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day")
    NONE = "none", _("No mail")


class MailWishes(models.Model):
    """One person's wishes, queue by queue, and what she has been told already. Of urgent messages all on duty hear at
    once (duty.py): that is no wish, and has no column."""

    QUEUES = (Queue.PRIVACY, Queue.CLINICAL, Queue.NORMAL, Queue.SPAM)

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_wishes")
    privacy = models.CharField(_("privacy"), max_length=8, choices=How, default=How.DIGEST)
    clinical = models.CharField(_("clinical"), max_length=8, choices=How, default=How.DIGEST)
    normal = models.CharField(_("normal"), max_length=8, choices=How, default=How.DIGEST)
    spam = models.CharField(_("spam"), max_length=8, choices=How, default=How.NONE)
    digest_hour = models.PositiveSmallIntegerField(_("hour"), default=8, validators=[MaxValueValidator(23)])
    # What has come until then was told at once, or was not wished; the day of the last digest.
    told_until = models.DateTimeField(default=timezone.now)
    digest_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail wishes")
        verbose_name_plural = _("mail wishes")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(digest_hour__lte=23), name="mail_wishes_hour_of_a_day")]

    def __str__(self):
        return f"{self.user_id}"

    def queues(self, how: str) -> list[str]:
        """The queues that are wished to be told in this way."""
        return [str(queue.value) for queue in self.QUEUES if getattr(self, queue.value) == how]
