"""Search in the desk's lists: whatever somebody pastes into the field, the database is asked about a few words."""

from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpResponseRedirect
from django.utils.text import smart_split

MOST_WORDS = 12
LONGEST = 300  # characters; a title is shorter


class BoundedSearch:
    """For a ModelAdmin with `search_fields`: each word adds a condition over all of them, and databases refuse a
    question with hundreds of conditions. A row has the first twelve words, or it is not the one that was meant."""

    def changelist_view(self, request, extra_context=None):
        """A pasted page leads to the search for its first words: every link of the list carries the search."""
        asked = request.GET.get(SEARCH_VAR, "")
        if request.method == "GET" and len(asked) > LONGEST:
            kept = request.GET.copy()
            kept[SEARCH_VAR] = shortened(asked)
            return HttpResponseRedirect(f"?{kept.urlencode()}")
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, shortened(search_term))


def shortened(text: str) -> str:
    """The first words of a search, each once; a phrase in quotation marks counts as one. A word that the end of the
    LONGEST characters cuts in two is left out."""
    if len(text) > LONGEST:
        whole = text[: LONGEST + 1].rpartition(" ")[0]
        text = whole or text[:LONGEST]
    return " ".join(list(dict.fromkeys(smart_split(text)))[:MOST_WORDS])
