from django.db import models

from clinic.models import Record, User


def record(actor: User | None, action: str, obj: models.Model | None = None, note: str = "") -> Record:
    """Adds one line to the append-only record: who did what to which object.

    `action` is a short fixed phrase ("approve comment"), `note` the reason given. Never a visitor's
    words: the record outlives them. `actor` is None for what the machine does by itself.
    """
    return Record.objects.create(
        actor=actor if actor is not None and actor.pk else None,
        action=action,
        object_type=obj._meta.label if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        note=note[:500],
    )
