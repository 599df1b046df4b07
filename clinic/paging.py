"""Pages of the desk's long lists: nobody waits for a million rows to be counted."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext

COUNTED = 10_000


class AtLeast(int):
    """A number that says of itself that there are more."""

    def __str__(self) -> str:
        return gettext("more than %(number)s") % {"number": f"{int(self):,}"}


class BoundedPaginator(Paginator):
    """Counts as far as COUNTED and no further; what lies behind that is found with filters and search."""

    @cached_property
    def count(self) -> int:
        found = self.object_list.order_by()[: COUNTED + 1].count()
        return AtLeast(COUNTED) if found > COUNTED else found
