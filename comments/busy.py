"""A database that is away or busy for too long, on pages that take words: they come back with the answer."""

from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from comments.sending import refuse

RETRY_AFTER = 30


def keeps_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views whose field is called "text". Where none was sent, the site's own page for 503 says enough."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            words = request.POST.get("text", "") if request.method == "POST" else ""
            if not words:
                raise
            return refuse(request, 503, words=words, retry_after=RETRY_AFTER)

    return guarded
