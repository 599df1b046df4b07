"""Pages of the desk's long lists: nobody waits for a million rows to be counted."""

from django.contrib.admin.views.main import ChangeList
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


class BoundedChangeList(ChangeList):
    """The same for a list that fits on one page, which Django does not ask the paginator for."""

    def get_results(self, request):
        super().get_results(request)
        if not self.multi_page:
            keys = list(self.queryset.values_list("pk", flat=True))
            self.result_list = self.queryset.filter(pk__in=keys)


class BoundedListMixin:
    """Mixed into a ModelAdmin whose rows are, or hang on, one of the long tables."""

    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_changelist(self, request, **kwargs):
        return BoundedChangeList
