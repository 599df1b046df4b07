from django.db import models


class Change(models.Model):
    """A change that stored pages must hear of, written in the transaction that makes it and deleted once it
    has reached the shared cache. A crash or a cache that is down in between leaves the row, and the worker
    finishes it."""

    name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
