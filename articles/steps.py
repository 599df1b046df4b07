"""What all steps of the workflow share: who takes them, whether that person may, and how a step refuses."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from articles.models import Revision


class EditConflict(Exception):
    """Somebody saved a newer revision meanwhile. `newest` is theirs; nothing of ours was stored.

    `clashes` names the parts that both have changed (articles/merging.py).
    """

    def __init__(self, newest: Revision | None, clashes: tuple[str, ...] = ()):
        self.newest, self.clashes = newest, clashes
        super().__init__(_("Somebody else saved this article while you were writing."))


class WrongState(Exception):
    """The article is not in a state that allows this step."""


class Machine:
    """A command or job on the server. Whoever may start one may do everything; the record names no person."""

    pk = None

    def has_perm(self, permission: str) -> bool:
        return True


MACHINE = Machine()


def require(by, permission: str) -> None:
    if by is None or not by.has_perm(permission):
        raise PermissionDenied(_("Your role does not allow this step."))


def person(by):
    """The account to write down for `by`; None for the machine."""
    return None if by is MACHINE else by
