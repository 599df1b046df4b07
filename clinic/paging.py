"""Pages of the desk's long lists: nobody waits for a million rows to be counted."""

from django.core.paginator import Page, Paginator
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

    def page(self, number) -> Page:
        """First the keys of the page's rows, from indexes where there are any; then these rows alone. Rows that hold
        whole pages of text are neither joined nor sorted by the thousand."""
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))
        page.object_list = self.object_list.filter(pk__in=keys)
        return page
